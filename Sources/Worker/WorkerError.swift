/// What went wrong in the worker itself; answers to callers are statuses, not errors.
package struct WorkerError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The class of a worker's error; open, so that a later version can add to it.
    package struct Code: RawRepresentable, Hashable, Sendable {
        /// Stable name in logs.
        package let rawValue: String

        /// Makes a code.
        package init(rawValue: String) { self.rawValue = rawValue }

        /// Something cannot be written in the form that the store or the broker takes.
        package static let notEncodable = Code(rawValue: "NOT_ENCODABLE")
        /// A stored record does not decode.
        package static let damagedRecord = Code(rawValue: "DAMAGED_RECORD")
        /// The stored state breaks an invariant.
        package static let invariantViolated = Code(rawValue: "INVARIANT_VIOLATED")
        /// Another store owns the shard.
        package static let shardOwned = Code(rawValue: "SHARD_OWNED")
        /// The store is behind what was published from it: an old copy.
        package static let storeBehind = Code(rawValue: "STORE_BEHIND")
        /// A broker object is not as it must be.
        package static let brokerObject = Code(rawValue: "BROKER_OBJECT")
        /// The broker cannot be reached, or refused.
        package static let broker = Code(rawValue: "BROKER")
        /// The store failed.
        package static let store = Code(rawValue: "STORE")
        /// A setting is wrong.
        package static let settings = Code(rawValue: "SETTINGS")
    }

    /// The class.
    package let code: Code
    /// For people: what, where, what to do; safe to log.
    package let message: String

    /// Makes an error.
    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The message, safe to log.
    package var description: String { "\(code.rawValue): \(message)" }
}
