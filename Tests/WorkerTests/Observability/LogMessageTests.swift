import Testing

@testable import Worker

@Suite("Log messages")
struct LogMessageTests {
    @Test("The messages are those of the approved list, since people search for them")
    func approved() {
        let lines = LogMessage.allCases.map { "\($0): \($0.rawValue)" }
        #expect(lines.joined(separator: "\n") == approvedLogMessages)
    }

    @Test("No two messages are the same")
    func distinct() {
        #expect(Set(LogMessage.allCases.map(\.rawValue)).count == LogMessage.allCases.count)
    }
}
