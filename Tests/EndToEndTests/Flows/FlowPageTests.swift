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
                let request = step.request
                let refused = step.refusal == nil ? "" : "refused, and nothing changes: "
                let row = "| `\(step.id)` | \(request.who) | \(label(request)) | \(request.role) | \(refused)"
                #expect(text.contains("\n\(row)\(held(step.after, flow)) |\n"), "\(name): \(step.id)")
                #expect(text.contains("\n\(index + 1). **\(step.id).** "), "\(name): \(step.id)")
                let sent = step.onFailure.map { "\(label($0)) to the \($0.role)" }.joined(separator: ", then ")
                let path = " Send \(sent). Held afterwards: \(held(step.settled, flow))."
                let rest =
                    step.lostAnswer == .same ? " If only the answer is missing, send the request again first." : ""
                #expect(text.contains("\(path)\(rest)\n"), "\(name): \(step.id)")
            }
        }
    }

    /// What is sent, with the status or the state that it tells.
    private func label(_ request: FlowRequest) -> String {
        let name = "`\(request.method.rawValue)`"
        guard [.updateMigration, .abortMove, .updateInstance].contains(request.method) else { return name }
        let own =
            request.body.firstRange(of: "\"migration\":").map { request.body[..<$0.lowerBound] } ?? request.body[...]
        if let status = own.firstMatch(of: /"status": "(?<status>[^"]*)"/) { return "\(name) \(status.output.status)" }
        guard let state = request.body.firstMatch(of: /"vmState": "(?<state>[^"]*)"/) else { return name }
        let task = request.body.firstMatch(of: /"taskState": "(?<task>[^"]+)"/).map { " (\($0.output.task))" } ?? ""
        return "\(name) \(state.output.state)\(task)"
    }

    private func held(_ state: FlowState, _ flow: Flow) -> String {
        flow.roles.compactMap { role in
            state.sides[role].map { side in
                let held = side.holds.map { "`\($0.text)`" }.joined(separator: ", ")
                return (flow.roles.count > 1 ? "\(role): " : "") + (held.isEmpty ? "nothing" : held)
                    + (side.move.map { ", \($0.rawValue)" } ?? "")
            }
        }.joined(separator: "; ")
    }
}
