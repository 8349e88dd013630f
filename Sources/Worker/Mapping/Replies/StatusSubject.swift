import Tracker

/// A thing that a status is about: a node as `host/name`, an instance or a move by its UUID.
struct StatusSubject: Hashable, Sendable {
    static let nodeType = "node"
    static let instanceType = "instance"
    static let migrationType = "migration"

    /// `node`, `instance` or `migration`.
    let type: String
    /// Which one.
    let name: String

    /// Type and name in one.
    var text: String { "\(type)/\(name)" }

    private static func node(_ node: NodeIdentifier) -> StatusSubject {
        StatusSubject(type: nodeType, name: "\(node.host)/\(node.name)")
    }

    private static func instance(_ uuid: String) -> StatusSubject { StatusSubject(type: instanceType, name: uuid) }

    private static func migration(_ uuid: String) -> StatusSubject { StatusSubject(type: migrationType, name: uuid) }

    /// What a command is about, the node before the instance or the move.
    static func all(of command: Command) -> [StatusSubject] {
        switch command {
        case .reportInventory(let command): [node(command.node)]
        case .setNodeEnabled(let command): [node(command.node)]
        case .removeNode(let command): [node(command.node)]
        case .getNode(let identifier): [node(identifier)]
        case .listNodes: []
        case .claimInstance(let command): [node(command.node), instance(command.instance.uuid)]
        case .abortInstanceClaim(let command): [node(command.node), instance(command.instanceUUID)]
        case .updateInstance(let command): [node(command.node), instance(command.instance.uuid)]
        case .getInstance(let identifier): [instance(identifier.uuid)]
        case .checkFit(let command): [instance(command.instance.uuid)]
        case .reportBuildResult(let command): [node(command.node)]
        case .endLease(let command): [instance(command.instance.uuid)]
        case .claimMove(let command):
            [node(command.node), instance(command.instance.uuid), migration(command.migration.uuid)]
        case .abortMove(let command): [node(command.node), migration(command.migrationUUID)]
        case .finishMove(let command): [node(command.node), migration(command.migrationUUID)]
        case .confirmMove(let command): [node(command.node), migration(command.migrationUUID)]
        case .revertMove(let command): [node(command.node), migration(command.migrationUUID)]
        case .updateMigration(let command): [migration(command.migrationUUID)]
        case .getMigration(let command): [migration(command.migrationUUID)]
        case .reportMetrics(let command): [node(command.node)]
        case .auditNode(let command): [node(command.node)]
        case .claimDevices(let command): [node(command.node), instance(command.instanceUUID)]
        case .allocateDevices(let command): [node(command.node), instance(command.instanceUUID)]
        case .freeDevices(let command): [node(command.node), instance(command.instanceUUID)]
        }
    }
}
