import Tracker
import Wire

/// What a flow must be, beyond its form.
struct FlowRules {
    let flow: Flow
    let page: String
    let shared: [String: String]

    /// Who sends requests in a cloud.
    static let senders: Set<String> = [
        "scheduler", "conductor", "api", "compute service of the host", "compute service of the source",
        "compute service of the destination",
    ]

    /// Checks all of it.
    ///
    /// - Throws: `FlowError` for the first rule that is broken.
    func check() throws(FlowError) {
        guard flow.name == page else { throw wrong("the flow is named \(flow.name)") }
        guard flow.roles == ["host"] || flow.roles == ["source", "destination"] else {
            throw wrong("roles must be [host] or [source, destination]")
        }
        guard let last = flow.steps.last else { throw wrong("there are no steps") }
        guard Set(flow.steps.map(\.id)).count == flow.steps.count else { throw wrong("two steps have one id") }
        for request in flow.given { try check(request, "given") }
        try check(flow.start, "start", isEnd: true)
        var before = flow.start
        for step in flow.steps {
            try check(step, before)
            before = step.after
        }
        if let unrest = last.after.unrest { throw wrong("after \(last.id): \(unrest)") }
        try checkValues()
    }

    private func check(_ step: FlowStep, _ before: FlowState) throws(FlowError) {
        try check(step.request, step.id)
        try check(step.after, "\(step.id).after", isEnd: false)
        guard step.refusal == nil || step.after == before else {
            throw wrong("\(step.id) is refused, and changes something all the same")
        }
        guard !step.onFailure.isEmpty else { throw wrong("\(step.id) says nothing of what to send when it fails") }
        for request in step.onFailure { try check(request, "\(step.id).on_failure") }
        try check(step.settled, "\(step.id).settled", isEnd: true)
    }

    private func check(_ state: FlowState, _ place: String, isEnd: Bool) throws(FlowError) {
        guard Set(state.sides.keys) == Set(flow.roles) else {
            throw wrong("\(place) must have each role, and no other")
        }
        for grant in state.sides.values.flatMap(\.holds) where FlowFlavor.of(grant.flavor, shared) == nil {
            throw wrong("\(place): there is no flavor \(grant.flavor)")
        }
        if isEnd, let unrest = state.unrest { throw wrong("\(place): \(unrest)") }
    }

    private func check(_ request: FlowRequest, _ place: String) throws(FlowError) {
        guard Self.senders.contains(request.who) else { throw wrong("\(place): nobody is called '\(request.who)'") }
        guard flow.roles.contains(request.role) else { throw wrong("\(place): \(request.role) is not a role") }
        let body: String
        do throws(FlowText.Unknown) {
            body = try FlowText(values: trialValues).filled(request.body)
        } catch {
            throw wrong("\(place), \(request.method.rawValue): \(error.problem)")
        }
        let host: String?
        do throws(WireError) {
            let message = try MessageCodec(.json).decodeRequest(request.method, from: Array(body.utf8))
            host = (message as? any HostRequest)?.host
        } catch {
            throw wrong("\(place), \(request.method.rawValue): \(error.description)")
        }
        guard host == "a-\(request.role)" else {
            throw wrong("\(place), \(request.method.rawValue): its host is not the \(request.role)")
        }
    }

    /// A fragment that no body names would be read by people only.
    private func checkValues() throws(FlowError) {
        let bodies = (flow.given + flow.steps.flatMap { [$0.request] + $0.onFailure }).map(\.body)
        for name in flow.values.keys.sorted()
        where !(bodies + flow.values.values).contains(where: { $0.contains("${\(name)}") }) {
            throw wrong("nothing uses the value \(name)")
        }
    }

    private var trialValues: [String: String] {
        var values = shared.merging(flow.values) { $1 }
        values["instance"] = "11111111-1111-4111-8111-111111111111"
        values["migration"] = "22222222-2222-4222-8222-222222222222"
        for role in flow.roles {
            values[role] = "a-\(role)"
            values["\(role)_node"] = "a-\(role)-node"
        }
        return values
    }

    private func wrong(_ problem: String) -> FlowError { FlowError(page: page, problem: problem) }
}
