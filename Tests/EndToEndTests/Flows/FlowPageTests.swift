import Testing
import Tracker
import Wire

@Suite("The pages of docs/flows, read")
struct FlowPageTests {
    @Test("Every page can be read, and is named in the README, which names no other")
    func index() throws {
        let readme = try FlowPages.text("README")
        let linked = readme.matches(of: /\]\((?<page>[a-z-]+)\.md\)/).map { String($0.output.page) }
        #expect(Set(linked) == Set(FlowPages.names))
        for name in FlowPages.names { #expect(throws: Never.self, "\(name)") { try FlowPages.flow(name) } }
    }

    @Test("The life of an instance is complete")
    func complete() {
        let needed: Set = [
            "build", "delete", "resize-confirm", "resize-revert", "resize-same-host-confirm",
            "resize-same-host-revert", "cold-migration-confirm", "cold-migration-revert", "live-migration-success",
            "live-migration-rollback", "live-migration-post-copy", "live-migration-abort", "evacuation", "shelve",
            "unshelve",
        ]
        #expect(needed.subtracting(FlowPages.names).isEmpty)
    }

    @Test("Every request of moves, and of claims, is in some flow")
    func methods() throws {
        let flows = try FlowPages.names.map { try FlowPages.flow($0) }
        let sent = Set(flows.flatMap { $0.steps.flatMap { [$0.request] + $0.onFailure } }.map(\.method))
        let needed: Set<Wire.Method> = [
            .claimMove, .abortMove, .finishMove, .confirmMove, .revertMove, .updateMigration, .getMigration,
            .claimInstance, .abortInstanceClaim, .updateInstance, .reportBuildResult,
        ]
        #expect(needed.subtracting(sent).isEmpty)
    }

    @Test("What the prose says of each step is what the machine-readable block says")
    func prose() throws {
        for name in FlowPages.names {
            let (text, flow) = (try FlowPages.text(name), try FlowPages.flow(name))
            for (index, step) in flow.steps.enumerated() {
                let row = "| `\(step.id)` | \(step.request.who) | `\(step.request.method.rawValue)` | \(step.request.role) |"
                #expect(text.contains(row), "\(name): \(row)")
                let held = flow.roles.compactMap { role in step.after.sides[role].map { side(role, $0, in: flow) } }
                let cell = "\(step.refusal == nil ? "" : "refused, and nothing changes: ")\(held.joined(separator: "; ")) |"
                #expect(text.contains("\(row) \(cell)"), "\(name): \(cell)")
                #expect(text.contains("\n\(index + 1). **\(step.id).** "), "\(name): \(step.id)")
            }
        }
    }

    private func side(_ role: String, _ side: FlowSide, in flow: Flow) -> String {
        let held = side.holds.isEmpty ? "nothing" : side.holds.map { "`\($0.text)`" }.joined(separator: ", ")
        return "\(flow.roles.count > 1 ? "\(role): " : "")\(held)\(side.move.map { ", \($0.rawValue)" } ?? "")"
    }
}
