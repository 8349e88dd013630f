import SwiftProtobuf
import Testing

@testable import Wire

@Suite struct GuideTests {
    private func guide() throws -> String { try Repository.text("docs/wire-protocol.md") }

    @Test("Every JSON example of the guide is a message in the JSON mapping")
    func examples() throws {
        let blocks = try guide().matches(of: /```json\n((?:[^`]|\n)*)```/).map { String($0.1) }
        let types: [any Message.Type] = [
            Berth_Tracker_V1_ClaimInstanceRequest.self, Berth_Tracker_V1_ClaimInstanceResponse.self,
            Google_Rpc_Status.self, Google_Rpc_Status.self, Berth_Tracker_V1_Event.self,
        ]
        #expect(blocks.count == types.count)
        for (block, type) in zip(blocks, types) {
            #expect(throws: Never.self, "\(block)") { try MessageCodec(.json).decode(type, from: Array(block.utf8)) }
        }
    }

    @Test("The guide names every header, event kind and dead-letter reason")
    func names() throws {
        let guide = try guide()
        let headers =
            HeaderName.requestHeaders + HeaderName.replyHeaders + HeaderName.eventHeaders + HeaderName.deadLetterHeaders
        for name in headers + EventKind.allCases.map(\.rawValue) + DeadReason.allCases.map(\.rawValue) {
            #expect(guide.contains("`\(name)`"), "\(name)")
        }
    }
}
