/// What is held in one place: an instance's own, or one end of a move.
struct ModelPlace {
    var host: String
    var node: String
    var instance: String
    /// Empty: the instance's own; else the move, with the end in front: `s` or `d`.
    var end = ""
    var vcpus: Int64
    var memory: Int64
    var disk: Int64
    var key: String
    var made: Int64
    var leaseEnd: Int64?

    var isOwn: Bool { end.isEmpty }
    var address: String { "\(host)/\(node)" }
}

/// What a host was last told of an instance that holds something there.
struct ModelGuest {
    var vm: String
    var lease: Int64?
}

/// One end of a move, as its host knows it.
struct ModelEnd {
    var host: String
    var node: String
    var side: Character
    var move: String
    var type: String
    var instance: String
    var source: String
    var destination: String?
    var status: String
    var lease: Int64?
    var changed: Int64

    var address: String { "\(host)/\(node)" }
    var isOpen: Bool { !ModelTables.terminal.contains(status) }
    /// How the places of this end are marked.
    var mark: String { "\(side)\(move)" }
    var order: String { "\(host) \(move) \(side == "s" ? 0 : 1)" }
}

/// One node of the model.
struct ModelNode {
    var host: String
    var name: String
    var vcpus: Int64
    var memory: Int64
    var disk: Int64
    var isOpen = true

    var address: String { "\(host)/\(name)" }
}

/// A refusal of the model: its reason.
struct ModelRefusal: Error {
    var reason: String

    init(_ reason: String) { self.reason = reason }
}
