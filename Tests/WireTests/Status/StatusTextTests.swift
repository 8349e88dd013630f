import Testing

@testable import Wire

@Suite struct StatusTextTests {
    @Test(
        "A message is percent-encoded as gRPC demands",
        arguments: [
            ("", ""), ("node cmp-17 is disabled", "node cmp-17 is disabled"), ("100% full", "100%25 full"),
            ("a\nb", "a%0Ab"), ("é", "%C3%A9"), ("🙂", "%F0%9F%99%82"), ("~ \u{7F}", "~ %7F"),
        ])
    func messages(text: String, encoded: String) {
        #expect(StatusMessage.encode(text) == encoded)
        #expect(StatusMessage.decode(encoded) == text)
    }

    @Test(
        "Broken encodings are shown as they are",
        arguments: [
            ("%", "%"), ("%4", "%4"), ("%zz", "%zz"), ("100%", "100%"), ("%41%", "A%"), ("%c3%a9", "é"),
            ("%FF", "\u{FFFD}"),
        ])
    func lenient(encoded: String, text: String) {
        #expect(StatusMessage.decode(encoded) == text)
    }

    @Test("A long message is cut between two characters")
    func cut() {
        #expect(StatusMessage.encode("abé", maximumBytes: 8) == "ab%C3%A9")
        #expect(StatusMessage.encode("abé", maximumBytes: 7) == "ab")
        #expect(StatusMessage.encode(String(repeating: "é", count: 10_000)).utf8.count <= StatusMessage.maximumBytes)
    }

    @Test("A status code that gRPC does not have is read as unknown")
    func codes() {
        for code in StatusCode.allCases { #expect(StatusCode(received: Int64(code.rawValue)) == code) }
        for number in [-1, 17, Int64.max, Int64.min] { #expect(StatusCode(received: number) == .unknown) }
    }
}
