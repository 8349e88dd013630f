import HashTreeCollections

/// A pass over a state that collects violations; the records are read once, in order.
struct Inspection {
    /// What is inspected.
    let state: State
    /// The records of nodes, in order of their keys.
    let nodes: [(key: NodeIdentifier, record: NodeRecord)]
    /// The records of instances, in order of their keys.
    let instances: [(key: InstanceIdentifier, record: InstanceRecord)]
    /// The records of moves, in order.
    let moves: [MigrationRecord]
    /// Every grant of every record.
    let grants: [Grant]
    /// The instances that count on a node: those with a grant of their own there.
    let ownInstances: [NodeIdentifier: [Instance]]
    /// What has been found so far, in no order.
    var found: [Violation] = []

    /// Prepares the inspection of a state.
    init(_ state: State) {
        self.state = state
        nodes = state.nodeRecords.map { (key: $0.key, record: $0.value.value) }.sorted { $0.key < $1.key }
        instances = state.recordsByInstance.flatMap { uuid, records in
            records.map { (key: InstanceIdentifier(host: $0.host, uuid: uuid), record: $0) }
        }.sorted { $0.key < $1.key }
        moves = state.recordsByMigration.values.joined().sorted { $0.identifier < $1.identifier }
        grants = instances.flatMap(\.record.grants)
        ownInstances = instances.reduce(into: [:]) { own, entry in
            guard let grant = entry.record.instanceGrant else { return }
            own[grant.node, default: []].append(entry.record.instance)
        }
    }

    /// Notes a violation unless two values are equal.
    mutating func expect<Value: Equatable>(
        _ kind: Violation.Kind, _ subject: @autoclosure () -> String, _ what: @autoclosure () -> String,
        is actual: Value, expected: Value
    ) {
        guard actual != expected else { return }
        note(kind, subject(), "\(what()) is \(actual), expected \(expected)")
    }

    /// Notes a violation.
    mutating func note(_ kind: Violation.Kind, _ subject: String, _ message: String) {
        found.append(Violation(kind, subject: subject, message: message))
    }
}

extension InstanceIdentifier {
    /// How messages write a host's record of an instance: host, slash, UUID.
    var text: String { "\(host)/\(uuid)" }
}
