import Testing

@Suite("The rule about log lines finds a planted fault, and nothing else")
struct LogLineRuleTests {
    private let source = "enum LogMessage: String {\n    case a = \"one: it is so\"\n    case b = \"two\"\n}\n"

    private func page(_ rows: [String]) -> String {
        "| other | table |\n\n\(LogLineRule.heading)\n\nText.\n\n| line | meaning |\n|---|---|\n"
            + rows.map { "| \($0) | x |\n" }.joined()
    }

    @Test("A message without a row is found, and so is a row without a message")
    func differences() {
        let found = LogLineRule.findings(sourceText: source, pageText: page(["one: it is so", "three"]))
        #expect(found.map(\.message).map { $0.hasSuffix("two") || $0.hasSuffix("three") } == [true, true])
        #expect(LogLineRule.findings(sourceText: source, pageText: "").count == 2)
    }

    @Test("A complete table is fine, in any order")
    func complete() {
        let found = LogLineRule.findings(sourceText: source, pageText: page(["two", "one: it is so"]))
        #expect(found.isEmpty)
    }
}
