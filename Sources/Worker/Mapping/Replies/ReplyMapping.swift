package import SwiftProtobuf
package import Tracker
import Wire

/// Makes replies from the core's answers.
package enum ReplyMapping {
    /// The body of a reply.
    ///
    /// Replies of claims, aborts and updates carry the sums of usage, without host cells and device pools. The end of a
    /// lease has no reply of its own: it is answered with an empty message.
    package static func reply(for answer: Answer) -> any SwiftProtobuf.Message {
        switch answer {
        case .inventoryReported(let node, let created):
            Berth_Tracker_V1_ReportInventoryResponse.with {
                $0.node = Berth_Tracker_V1_Node(node)
                $0.created = created
            }
        case .nodeEnabledSet(let node):
            Berth_Tracker_V1_SetNodeEnabledResponse.with { $0.node = Berth_Tracker_V1_Node(node) }
        case .nodeRemoved(let node):
            Berth_Tracker_V1_RemoveNodeResponse.with { $0.node = Berth_Tracker_V1_Node(node) }
        case .node(let node, let grants, let migrations, let changed):
            Berth_Tracker_V1_GetNodeResponse.with {
                $0.node = Berth_Tracker_V1_Node(node)
                $0.grants = grants.map(Berth_Tracker_V1_Grant.init)
                $0.migrations = migrations.map(Berth_Tracker_V1_Migration.init)
                $0.changedDevices = changed.map(Berth_Tracker_V1_PciDevice.init)
            }
        case .nodes(let nodes, let next):
            Berth_Tracker_V1_ListNodesResponse.with {
                $0.nodes = nodes.map(Berth_Tracker_V1_Node.init)
                $0.nextPageToken = next.map(PageToken.token(after:)) ?? ""
            }
        case .nodeAudited(let node, let drifts, let verdicts):
            Berth_Tracker_V1_AuditNodeResponse.with {
                $0.node = Berth_Tracker_V1_Node(node)
                $0.drifts = drifts.map(Berth_Tracker_V1_Drift.init)
                $0.verdicts = verdicts.map(Berth_Tracker_V1_ConsumerVerdict.init)
            }
        case .metricsReported: Berth_Tracker_V1_ReportMetricsResponse()
        case .instanceClaimed, .claimAborted, .instanceUpdated, .instance, .fits, .buildResultReported, .leaseEnded:
            instanceReply(for: answer)
        case .moveClaimed, .moveStepped, .migrationUpdated, .migration: moveReply(for: answer)
        case .devices(let method, let devices): deviceReply(method, devices)
        }
    }

    /// The reply to a request about an instance.
    private static func instanceReply(for answer: Answer) -> any SwiftProtobuf.Message {
        switch answer {
        case .instanceClaimed(let grant, let usage):
            return Berth_Tracker_V1_ClaimInstanceResponse.with {
                $0.grant = Berth_Tracker_V1_Grant(grant)
                $0.usage = Berth_Tracker_V1_Usage(usage, .withoutDevices)
            }
        case .claimAborted(let usage, let released):
            return Berth_Tracker_V1_AbortInstanceClaimResponse.with {
                if let usage { $0.usage = Berth_Tracker_V1_Usage(usage, .withoutDevices) }
                $0.released = released
            }
        case .instanceUpdated(let tracked, let released, let usage):
            return Berth_Tracker_V1_UpdateInstanceResponse.with {
                $0.tracked = tracked
                $0.released = released
                if let usage { $0.usage = Berth_Tracker_V1_Usage(usage, .withoutDevices) }
            }
        case .instance(let instance, let grants, let migrations):
            return Berth_Tracker_V1_GetInstanceResponse.with {
                $0.instance = Berth_Tracker_V1_Instance(instance)
                $0.grants = grants.map(Berth_Tracker_V1_Grant.init)
                $0.migrations = migrations.map(Berth_Tracker_V1_Migration.init)
            }
        case .fits(let fits):
            return Berth_Tracker_V1_CheckFitResponse.with { $0.fits = fits.map(Berth_Tracker_V1_NodeFit.init) }
        case .buildResultReported(let failedBuilds):
            return Berth_Tracker_V1_ReportBuildResultResponse.with { $0.failedBuilds = failedBuilds }
        case .leaseEnded:
            return Google_Protobuf_Empty()
        case .inventoryReported, .nodeEnabledSet, .nodeRemoved, .node, .nodes, .nodeAudited, .metricsReported,
            .moveClaimed, .moveStepped, .migrationUpdated, .migration, .devices:
            // The caller has taken these cases itself; the answer is of our own making.
            preconditionFailure("an answer about a node or a move has been handled before")
        }
    }
}

extension Berth_Tracker_V1_NodeFit {
    /// Writes whether an instance would fit a node.
    ///
    /// A refusal that no resource explains (the node is disabled, or not known) is one entry without a resource, so
    /// that its reason and its message reach the caller.
    init(_ model: NodeFit) {
        self.init()
        node = model.node
        fits = model.grant != nil
        if let held = model.grant { grant = Berth_Tracker_V1_Grant(held) }
        guard let refusal = model.refusal else { return }
        shortfalls = refusal.shortfalls.map(Berth_Tracker_V1_Shortfall.init)
        guard shortfalls.isEmpty else { return }
        shortfalls = [
            .with {
                $0.reason = refusal.reason
                $0.message = refusal.message
            }
        ]
    }
}
