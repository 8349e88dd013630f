import Foundation
import Testing
import Tracker

@testable import berth

@Suite("The page of state machines")
struct StateMachinePageTests {
    /// After a wanted change: `berth docs state-machines --write docs`.
    @Test("docs/state-machines.md is what the tables make")
    func current() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../../docs/\(StateMachinePage.fileName)").standardized
        let recorded = try String(contentsOf: file, encoding: .utf8)
        #expect(recorded == StateMachinePage.text(), "write it again: berth docs state-machines --write docs")
        #expect(StateMachinePage.text() == StateMachinePage.text())
    }

    @Test("Every kind of move is in exactly one section, with every step and every status of its own")
    func complete() {
        let groups = MoveMachineSection.groups
        #expect(
            groups.flatMap(\.self).sorted { $0.rawValue < $1.rawValue }
                == MigrationType.allCases.sorted {
                    $0.rawValue < $1.rawValue
                })
        for group in groups {
            let text = MoveMachineSection.text(group)
            for type in group {
                #expect(text.contains("`\(type.rawValue)`"))
                for step in MigrationTransitions.table(of: type) {
                    let from = step.from.map { "`\($0.rawValue)`" } ?? "(new)"
                    let row = "| \(step.rule) | \(from) | `\(step.to.rawValue)` | \(step.owner.rawValue) |"
                    #expect(text.contains(row), "\(row)")
                }
            }
        }
    }

    @Test("A diagram names a state that is no plain word, joins arrows, and keeps its labels whole")
    func diagram() {
        var diagram = StateDiagram()
        diagram.add(from: nil, to: "running (post-copy)", "a: b; c")
        diagram.add(from: "running (post-copy)", to: "done", "x")
        diagram.add(from: "running (post-copy)", to: "done", "y")
        diagram.add(from: "running (post-copy)", to: "done", "x / y")
        #expect(
            diagram.rendered() == """
                ```mermaid
                stateDiagram-v2
                    state "running (post-copy)" as running_post_copy
                    [*] --> running_post_copy: a, b, c
                    running_post_copy --> done: x / y
                ```

                """)
    }

    @Test("A cell with a bar stays one cell")
    func bar() {
        var table = MarkdownTable(["a", "b"])
        table.add(["1|2", ""])
        #expect(table.rendered() == "| a | b |\n|---|---|\n| 1\\|2 |  |\n")
    }
}
