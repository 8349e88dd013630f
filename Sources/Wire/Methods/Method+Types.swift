public import SwiftProtobuf

extension Method {
    /// The type of the request's body.
    public var requestType: any SwiftProtobuf.Message.Type {
        switch self {
        case .reportInventory: Berth_Tracker_V1_ReportInventoryRequest.self
        case .setNodeEnabled: Berth_Tracker_V1_SetNodeEnabledRequest.self
        case .removeNode: Berth_Tracker_V1_RemoveNodeRequest.self
        case .getNode: Berth_Tracker_V1_GetNodeRequest.self
        case .listNodes: Berth_Tracker_V1_ListNodesRequest.self
        case .auditNode: Berth_Tracker_V1_AuditNodeRequest.self
        case .reportMetrics: Berth_Tracker_V1_ReportMetricsRequest.self
        case .claimInstance: Berth_Tracker_V1_ClaimInstanceRequest.self
        case .abortInstanceClaim: Berth_Tracker_V1_AbortInstanceClaimRequest.self
        case .updateInstance: Berth_Tracker_V1_UpdateInstanceRequest.self
        case .getInstance: Berth_Tracker_V1_GetInstanceRequest.self
        case .checkFit: Berth_Tracker_V1_CheckFitRequest.self
        case .reportBuildResult: Berth_Tracker_V1_ReportBuildResultRequest.self
        case .claimMove: Berth_Tracker_V1_ClaimMoveRequest.self
        case .abortMove: Berth_Tracker_V1_AbortMoveRequest.self
        case .finishMove: Berth_Tracker_V1_FinishMoveRequest.self
        case .confirmMove: Berth_Tracker_V1_ConfirmMoveRequest.self
        case .revertMove: Berth_Tracker_V1_RevertMoveRequest.self
        case .updateMigration: Berth_Tracker_V1_UpdateMigrationRequest.self
        case .getMigration: Berth_Tracker_V1_GetMigrationRequest.self
        case .getOutcome: Berth_Tracker_V1_GetOutcomeRequest.self
        case .claimPciDevices: Berth_Tracker_V1_ClaimPciDevicesRequest.self
        case .allocatePciDevices: Berth_Tracker_V1_AllocatePciDevicesRequest.self
        case .freePciDevices: Berth_Tracker_V1_FreePciDevicesRequest.self
        case .listHeldRequests: Berth_Tracker_V1_ListHeldRequestsRequest.self
        case .getHeldRequest: Berth_Tracker_V1_GetHeldRequestRequest.self
        case .releaseHeldRequest: Berth_Tracker_V1_ReleaseHeldRequestRequest.self
        case .dropHeldRequest: Berth_Tracker_V1_DropHeldRequestRequest.self
        }
    }

    /// The type of the reply's body when the status is OK and nothing was rehearsed.
    public var replyType: any SwiftProtobuf.Message.Type {
        switch self {
        case .reportInventory: Berth_Tracker_V1_ReportInventoryResponse.self
        case .setNodeEnabled: Berth_Tracker_V1_SetNodeEnabledResponse.self
        case .removeNode: Berth_Tracker_V1_RemoveNodeResponse.self
        case .getNode: Berth_Tracker_V1_GetNodeResponse.self
        case .listNodes: Berth_Tracker_V1_ListNodesResponse.self
        case .auditNode: Berth_Tracker_V1_AuditNodeResponse.self
        case .reportMetrics: Berth_Tracker_V1_ReportMetricsResponse.self
        case .claimInstance: Berth_Tracker_V1_ClaimInstanceResponse.self
        case .abortInstanceClaim: Berth_Tracker_V1_AbortInstanceClaimResponse.self
        case .updateInstance: Berth_Tracker_V1_UpdateInstanceResponse.self
        case .getInstance: Berth_Tracker_V1_GetInstanceResponse.self
        case .checkFit: Berth_Tracker_V1_CheckFitResponse.self
        case .reportBuildResult: Berth_Tracker_V1_ReportBuildResultResponse.self
        case .claimMove: Berth_Tracker_V1_ClaimMoveResponse.self
        case .abortMove: Berth_Tracker_V1_AbortMoveResponse.self
        case .finishMove: Berth_Tracker_V1_FinishMoveResponse.self
        case .confirmMove: Berth_Tracker_V1_ConfirmMoveResponse.self
        case .revertMove: Berth_Tracker_V1_RevertMoveResponse.self
        case .updateMigration: Berth_Tracker_V1_UpdateMigrationResponse.self
        case .getMigration: Berth_Tracker_V1_GetMigrationResponse.self
        case .getOutcome: Berth_Tracker_V1_GetOutcomeResponse.self
        case .claimPciDevices: Berth_Tracker_V1_ClaimPciDevicesResponse.self
        case .allocatePciDevices: Berth_Tracker_V1_AllocatePciDevicesResponse.self
        case .freePciDevices: Berth_Tracker_V1_FreePciDevicesResponse.self
        case .listHeldRequests: Berth_Tracker_V1_ListHeldRequestsResponse.self
        case .getHeldRequest: Berth_Tracker_V1_GetHeldRequestResponse.self
        case .releaseHeldRequest: Berth_Tracker_V1_ReleaseHeldRequestResponse.self
        case .dropHeldRequest: Berth_Tracker_V1_DropHeldRequestResponse.self
        }
    }
}
