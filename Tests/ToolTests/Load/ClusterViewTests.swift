import Testing

@testable import berth

@Suite("The load's own scheduler")
struct ClusterViewTests {
    private static func view(_ placement: ClusterView.Placement) -> ClusterView {
        var view = ClusterView(nodeCount: 3, placement: placement)
        for (node, vcpus) in [8, 4, 16].enumerated() {
            view.learn(capacity: .init(vcpus: Int64(vcpus), memoryMebibytes: 1000), of: node)
        }
        return view
    }

    @Test(
        "Each policy picks its node among those with room",
        arguments: [(ClusterView.Placement.firstFit, 0), (.bestFit, 1), (.spread, 2)])
    func placement(placement: ClusterView.Placement, node: Int) {
        let amount = ClusterView.Amount(vcpus: 4, memoryMebibytes: 10)
        #expect(Self.view(placement).choose(for: amount, except: []) == node)
    }

    @Test("What was asked for and not answered yet counts as taken")
    func asked() {
        var view = Self.view(.bestFit)
        let amount = ClusterView.Amount(vcpus: 4, memoryMebibytes: 10)
        view.ask(amount, of: 1)
        #expect(view.choose(for: amount, except: []) == 0)
        view.answered(amount, of: 1)
        #expect(view.choose(for: amount, except: []) == 1)
        view.learn(used: .init(vcpus: 1, memoryMebibytes: 0), of: 1)
        #expect(view.choose(for: amount, except: []) == 0)
    }

    @Test("When nothing seems to fit, the tracker is still asked, at the node with the most room")
    func nothingFits() {
        let view = Self.view(.bestFit)
        let amount = ClusterView.Amount(vcpus: 100, memoryMebibytes: 10)
        #expect(view.choose(for: amount, except: []) == 2)
        #expect(view.choose(for: amount, except: [2]) == 0)
        #expect(view.choose(for: amount, except: [2, 0, 1]) == nil)
    }
}
