import SwiftProtobuf

/// The messages that Berth packs into `Any`; JSON can write an `Any` only if its type is registered.
enum KnownMessages {
    /// Registers them, once per process.
    static func register() { _ = registered }

    private static let registered: Bool = {
        var types: [any Message.Type] = [
            Google_Rpc_Status.self, Google_Rpc_ErrorInfo.self, Google_Rpc_BadRequest.self, Google_Rpc_RetryInfo.self,
            Google_Rpc_ResourceInfo.self, Google_Rpc_PreconditionFailure.self,
            Berth_Tracker_V1_Shortfall.self, Berth_Tracker_V1_Grant.self, Berth_Tracker_V1_Rehearsal.self,
        ]
        // A held request is shown with what was asked.
        types += Method.allCases.flatMap { [$0.requestType, $0.replyType] }
        return types.allSatisfy { Google_Protobuf_Any.register(messageType: $0) }
    }()
}
