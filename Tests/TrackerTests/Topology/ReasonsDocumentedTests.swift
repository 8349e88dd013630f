import Foundation
import Testing
import Tracker

@Suite("Reasons in the documentation")
struct ReasonsDocumentedTests {
    private static let page = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "docs/topology.md")

    @Test("docs/topology.md names every reason why cells do not fit", arguments: FitReason.allCases)
    func fit(reason: FitReason) throws {
        let text = try String(contentsOf: Self.page, encoding: .utf8)
        #expect(text.contains("`\(reason.rawValue)`"))
    }
}
