public import SwiftProtobuf

/// A request for one host, which its routing key must repeat.
public protocol HostRequest: SwiftProtobuf.Message {
    /// The compute service's host name.
    var host: String { get }
}

extension Berth_Tracker_V1_ReportInventoryRequest: HostRequest {}
extension Berth_Tracker_V1_SetNodeEnabledRequest: HostRequest {}
extension Berth_Tracker_V1_RemoveNodeRequest: HostRequest {}
extension Berth_Tracker_V1_GetNodeRequest: HostRequest {}
extension Berth_Tracker_V1_AuditNodeRequest: HostRequest {}
extension Berth_Tracker_V1_ReportMetricsRequest: HostRequest {}
extension Berth_Tracker_V1_ClaimInstanceRequest: HostRequest {}
extension Berth_Tracker_V1_AbortInstanceClaimRequest: HostRequest {}
extension Berth_Tracker_V1_UpdateInstanceRequest: HostRequest {}
extension Berth_Tracker_V1_GetInstanceRequest: HostRequest {}
extension Berth_Tracker_V1_CheckFitRequest: HostRequest {}
extension Berth_Tracker_V1_ReportBuildResultRequest: HostRequest {}
extension Berth_Tracker_V1_ClaimMoveRequest: HostRequest {}
extension Berth_Tracker_V1_AbortMoveRequest: HostRequest {}
extension Berth_Tracker_V1_FinishMoveRequest: HostRequest {}
extension Berth_Tracker_V1_ConfirmMoveRequest: HostRequest {}
extension Berth_Tracker_V1_RevertMoveRequest: HostRequest {}
extension Berth_Tracker_V1_UpdateMigrationRequest: HostRequest {}
extension Berth_Tracker_V1_GetMigrationRequest: HostRequest {}
extension Berth_Tracker_V1_GetOutcomeRequest: HostRequest {}
extension Berth_Tracker_V1_ClaimPciDevicesRequest: HostRequest {}
extension Berth_Tracker_V1_AllocatePciDevicesRequest: HostRequest {}
extension Berth_Tracker_V1_FreePciDevicesRequest: HostRequest {}
extension Berth_Tracker_V1_GetHeldRequestRequest: HostRequest {}
extension Berth_Tracker_V1_ReleaseHeldRequestRequest: HostRequest {}
extension Berth_Tracker_V1_DropHeldRequestRequest: HostRequest {}
