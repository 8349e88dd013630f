import Wire

/// One device of a node, who has it, and why it cannot be had: a documented object for programs.
struct DeviceEntry: Encodable, Sendable, Equatable {
    /// In whose hands a device is.
    struct Holder: Encodable, Sendable, Equatable {
        var instance: String
        /// `own`, or which side of which move.
        var side: String
        /// The request of the instance that the device answers.
        var pciRequest: String
        /// Its alias; empty: a network port asked.
        var alias: String
        /// The port that asked; empty: the flavor did.
        var port: String
        /// The idempotency key of the request that took it: the claim, or a later one for its devices.
        var request: String
        /// When it was taken, in RFC 3339.
        var since: String
    }

    /// A relative in whose favour a device is blocked, or that should not be in use together with it.
    struct Blocker: Encodable, Sendable, Equatable {
        var address: String
        var status: String
        var instance: String
    }

    /// A device in use as the latest report has it, where that is otherwise than it was granted.
    struct Reported: Encodable, Sendable, Equatable {
        var vendorId: String
        var productId: String
        var type: String
        /// Absent: the platform does not say.
        var numaNode: Int32?
        var parentAddress: String

        /// For people.
        var text: String {
            "\(type) \(vendorId):\(productId)" + (parentAddress.isEmpty ? "" : " of \(parentAddress)")
                + (numaNode.map { " near cell \($0)" } ?? " near no cell")
        }
    }

    /// The free devices that a free device is interchangeable with, itself included.
    struct Pool: Encodable, Sendable, Equatable {
        var count: Int32
        var keys: [String: String]
        /// Keys that are there without a value: a request may ask for their absence.
        var absentKeys: [String]
    }

    var address: String
    var vendorId: String
    var productId: String
    var type: String
    /// Absent: the platform does not say.
    var numaNode: Int32?
    var parentAddress: String
    /// Addresses of its virtual functions.
    var functions: [String]
    var label: String
    var tags: [String: String]
    /// Tags that the device spec names without a value.
    var absentTags: [String]
    var extra: [String: String]
    /// Empty: no device spec matches it, so it is not tracked.
    var status: String
    /// In use, but gone from the report or from the specs.
    var removeWhenFreed: Bool
    var provider: String
    /// Absent: nobody has it.
    var holder: Holder?
    /// Absent: it is not in use, or the latest report has it as it was granted, or not at all.
    var reportedAs: Reported?
    /// Empty: nothing blocks it.
    var blockedBy: [Blocker]
    /// Absent: it is not free.
    var pool: Pool?

    /// What a person should know beyond the state; empty: nothing.
    var why: String {
        // Of a device that somebody has, a relative in use is one too many.
        let whose = holder == nil ? "" : type == DeviceWords.type(.virtualFunction) ? "its card " : "its function "
        var parts = blockedBy.prefix(3).map { "\(whose)\($0.address) is \($0.status) to \($0.instance)" }
        if blockedBy.count > 3 { parts.append("\(blockedBy.count - 3) more like it") }
        if let reportedAs { parts.append("reported as \(reportedAs.text) now, which counts once it is freed") }
        if removeWhenFreed { parts.append("gone from the report or the specs, removed when freed") }
        if status.isEmpty { parts.append("no device spec matches it") }
        return parts.joined(separator: "; ")
    }

    /// Whether it could be given to somebody now.
    var isFree: Bool { pool != nil || status == "available" }
}
