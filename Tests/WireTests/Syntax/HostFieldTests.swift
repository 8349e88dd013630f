import SwiftProtobuf
import Testing
import Wire

@Suite("The host in an encoded request")
struct HostFieldTests {
    @Test("Every method that names a host has it where it is looked for", arguments: Wire.Method.allCases)
    func methods(method: Wire.Method) throws {
        let codec = MessageCodec(.json)
        guard method.namesHost else {
            #expect(throws: WireError.self) { try codec.decodeRequest(method, from: Array(#"{"host":"cmp-17"}"#.utf8)) }
            return
        }
        let message = try codec.decodeRequest(method, from: Array(#"{"host":"cmp-17"}"#.utf8))
        #expect(HostField.read(try message.serializedBytes()) == "cmp-17")
    }

    @Test("Other fields are passed over, whatever their form, and of two hosts the last one counts")
    func others() {
        let others: [UInt8] = [0x18, 0x96, 0x01, 0x21, 1, 2, 3, 4, 5, 6, 7, 8, 0x2D, 1, 2, 3, 4, 0x12, 1, 0x41]
        #expect(HostField.read(others + [0x0A, 2, 0x61, 0x62] + others) == "ab")
        #expect(HostField.read([0x0A, 1, 0x61, 0x0A, 1, 0x62]) == "b")
        #expect(HostField.read(others) == nil)
        #expect(HostField.read([]) == nil)
    }

    @Test(
        "Bytes that are no message have no host",
        arguments: [
            [0x0A], [0x0A, 5, 0x61], [0x0A, 1, 0x61, 0x0B], [0x0A, 1, 0xFF], [0x0A, 1, 0x61, 0x12],
            [0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01],
            [UInt8](repeating: 0xFF, count: 11), [0x09, 1], [0x0D, 1],
        ] as [[UInt8]])
    func damaged(bytes: [UInt8]) { #expect(HostField.read(bytes) == nil) }
}
