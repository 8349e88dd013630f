import Testing

@testable import Tracker

@Suite("How near a requested device must be (NUMA, 2.12)")
struct PCIAffinityTests {
    @Test("A request's own policy comes first, then that of flavor and image, then its alias's, then legacy")
    func effective() {
        typealias Rule = PCIAffinityRule
        #expect(Rule.effective(own: .socket, flavorAndImage: .required, alias: .preferred) == .socket)
        #expect(Rule.effective(own: nil, flavorAndImage: .required, alias: .preferred) == .required)
        #expect(Rule.effective(own: nil, flavorAndImage: nil, alias: .preferred) == .preferred)
        #expect(Rule.effective(own: nil, flavorAndImage: nil, alias: nil) == .legacy)
    }
}
