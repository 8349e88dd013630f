/// The answer to an accepted command, completed once its facts have been applied.
///
/// It stays small: what the state knows is looked up at the end.
public enum PendingAnswer: Hashable, Sendable {
    /// Complete already: nothing changes, or the answer says what was before.
    case ready(Answer)
    /// To `reportInventory`.
    case inventoryReported(NodeIdentifier, created: Bool)
    /// To `setNodeEnabled`.
    case nodeEnabledSet(NodeIdentifier)
    /// To `claimInstance`.
    case instanceClaimed(Grant)
    /// To `abortInstanceClaim`.
    case claimAborted(NodeIdentifier, released: Bool)
    /// To `updateInstance`.
    case instanceUpdated(NodeIdentifier, tracked: Bool, released: Bool)

    /// To `claimMove`.
    case moveClaimed(MigrationIdentifier, Grant)
    /// To the requests that take a side of a move a step on; `gone` is what there is to say once the record is dropped.
    case moveStepped(MoveMethod, MigrationIdentifier, NodeIdentifier, gone: Migration?)
    /// To `updateMigration`.
    case migrationUpdated(host: String, uuid: String)
    /// To `freeDevices`; the devices as they are if the latest report does not have them.
    case devicesFreed(NodeIdentifier, [PCIDevice])
    /// To `auditNode`.
    case nodeAudited(NodeIdentifier, drifts: [Drift], verdicts: [AllocationVerdict])

    /// The whole answer; `state` is the one right after the facts of the same decision.
    public func complete(in state: State) -> Answer {
        switch self {
        case .ready(let answer): answer
        case .inventoryReported(let node, let created):
            .inventoryReported(Self.known(state.node(node), node), created: created)
        case .nodeEnabledSet(let node): .nodeEnabledSet(Self.known(state.node(node), node))
        case .instanceClaimed(let grant): .instanceClaimed(grant, Self.known(state.usage(of: grant.node), grant.node))
        case .claimAborted(let node, let released): .claimAborted(state.usage(of: node), released: released)
        case .instanceUpdated(let node, let tracked, let released):
            .instanceUpdated(tracked: tracked, released: released, state.usage(of: node))
        case .moveClaimed(let identifier, let grant):
            .moveClaimed(
                Self.known(state.migrationRecord(identifier)?.migration, grant.node), grant,
                Self.known(state.usage(of: grant.node), grant.node))
        case .moveStepped(let method, let identifier, let node, let gone):
            .moveStepped(method, gone ?? state.migrationRecord(identifier)?.migration, state.usage(of: node))
        case .devicesFreed(let node, let devices):
            .devices(.free, devices.map { state.ledger(of: node)?.devices.device(at: $0.address) ?? $0 })
        case .nodeAudited(let node, let drifts, let verdicts):
            .nodeAudited(Self.known(state.node(node), node), drifts: drifts, verdicts: verdicts)
        case .migrationUpdated(let host, let uuid):
            .migrationUpdated(
                Self.known(
                    Migration.merged(state.migrationRecords(onHost: host, uuid: uuid)).first,
                    NodeIdentifier(host: host, name: "")))
        }
    }

    private static func known<Value>(_ value: Value?, _ node: NodeIdentifier) -> Value {
        guard let value else {
            // Its own facts have just been applied; another answer would tell the caller what is not there.
            preconditionFailure("An answer about \(node.text) is completed in a state that its facts did not lead to.")
        }
        return value
    }
}
