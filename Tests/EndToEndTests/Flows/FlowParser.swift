import Tracker
import Wire
import Yams

/// Reads the machine-readable block of a page of `docs/flows`; whatever is not as it must be is an error.
struct FlowParser {
    private let page: String

    /// The flow of a page.
    ///
    /// - Parameter shared: fragments that all pages know, by name.
    /// - Throws: `FlowError`.
    static func flow(_ markdown: String, page: String, shared: [String: String]) throws(FlowError) -> Flow {
        let flow = try FlowParser(page: page).read(try block(markdown, page: page, key: "flow"))
        try FlowRules(flow: flow, page: page, shared: shared).check()
        return flow
    }

    /// The fragments that the README names for all pages.
    static func shared(_ markdown: String, page: String) throws(FlowError) -> [String: String] {
        let block = try block(markdown, page: page, key: "values")
        return try FlowMapping(block, page: page, path: "the block", keys: ["values"]).table("values")
    }

    /// The only YAML block of a page, which begins with a key.
    private static func block(_ markdown: String, page: String, key: String) throws(FlowError) -> Yams.Node {
        var blocks: [String] = []
        var current: [Substring]?
        for line in markdown.split(separator: "\n", omittingEmptySubsequences: false) {
            if let lines = current {
                current = line == "```" ? nil : lines + [line]
                if line == "```" { blocks.append(lines.joined(separator: "\n")) }
            } else if line == "```yaml" {
                current = []
            }
        }
        guard current == nil else { throw FlowError(page: page, problem: "the block is not closed") }
        guard blocks.count == 1, let block = blocks.first, block.hasPrefix("\(key):") else {
            throw FlowError(
                page: page, problem: "must have one yaml block, which begins with '\(key):'; it has \(blocks.count)")
        }
        let node: Yams.Node?
        do {
            node = try Yams.compose(yaml: block)
        } catch {
            throw FlowError(page: page, problem: "the block is not YAML: \(error)")
        }
        guard let node else { throw FlowError(page: page, problem: "the block is empty") }
        return node
    }

    private func read(_ node: Yams.Node) throws(FlowError) -> Flow {
        let map = try FlowMapping(
            node, page: page, path: "the flow", keys: ["flow", "roles", "given", "start", "steps"],
            optional: ["values"])
        var steps: [FlowStep] = []
        for (index, node) in try map.list("steps").enumerated() { steps.append(try step(node, index)) }
        return Flow(
            name: try map.text("flow"), roles: try map.texts("roles"), values: try map.table("values"),
            given: try requests(map, "given"), start: try state(map, "start"), steps: steps)
    }

    private func step(_ node: Yams.Node, _ index: Int) throws(FlowError) -> FlowStep {
        let map = try FlowMapping(
            node, page: page, path: "steps[\(index)]",
            keys: ["id", "who", "request", "host", "body", "after", "answer_lost", "on_failure", "settled"],
            optional: ["refused"])
        guard let lost = FlowStep.LostAnswer(rawValue: try map.text("answer_lost")) else {
            throw map.wrong("answer_lost", "must be on_failure or repeat")
        }
        return FlowStep(
            id: try map.text("id"), request: try request(map),
            refusal: map.node("refused") == nil ? nil : try map.text("refused"),
            after: try state(map, "after"), lostAnswer: lost, onFailure: try requests(map, "on_failure"),
            settled: try state(map, "settled"))
    }

    private func requests(_ map: FlowMapping, _ key: String) throws(FlowError) -> [FlowRequest] {
        var requests: [FlowRequest] = []
        for (index, node) in try map.list(key).enumerated() {
            let inner = try FlowMapping(
                node, page: page, path: "\(map.path(of: key))[\(index)]", keys: ["who", "request", "host", "body"])
            requests.append(try request(inner))
        }
        return requests
    }

    private func request(_ map: FlowMapping) throws(FlowError) -> FlowRequest {
        guard let method = Wire.Method(rawValue: try map.text("request")) else {
            throw map.wrong("request", "must be a method of the tracker")
        }
        return FlowRequest(
            who: try map.text("who"), method: method, role: try map.text("host"), body: try map.text("body"))
    }

    private func state(_ map: FlowMapping, _ key: String) throws(FlowError) -> FlowState {
        guard let node = map.node(key), let mapping = node.mapping else {
            throw map.wrong(key, "must be a mapping of the roles")
        }
        var sides: [String: FlowSide] = [:]
        for (role, node) in mapping {
            let role = role.string ?? "?"
            let side = try FlowMapping(
                node, page: page, path: "\(map.path(of: key)).\(role)", keys: ["holds", "move"])
            var holds: [FlowGrant] = []
            for text in try side.texts("holds") { holds.append(try grant(text, side)) }
            sides[role] = FlowSide(holds: holds, move: try status(side))
        }
        return FlowState(sides: sides)
    }

    private func grant(_ text: String, _ map: FlowMapping) throws(FlowError) -> FlowGrant {
        guard let grant = FlowGrant(text) else {
            throw map.wrong(
                "holds", "must list what is held as 'instance small' or 'instance small +1 claimed', not '\(text)'")
        }
        return grant
    }

    private func status(_ map: FlowMapping) throws(FlowError) -> MigrationStatus? {
        let text = try map.text("move")
        if text == "none" { return nil }
        guard let status = MigrationStatus(rawValue: text) else {
            throw map.wrong("move", "must be none or a status of a migration, not '\(text)'")
        }
        return status
    }
}
