import Testing

@testable import Worker

@Suite("Strict JSON")
struct JSONReaderTests {
    @Test("Every kind of value")
    func values() throws {
        let table: [(String, JSONValue)] = [
            ("null", .null), ("true", .boolean(true)), (" false\r\n\t", .boolean(false)), ("\"\"", .text("")),
            ("0", .number("0")), ("-0.5e+10", .number("-0.5e+10")), ("10E-2", .number("10E-2")), ("[]", .list([])),
            ("{}", .object([])), ("[1, [2]]", .list([.number("1"), .list([.number("2")])])),
            (
                #"{"b":1,"a":{"c":null}}"#,
                .object([
                    JSONMember(key: "b", value: .number("1")),
                    JSONMember(key: "a", value: .object([JSONMember(key: "c", value: .null)])),
                ])
            ),
            (#""a\"\\\/\b\f\n\r\tz""#, .text("a\"\\/\u{8}\u{C}\n\r\tz")),
            (#""\u0041\u00e9\uD83D\uDE00é😀""#, .text("Aé😀é😀")),
        ]
        for (text, value) in table { #expect(try JSONReader.value(text) == value, "\(text)") }
    }

    @Test(
        "What is no JSON is refused",
        arguments: [
            "", " ", "nul", "nulll", "True", "NaN", "Infinity", "'a'", "\"a", "\"\\", "\"\\x\"", "\"\\u12\"",
            "\"\\u12g4\"", "\"\\uD83D\"", "\"\\uD83D\\u0041\"", "\"\\uDE00\"", "\"\\uD83Dx\"", "\"a\nb\"", "\"\t\"",
            "01", "+1", ".5", "1.", "1e", "1e+", "-", "--1", "0x1", "1 2", "[1", "[1,]", "[,1]", "[1 2]", "]", "{",
            "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "{1:1}", "{\"a\":1 \"b\":2}", "{\"a\":1,\"a\":1}",
            "{\"a\":1,\"\\u0061\":1}", "{}{}", "/* */1", "1//", "\u{FEFF}1", "\u{A0}1",
        ])
    func refused(_ text: String) {
        #expect(throws: JSONError.self) { try JSONReader.value(text) }
    }

    @Test("As deep as the limit, and no deeper")
    func depth() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(throws: Never.self) { try JSONReader.value(nested(JSONReader.depthLimit)) }
        #expect(throws: JSONError.self) { try JSONReader.value(nested(JSONReader.depthLimit + 1)) }
        #expect(throws: JSONError.self) { try JSONReader.value(String(repeating: "[", count: 1_000_000)) }
        #expect(throws: JSONError.self) { try JSONReader.value(String(repeating: "{\"a\":", count: 100_000)) }
    }

    @Test("An error says where, by line and byte")
    func place() {
        #expect {
            try JSONReader.value("[1,\n  {\"é\" 2}]")
        } throws: {
            ($0 as? JSONError)?.description == "line 2, byte 9: a colon is expected"
        }
    }

    @Test("Every text that a byte of a sound one was changed in is read or refused, and read again the same")
    func mutations() {
        let sound = #"{"a": [1.5e3, "x\u00e9\n", null, true], "b": {"c": "d", "e": []}}"#
        for position in sound.utf8.indices {
            for byte in UInt8.min...UInt8.max {
                var bytes = Array(sound.utf8)
                bytes[sound.utf8.distance(from: sound.utf8.startIndex, to: position)] = byte
                let text = String(decoding: bytes, as: UTF8.self)
                #expect((try? JSONReader.value(text)) == (try? JSONReader.value(" " + text)))
            }
        }
    }
}
