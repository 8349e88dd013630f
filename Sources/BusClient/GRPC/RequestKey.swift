internal import Foundation
public import GRPCCore

extension Metadata {
    /// The name under which a call's metadata carry its idempotency key; it travels as the message's `message_id`.
    public static let requestKeyName = "berth-request-id"
    /// The name under which a call's metadata may name the shard that gets a request without a host.
    public static let shardName = "berth-shard"

    /// Metadata with an idempotency key.
    ///
    /// - Parameter key: 1 to 128 visible ASCII characters; a new UUID by default. Keep it to ask what became of the
    ///   request, or to send it again.
    public static func requestKey(_ key: String = Metadata.newRequestKey()) -> Metadata {
        [requestKeyName: .string(key)]
    }

    /// A new idempotency key.
    public static func newRequestKey() -> String { UUID().uuidString.lowercased() }

    /// The idempotency key, of a call's metadata as of its answer's; nil: none.
    public var requestKey: String? { self[stringValues: Self.requestKeyName].first { _ in true } }
}
