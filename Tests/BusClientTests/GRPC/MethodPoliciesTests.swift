import GRPCCore
import Testing
import Wire

@testable import BusClient

@Suite("Policies per method")
struct MethodPoliciesTests {
    private static let claim = Berth_Tracker_V1_ResourceTracker.Method.ClaimInstance.descriptor
    private static let getNode = Berth_Tracker_V1_ResourceTracker.Method.GetNode.descriptor
    private static let service = Wire.Method.service

    @Test("Without a configuration every call has the bus' time, and what is not taken is sent again")
    func defaults() throws {
        let policies = MethodPolicies(ServiceConfig(), timeout: .seconds(7))
        #expect(policies.forGRPC(Self.claim).timeout == .seconds(7))
        #expect(policies.forGRPC(Self.claim).executionPolicy == nil)
        let repeats = policies.repeats(Self.claim, isGRPCs: false)
        #expect(repeats.maximumAttempts == 4 && repeats.codes == [.unavailable] && repeats.maximumResends == 10)
    }

    @Test("The method's entry counts before the service's, and that before the one for everything")
    func nearest() {
        let config = ServiceConfig(methodConfig: [
            MethodConfig(names: [.init(service: "")], timeout: .seconds(1)),
            MethodConfig(names: [.init(service: Self.service)], timeout: .seconds(2)),
            MethodConfig(names: [.init(service: Self.service, method: "GetNode")], timeout: .seconds(3)),
        ])
        let policies = MethodPolicies(config, timeout: .seconds(9))
        #expect(policies.forGRPC(Self.claim).timeout == .seconds(2))
        #expect(policies.forGRPC(Self.getNode).timeout == .seconds(3))
        let other = MethodDescriptor(fullyQualifiedService: "a.B", method: "C")
        #expect(policies.forGRPC(other).timeout == .seconds(1))
    }

    @Test("A retry policy is carried out here and not by gRPC; one that gRPC carries out is not doubled")
    func retry() {
        let policy = RetryPolicy(
            maxAttempts: 3, initialBackoff: .milliseconds(5), maxBackoff: .milliseconds(50), backoffMultiplier: 3,
            retryableStatusCodes: [.unavailable, .aborted])
        let config = ServiceConfig(methodConfig: [
            MethodConfig(names: [.init(service: "")], executionPolicy: .retry(policy))
        ])
        let policies = MethodPolicies(config, timeout: .seconds(9))
        #expect(policies.forGRPC(Self.claim).executionPolicy == nil)
        let repeats = policies.repeats(Self.claim, isGRPCs: false)
        #expect(repeats.maximumAttempts == 3 && repeats.codes == [.unavailable, .aborted])
        #expect(repeats.initialDelay == .milliseconds(5) && repeats.maximumDelay == .milliseconds(50))
        #expect(repeats.multiplier == 3)
        let single = policies.repeats(Self.claim, isGRPCs: true)
        #expect(single.maximumAttempts == 1 && single.codes.isEmpty && single.maximumResends == 10)
    }
}
