import AMQP
import GRPCCore
import Testing

@testable import BusClient

@Suite("A call's metadata")
struct CallHeadTests {
    @Test("Key, shard and time are taken out, everything else becomes a header")
    func sorted() throws {
        let head = try CallHead([
            "berth-request-id": "k-1", "berth-shard": "north", "grpc-timeout": "5S", "Tenant": "billing",
            "token-bin": .binary([0, 255]), "grpc-previous-rpc-attempts": "1", "traceparent": "00-a-b-01",
        ])
        #expect(head.key == "k-1" && head.shard == "north" && head.timeout == .seconds(5))
        #expect(
            head.headers.map(\.key) == ["tenant", "token-bin", "traceparent"])
        #expect(head.headers["tenant"] == "billing" && head.headers["token-bin"] == .bytes([0, 255]))
    }

    @Test("Texts under one name are joined as in HTTP")
    func joined() throws {
        let head = try CallHead(["tag": "a", "tag": "b", "tag": "c"] as Metadata)
        #expect(head.headers["tag"] == "a,b,c")
    }

    @Test(
        "What a caller must not set, or a header table cannot carry, is refused",
        arguments: [
            ["berth-rehearse": "1"], ["berth-anything": "1"], ["timestamp_in_ms": "1"], ["grpc-timeout": "soon"],
            ["x-bin": .binary([1]), "x-bin": .binary([2])], ["x-bin": .binary([255]), "x-bin": "b"],
            [String(repeating: "n", count: 256): "1"],
        ] as [Metadata])
    func refused(metadata: Metadata) throws {
        let error = try #require(throws: RPCError.self) { try CallHead(metadata) }
        #expect(error.code == .invalidArgument)
    }

    @Test("A key in metadata is found, and a new one is new")
    func keys() {
        #expect(Metadata.requestKey("k-1").requestKey == "k-1")
        #expect(Metadata().requestKey == nil)
        #expect(Metadata.requestKey() != Metadata.requestKey())
    }
}
