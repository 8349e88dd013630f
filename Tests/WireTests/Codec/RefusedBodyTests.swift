import SwiftProtobuf
import Testing

@testable import Wire

@Suite struct RefusedBodyTests {
    private let json = MessageCodec(.json)

    private func refusal(_ text: String, _ method: Wire.Method = .claimInstance) -> WireError? {
        #expect(throws: WireError.self) { try json.decodeRequest(method, from: Array(text.utf8)) }
    }

    @Test("A body of exactly the limit is read, one byte more is refused")
    func bodySize() throws {
        let limits = CodecLimits(requestBytes: 64, auditBytes: 128)
        for (method, limit) in [(Method.getNode, 64), (.auditNode, 128)] {
            let codec = MessageCodec(.json, limits: limits)
            let fits = Array("{}".utf8) + [UInt8](repeating: UInt8(ascii: " "), count: limit - 2)
            _ = try codec.decodeRequest(method, from: fits)
            let error = #expect(throws: WireError.self) {
                try codec.decodeRequest(method, from: fits + [UInt8(ascii: " ")])
            }
            #expect(error?.code == .bodyTooLarge)
        }
    }

    @Test("The default limits are 1 MiB, and 16 MiB for an audit")
    func defaults() {
        for method in Method.allCases {
            #expect(CodecLimits().bodyBytes(of: method) == (method == .auditNode ? 16_777_216 : 1_048_576), "\(method)")
        }
    }

    @Test("Messages nested to the limit are read, one level more is refused, in both forms")
    func nesting() throws {
        for contentType in ContentType.allCases {
            let codec = MessageCodec(contentType, limits: CodecLimits(nesting: 9))
            // A value within an array within a value: two levels each, and the outermost value.
            let fits = try codec.encode(nested(arrays: 4))
            _ = try codec.decode(Berth_Journal_V1_FieldValue.self, from: fits)
            let tooDeep = try codec.encode(nested(arrays: 5))
            let error = #expect(throws: WireError.self, "\(contentType)") {
                try codec.decode(Berth_Journal_V1_FieldValue.self, from: tooDeep)
            }
            #expect(error?.code == .nestingTooDeep)
        }
    }

    private func nested(arrays: Int) -> Berth_Journal_V1_FieldValue {
        (0..<arrays).reduce(.with { $0.boolean = true }) { value, _ in
            .with { $0.array = .with { $0.values = [value] } }
        }
    }

    @Test("Very deep nesting of anything is refused, not followed")
    func bottomless() {
        let deep = 200_000
        for method in [Method.claimInstance, .auditNode] {
            for text in [String(repeating: "[", count: deep), String(repeating: #"{"instance":"#, count: deep / 4)] {
                #expect(throws: WireError.self) { try json.decodeRequest(method, from: Array(text.utf8)) }
            }
            // Groups (wire type 3) of a field that nobody knows.
            let groups = [UInt8](repeating: 0xFB, count: 1) + [0x01]
            let body = (0..<deep).flatMap { _ in groups }
            #expect(throws: WireError.self) { try MessageCodec(.protobuf).decodeRequest(method, from: body) }
        }
    }

    @Test("An unknown JSON field is refused by its path")
    func unknownField() {
        let misspelt = refusal(#"{"host":"a","instance":{"uuid":"u","flavour":{}}}"#)
        #expect(misspelt?.code == .unknownField)
        #expect(misspelt?.path == "instance.flavour")
        let listed = refusal(#"{"instance":{"pciRequests":[{"count":1},{"count":1,"host":"x"}]},"host":"b"}"#)
        #expect(listed?.path == "instance.pciRequests[1].host")
        #expect(refusal(#"{"hots":"a"}"#)?.path == "hots")
    }

    @Test(
        "Malformed JSON names the field at which it fails",
        arguments: [
            (#"{"host":"a","instance":{"flavor":{"vcpus":1.5}}}"#, "instance.flavor.vcpus"),
            (#"{"host":"a","instance":{"flavor":{"vcpus":99999999999999999999}}}"#, "instance.flavor.vcpus"),
            (#"{"host":"a","instance":{"flavor":{"vcpus":{}}}}"#, "instance.flavor.vcpus"),
            (#"{"host":7}"#, "host"),
            (#"{"host":"a","lease":"soon","node":"b"}"#, "lease"),
            (#"{"instance":{"pciRequests":[{"numaPolicy":"NEVER"}]}}"#, "instance.pciRequests[0].numaPolicy"),
            (#"{"instance":{"updateTime":"yesterday"}}"#, "instance.updateTime"),
        ])
    func malformedField(text: String, path: String) {
        let error = refusal(text)
        #expect(error?.code == .malformedBody)
        #expect(error?.path == path)
    }

    @Test("An error never repeats values of the body")
    func noValues() {
        let secret = "hunter2"
        for text in [
            #"{"host":["\#(secret)"]}"#, #"{"lease":"\#(secret)"}"#, #"{"instance":{"flavor":{"vcpus":"\#(secret)"}}}"#,
            #"{"host":"\#(secret)","#, #"{"instance":{"deleted":"\#(secret)"}}"#,
        ] {
            #expect(refusal(text)?.description.contains(secret) == false, "\(text)")
        }
    }

    @Test("Strange names of unknown fields are shown cut short and in visible ASCII only")
    func strangeNames() throws {
        let name = "é\\u0007" + String(repeating: "x", count: 5000)
        let error = try #require(refusal(#"{"\#(name)":1}"#))
        #expect(error.description.utf8.count < 500)
        #expect(error.description.utf8.allSatisfy { (0x20...0x7E).contains($0) })
    }

    @Test("Text where protobuf is announced, and protobuf where text is announced, are refused")
    func wrongForm() throws {
        let request = Berth_Tracker_V1_GetNodeRequest.with { $0.host = "cmp-17" }
        let binary = try MessageCodec(.protobuf).encode(request)
        let text = try json.encode(request)
        #expect(throws: WireError.self) { try json.decodeRequest(.getNode, from: binary) }
        #expect(throws: WireError.self) { try MessageCodec(.protobuf).decodeRequest(.getNode, from: text) }
    }

    @Test("The content type may have parameters and any letter case; absent is protobuf; others are refused")
    func contentTypes() throws {
        #expect(try ContentType(property: nil) == .protobuf)
        #expect(try ContentType(property: "") == .protobuf)
        #expect(try ContentType(property: "Application/JSON; charset=utf-8") == .json)
        for other in ["text/plain", "application/jsonx", "json", " application/json"] {
            let error = #expect(throws: WireError.self) { try ContentType(property: other) }
            #expect(error?.code == .unknownContentType)
        }
    }
}
