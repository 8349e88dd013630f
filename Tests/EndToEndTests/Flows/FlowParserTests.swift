import Testing
import Tracker
import Wire

@Suite("Pages of flows that are not as they must be")
struct FlowParserTests {
    private static let shared = [
        "small": #"{"id": "small", "vcpus": 1, "memoryMb": 1, "rootGb": 1}"#,
        "large": #"{"id": "large", "vcpus": 2, "memoryMb": 2, "rootGb": 2}"#,
    ]

    private static let page = """
        # Trial

        ```sh
        berth call
        ```

        ```yaml
        flow: trial
        roles: [host]
        values:
          gone: '{"uuid": "${instance}", "vmState": "deleted"}'
        given:
          - who: compute service of the host
            request: ClaimInstance
            host: host
            body: '{"host": "${host}", "node": "${host_node}", "instance": {"uuid": "${instance}", "flavor": ${small}}}'
        start:
          host: {holds: [instance small], move: none}
        steps:
          - id: deleting
            who: conductor
            request: UpdateInstance
            host: host
            body: '{"host": "${host}", "node": "${host_node}", "instance": ${gone}}'
            after:
              host: {holds: [], move: none}
            answer_lost: on_failure
            on_failure:
              - who: api
                request: AbortMove
                host: host
                body: '{"host": "${host}", "migrationUuid": "${migration}"}'
            settled:
              host: {holds: [instance small], move: failed}
        ```
        """

    @Test("A page that is as it must be is read whole")
    func sound() throws {
        let flow = try FlowParser.flow(Self.page, page: "trial", shared: Self.shared)
        #expect(flow.roles == ["host"] && flow.given.map(\.method) == [.claimInstance])
        let small = FlowGrant(side: .instance, flavor: "small")
        #expect(flow.start == FlowState(sides: ["host": FlowSide(holds: [small], move: nil)]))
        let step = try #require(flow.steps.first)
        #expect(flow.steps.count == 1 && step.id == "deleting" && step.request.who == "conductor")
        #expect(step.request.method == .updateInstance && step.refusal == nil && step.lostAnswer == .failurePath)
        #expect(step.after == FlowState(sides: ["host": FlowSide(holds: [], move: nil)]))
        #expect(step.onFailure.map(\.method) == [.abortMove])
        #expect(step.settled == FlowState(sides: ["host": FlowSide(holds: [small], move: .failed)]))
    }

    @Test(
        "Everything else is an error that names the page and the place",
        arguments: [
            ("```yaml", "```text", "must have one yaml block"),
            ("flow: trial\n", "name: trial\n", "must have one yaml block"),
            ("\n```sh\nberth call\n```", "\n```yaml\nflow: b\n```", "must have one yaml block"),
            ("move: failed}\n```", "move: failed}", "the block is not closed"),
            ("roles: [host]", "roles: [host", "the block is not YAML"),
            ("roles: [host]", "roles: [host]\nroles: [host]", "the block is not YAML"),
            ("flow: trial", "flow: other", "the flow is named other"),
            ("roles: [host]", "roles: [guest]", "roles must be"),
            ("roles: [host]", "roles: host", "the flow.roles must be a list"),
            ("roles: [host]\n", "", "the flow lacks roles"),
            ("start:", "begin: 1\nstart:", "the flow has what nobody reads: begin"),
            ("answer_lost: on_failure", "answer_lost: maybe", "steps[0].answer_lost must be on_failure or repeat"),
            ("    answer_lost: on_failure\n", "", "steps[0] lacks answer_lost"),
            ("    settled:\n      host: {holds: [instance small], move: failed}", "", "steps[0] lacks settled"),
            ("request: UpdateInstance", "request: UpdateInstances", "steps[0].request must be a method"),
            ("who: api", "who: nobody", "nobody is called 'nobody'"),
            ("AbortMove\n        host: host", "AbortMove\n        host: guest", "guest is not a role"),
            ("\"instance\": ${gone}", "\"instance\": ${lost}", "nothing stands for ${lost}"),
            ("\"${instance}\", \"vmState\"", "\"${gone}\", \"vmState\"", "${gone} leads back to itself"),
            ("\"instance\": ${gone}", "\"instance\": {}", "nothing uses the value gone"),
            ("\"instance\": ${gone}}", "\"instances\": ${gone}}", "deleting, UpdateInstance: "),
            ("\"instance\": ${gone}}", "\"instance\": ${gone}", "deleting, UpdateInstance: "),
            ("'{\"host\": \"${host}\", \"migr", "'{\"host\": \"elsewhere\", \"migr", "its host is not the host"),
            ("{holds: [], move: none}", "{holds: [], move: null}", "steps[0].after.host.move"),
            ("{holds: [], move: none}", "{holds: [], move: done-ish}", "not 'done-ish'"),
            ("{holds: [], move: none}", "{holds: [], moves: none}", "what nobody reads: moves"),
            ("{holds: [], move: none}", "{holds: [small], move: none}", "not 'small'"),
            ("{holds: [], move: none}", "{holds: [instance huge], move: none}", "there is no flavor huge"),
            ("host: {holds: [], move: none}", "source: {holds: [], move: none}", "must have each role"),
            ("{holds: [], move: none}", "{holds: [move_new small], move: none}", "still holds move_new small"),
            ("[instance small], move: failed", "[move_old small], move: failed", "still holds move_old small"),
            ("[instance small], move: failed", "[instance small], move: error", "the move is still error"),
            ("small], move: failed", "small, instance large], move: failed", "held at host and host"),
            (
                "answer_lost: on_failure\n", "answer_lost: on_failure\n    refused: TOO_LATE\n",
                "is refused, and changes"
            ),
        ])
    func malformed(_ sound: String, _ wrong: String, _ problem: String) throws {
        let page = Self.page.replacing(sound, with: wrong, maxReplacements: 1)
        try #require(page != Self.page, "the page has no \(sound)")
        let error = #expect(throws: FlowError.self) {
            try FlowParser.flow(page, page: "trial", shared: Self.shared)
        }
        #expect(error?.description.hasPrefix("docs/flows/trial.md: ") ?? false)
        #expect(error?.problem.contains(problem) ?? false, "\(error?.problem ?? "")")
    }

    @Test("A step without a failure path, a flow without steps and two steps of one name are errors")
    func incomplete() {
        let page = Self.page
        let withoutPath = page.replacing(/on_failure:\n(?:.|\n)*?    settled:/, with: "on_failure: []\n    settled:")
        #expect(problem(withoutPath) == "deleting says nothing of what to send when it fails")
        let withoutSteps = page.replacing(/steps:\n(?:.|\n)*?\n```/, with: "steps: []\n```")
        #expect(problem(withoutSteps) == "there are no steps")
        let twice = page.replacing(/steps:\n((?:.|\n)*?)\n```/) { "steps:\n\($0.output.1)\n\($0.output.1)\n```" }
        #expect(problem(twice) == "two steps have one id")
    }

    private func problem(_ page: String) -> String {
        do {
            _ = try FlowParser.flow(page, page: "trial", shared: Self.shared)
            return "none"
        } catch {
            return error.problem
        }
    }
}
