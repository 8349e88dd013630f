import Tracker
import Wire

/// One way of an instance through the cloud, as a page of `docs/flows` tells it.
struct Flow: Equatable {
    /// Its name, which is its page's.
    var name: String
    /// What the hosts are to it: `host`, or `source` and `destination`.
    var roles: [String]
    /// Fragments of bodies by name; they may name each other.
    var values: [String: String]
    /// What has been sent before it begins.
    var given: [FlowRequest]
    /// What is held before it begins.
    var start: FlowState
    /// Its steps, in order.
    var steps: [FlowStep]
}

/// One request as a page shows it.
struct FlowRequest: Equatable {
    /// Who sends it.
    var who: String
    /// What is called.
    var method: Wire.Method
    /// Which host it is for.
    var role: String
    /// The body in JSON, with placeholders.
    var body: String
}

/// One step of a flow.
struct FlowStep: Equatable {
    /// What may be sent when the answer is not known.
    enum LostAnswer: String, CaseIterable {
        /// The failure path, whether the step took effect or not.
        case failurePath = "on_failure"
        /// The same request, until it is answered.
        case same = "repeat"
    }

    /// Its name.
    var id: String
    /// What is sent.
    var request: FlowRequest
    /// The reason for which it is refused, if the page shows that it is.
    var refusal: String?
    /// What is held afterwards.
    var after: FlowState
    /// What to do when the answer is not known.
    var lostAnswer: LostAnswer
    /// What is sent if the step fails.
    var onFailure: [FlowRequest]
    /// What is held after that.
    var settled: FlowState
}

/// What is held, and how far the move is, at each of a flow's hosts.
struct FlowState: Equatable {
    /// By role.
    var sides: [String: FlowSide]

    /// Why a flow must not end here; nil: it may.
    ///
    /// At its end nothing is held for a move, the instance at one place at most, and every side's move is over.
    var unrest: String? {
        for (role, side) in sides.sorted(by: { $0.key < $1.key }) {
            if let held = side.holds.first(where: { $0.side != .instance }) {
                return "\(role) still holds \(held.text)"
            }
            if let move = side.move, move.isOpen { return "the move is still \(move.rawValue) at the \(role)" }
        }
        return homes.count > 1 ? "the instance is held at \(homes.joined(separator: " and "))" : nil
    }

    /// Where the instance has a grant of its own, once for each.
    var homes: [String] {
        sides.sorted { $0.key < $1.key }.flatMap { role, side in
            side.holds.filter { $0.side == .instance }.map { _ in role }
        }
    }
}

/// What is held on one node, and how far its host says that the move is.
struct FlowSide: Equatable {
    /// What is held there.
    var holds: [FlowGrant]
    /// Nil: the host has no record of the move.
    var move: MigrationStatus?
}

/// One grant: for what, of which size, and with how many devices.
struct FlowGrant: Equatable {
    /// For what.
    var side: GrantSide
    /// The name of a flavor of the pages.
    var flavor: String
    /// Devices that are taken and not used yet.
    var claimedDevices = 0
    /// Devices that are used.
    var allocatedDevices = 0

    /// As the pages write it.
    var text: String {
        "\(side.rawValue) \(flavor)" + (claimedDevices > 0 ? " +\(claimedDevices) claimed" : "")
            + (allocatedDevices > 0 ? " +\(allocatedDevices) allocated" : "")
    }
}

extension FlowGrant {
    /// Reads what a page says; nil: it cannot be read.
    init?(_ text: String) {
        let words = text.split(separator: " ").map(String.init)
        guard words.count == 2 || words.count == 4, let side = GrantSide(rawValue: words[0]) else { return nil }
        (self.side, flavor) = (side, words[1])
        guard words.count == 4 else { return }
        guard words[2].hasPrefix("+"), let count = Int(words[2].dropFirst()), count > 0 else { return nil }
        switch words[3] {
        case "claimed": claimedDevices = count
        case "allocated": allocatedDevices = count
        default: return nil
        }
    }
}
