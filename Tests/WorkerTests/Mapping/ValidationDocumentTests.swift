import Foundation
import Testing

@testable import Worker

@Suite("The rules for people")
struct ValidationDocumentTests {
    @Test("docs/validation.md prints every rule of the table as it is")
    func document() throws {
        let folder = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        let root = folder.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let text = try String(contentsOf: root.appending(path: "docs/validation.md"), encoding: .utf8)
        let lines = Set(text.split(separator: "\n").map(String.init))
        let missing = Rules.table.map(\.line).filter { !lines.contains($0) }
        #expect(missing.isEmpty, "docs/validation.md must have these lines")
    }

    @Test("A rule of each kind says what it demands and what it found")
    func descriptions() {
        #expect(Rules.guestVCPUs.violation(of: 1) == nil)
        #expect(Rules.guestVCPUs.violation(of: 0) == "must be 1 to 1000000 VCPU, is 0")
        #expect(Rules.name.violation(of: "") == "must be 1 to 255 bytes without control characters, is empty")
        #expect(Rules.pciNumber.violation(of: "x\n") == "must be four hexadecimal digits, is \"x?\"")
        let long = Rules.pciNumber.violation(of: String(repeating: "a", count: 1000))
        #expect(long?.utf8.count ?? 0 < 150)
    }
}
