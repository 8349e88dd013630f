import Testing

@testable import SimulationSupport

@Suite("The model that judges claims")
struct ClaimOracleTests {
    private let size = Wish.Size(vcpus: 2, memoryMebibytes: 512, gibibytes: 5)

    private func model() -> ClaimOracle {
        var model = ClaimOracle()
        _ = model.judge(
            .report(host: "h1", vcpus: 4, memoryMebibytes: 2_048, gibibytes: 20), nowNanoseconds: 0)
        return model
    }

    private func claim(_ instance: Int, on host: String = "h1", lease: Int = 0) -> Wish {
        .claim(host: host, instance: instance, size: size, leaseSeconds: lease)
    }

    @Test("Claims are taken until a node is full, once per instance")
    func claims() {
        var model = model()
        #expect(model.judge(claim(1), nowNanoseconds: 0) == .changed)
        #expect(model.judge(claim(1), nowNanoseconds: 0) == .refused(6))
        #expect(model.judge(claim(2), nowNanoseconds: 0) == .changed)
        #expect(model.judge(claim(3), nowNanoseconds: 0) == .refused(8))
        #expect(model.judge(claim(4, on: "h2"), nowNanoseconds: 0) == .refused(5))
        #expect(model.claims(on: "h1").count == 2)
    }

    @Test("A lease ends when its time has come, unless it was renewed or cleared")
    func leases() {
        var model = model()
        #expect(model.judge(claim(1, lease: 1), nowNanoseconds: 0) == .changed)
        #expect(model.endLease(1, nowNanoseconds: 999_999_999) == .unchanged)
        let renewal = Wish.update(host: "h1", instance: 1, vmState: "building")
        #expect(model.judge(renewal, nowNanoseconds: 500_000_000) == .changed)
        #expect(model.endLease(1, nowNanoseconds: 1_000_000_000) == .unchanged)
        #expect(model.endLease(1, nowNanoseconds: 1_500_000_000) == .changed)
        #expect(model.claims(on: "h1").isEmpty)
    }

    @Test("A node in use is removed only by force, with all that is held on it")
    func removal() {
        var model = model()
        #expect(model.judge(claim(1), nowNanoseconds: 0) == .changed)
        #expect(model.judge(.remove(host: "h1", isForced: false), nowNanoseconds: 0) == .refused(9))
        #expect(model.judge(.remove(host: "h1", isForced: true), nowNanoseconds: 0) == .changed)
        #expect(model.judge(.abort(host: "h1", instance: 1), nowNanoseconds: 0) == .unchanged)
    }

    @Test("What changes nothing is said to change nothing")
    func unchanged() {
        var model = model()
        let report = Wish.report(host: "h1", vcpus: 4, memoryMebibytes: 2_048, gibibytes: 20)
        #expect(model.judge(report, nowNanoseconds: 0) == .unchanged)
        #expect(model.judge(.enable(host: "h1", isEnabled: true), nowNanoseconds: 0) == .unchanged)
        #expect(model.judge(.buildResult(host: "h1", isSuccess: true), nowNanoseconds: 0) == .unchanged)
        #expect(model.judge(.look, nowNanoseconds: 0) == nil)
    }
}
