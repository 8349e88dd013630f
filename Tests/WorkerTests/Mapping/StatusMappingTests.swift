import Testing
import Tracker
import Wire

@testable import Worker

@Suite("Refusals become statuses")
struct StatusMappingTests {
    private let node = NodeIdentifier(host: "h", name: "n")

    @Test(
        "Every class of refusal has its own status code",
        arguments: [
            (Refusal.Code.invalidArgument, StatusCode.invalidArgument), (.notFound, .notFound),
            (.alreadyExists, .alreadyExists), (.resourceExhausted, .resourceExhausted),
            (.failedPrecondition, .failedPrecondition), (.aborted, .aborted), (.unimplemented, .unimplemented),
        ])
    func codes(refusal: Refusal.Code, status: StatusCode) {
        #expect(StatusMapping.status(for: Refusal(refusal, reason: "R", message: "m")).code == status)
    }

    @Test("Reason, metadata, violations, shortfalls and what is held already reach the caller")
    func details() {
        let refusal = Refusal(
            .alreadyExists, reason: "ALREADY_CLAIMED", message: "held",
            violations: [FieldViolation(field: "a.b", description: "d")],
            shortfalls: [Shortfall(resource: "VCPU", reason: "VCPU", message: "m", requested: 2, available: 1)],
            held: Grant(instanceUUID: "i", node: node, claimRequestID: "key-1"), metadata: ["node": "n"])
        let claim = ClaimInstance(node: node, instance: Instance(uuid: "i"))
        let status = StatusMapping.status(for: refusal, of: .claimInstance(claim))
        #expect(status.reason == "ALREADY_CLAIMED")
        #expect(status.message == "held")
        #expect(status.metadata == ["node": "n"])
        #expect(status.fieldViolations.map(\.field) == ["a.b"])
        #expect(status.shortfalls.map(\.requested) == [2])
        #expect(status.grants.map(\.claimRequestID) == ["key-1"])
        #expect(status.resources.map(\.resourceType) == ["node", "instance"])
        #expect(status.resources.map(\.resourceName) == ["h/n", "i"])
        #expect(status.resources.map(\.owner) == ["", "key-1"])
        #expect(status.preconditions.isEmpty)
    }

    @Test("A precondition that does not hold is named with what it is about")
    func unmetPrecondition() {
        let refusal = Refusal(.failedPrecondition, reason: "NODE_IN_USE", message: "2 instances are held")
        let status = StatusMapping.status(for: refusal, of: .removeNode(RemoveNode(node: node)))
        #expect(status.preconditions.map(\.type) == ["NODE_IN_USE"])
        #expect(status.preconditions.map(\.subject) == ["node/h/n"])
    }
}
