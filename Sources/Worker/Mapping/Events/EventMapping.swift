import SwiftProtobuf
package import Tracker
import Wire

/// Makes events from facts, and from refused claims.
package enum EventMapping {
    /// The events of a fact, in order; changes of leases and of counters have none of their own.
    ///
    /// A release that an owner's update asked for also tells the instance's new state, which no other fact holds.
    /// - Parameter state: the state after the fact. A node that has gone since is told as far as the fact knows it.
    package static func events(for fact: Fact, in state: State) -> [EventDraft] {
        switch fact.body {
        case .nodeReported(let fact):
            [nodeChanged(state.wireNode(fact.node) ?? node(of: fact), fact.isCreated ? .created : .inventory)]
        case .nodeEnabledChanged(let fact):
            [nodeChanged(state.wireNode(fact.node) ?? node(fact.node), fact.isEnabled ? .enabled : .disabled)]
        case .nodeRemoved(let fact):
            [nodeChanged(node(fact.node), .removed)]
        case .instanceClaimed(let fact):
            [claimConfirmed(fact.grant)] + devicesChanged(fact.grant.pciDevices, of: fact.grant, in: state)
        case .claimReleased(let fact):
            [claimReleased(fact)] + devicesChanged(fact.grant.pciDevices, of: fact.grant, in: state)
                + stateTold(with: fact)
        case .devicesChanged(let fact): devicesChanged(fact, in: state)
        case .instanceUpdated(let fact):
            [instanceChanged(fact.instance, node: NodeIdentifier(host: fact.host, name: fact.instance.node))]
        case .migrationChanged(let fact): moveEvents(for: fact, in: state)
        case .migrationForgotten(let fact): moveEvents(for: fact, in: state)
        case .driftFound(let fact): [driftFound(fact)]
        case .metricsReported(let fact): [metricsReported(fact)]
        case .leaseRenewed, .leaseCleared, .buildResultReported, .orphanMemoryChanged:
            []
        }
    }

    /// The usage of a node; nil when it is not known (any more).
    package static func usageUpdated(of identifier: NodeIdentifier, in state: State) -> EventDraft? {
        guard let usage = state.usage(of: identifier), let stats = state.stats(of: identifier),
            case .nodeCounters(let counters) = state.entity(.nodeCounters(identifier))
        else { return nil }
        let body = Berth_Tracker_V1_UsageUpdated.with {
            $0.usage = Berth_Tracker_V1_Usage(usage, .whole)
            $0.stats = Berth_Tracker_V1_Stats(stats)
            $0.generation = counters.generation
        }
        return EventDraft(node: identifier, body: .usageUpdated(body))
    }

    /// The event of a refused claim.
    package static func claimRefused(_ claim: ClaimInstance, _ refusal: Refusal) -> EventDraft {
        let body = Berth_Tracker_V1_ClaimRefused.with {
            $0.instanceUuid = claim.instance.uuid
            $0.reason = refusal.reason
            $0.shortfalls = refusal.shortfalls.map(Berth_Tracker_V1_Shortfall.init)
        }
        return EventDraft(node: claim.node, projectID: claim.instance.projectID, body: .claimRefused(body))
    }

    private static func nodeChanged(
        _ node: Berth_Tracker_V1_Node, _ change: Berth_Tracker_V1_NodeChanged.Change
    ) -> EventDraft {
        let body = Berth_Tracker_V1_NodeChanged.with {
            $0.node = node
            $0.change = change
        }
        return EventDraft(node: NodeIdentifier(host: node.host, name: node.name), body: .nodeChanged(body))
    }

    static func claimConfirmed(_ grant: Grant) -> EventDraft {
        let body = Berth_Tracker_V1_ClaimConfirmed.with { $0.grant = Berth_Tracker_V1_Grant(grant) }
        return EventDraft(node: grant.node, projectID: grant.projectID, body: .claimConfirmed(body))
    }

    private static func claimReleased(_ fact: ClaimReleased) -> EventDraft {
        claimReleased(fact.grant, cause: fact.cause)
    }

    static func claimReleased(_ grant: Grant, cause: ReleaseCause) -> EventDraft {
        let body = Berth_Tracker_V1_ClaimReleased.with {
            $0.grant = Berth_Tracker_V1_Grant(grant)
            $0.cause = cause.rawValue
        }
        return EventDraft(node: grant.node, projectID: grant.projectID, body: .claimReleased(body))
    }

    private static func stateTold(with fact: ClaimReleased) -> [EventDraft] {
        switch fact.cause {
        case .deleted, .shelvedOffloaded: fact.after.map { [instanceChanged($0, node: fact.grant.node)] } ?? []
        case .aborted, .audited, .leaseEnded, .nodeRemoved, .moved, .confirmed, .reverted, .failed, .cancelled: []
        }
    }

    static func instanceChanged(_ instance: Instance, node: NodeIdentifier) -> EventDraft {
        let body = Berth_Tracker_V1_InstanceChanged.with { $0.instance = Berth_Tracker_V1_Instance(instance) }
        return EventDraft(node: node, projectID: instance.projectID, body: .instanceChanged(body))
    }

    private static func node(_ identifier: NodeIdentifier) -> Berth_Tracker_V1_Node {
        .with {
            $0.host = identifier.host
            $0.name = identifier.name
        }
    }

    private static func node(of fact: NodeReported) -> Berth_Tracker_V1_Node {
        .with {
            $0.host = fact.node.host
            $0.name = fact.node.name
            $0.uuid = fact.uuid
            $0.inventory = Berth_Tracker_V1_Inventory(fact.inventory)
            $0.ratios = Berth_Tracker_V1_AllocationRatios(fact.ratios)
            $0.serviceID = fact.serviceID
        }
    }
}

extension State {
    /// A node as the wire shows it; nil when it is not known.
    fileprivate func wireNode(_ identifier: NodeIdentifier) -> Berth_Tracker_V1_Node? {
        node(identifier).map(Berth_Tracker_V1_Node.init)
    }
}
