import Testing
import Tracker

@Suite("Every request about an instance in every state that it has on a host, against a table written by hand")
struct InstanceTransitionTests {
    /// What a request leads to.
    private enum Outcome: Hashable {
        /// Accepted; the instance is in this state afterwards.
        case becomes(InstanceState)
        /// Accepted, and nothing changes.
        case nothing
        /// Refused with a code and a reason.
        case refused(Refusal.Code, String)
    }

    private static let exists = Outcome.refused(.alreadyExists, "ALREADY_CLAIMED")
    private static let moveOpen = Outcome.refused(.failedPrecondition, "MOVE_OPEN")

    private typealias Row = (state: InstanceState, claim: Outcome, abort: Outcome, update: Outcome, remove: Outcome)

    /// The states in which a host can have an instance, with what each request leads to (claims and moves, 8.1).
    private static let expected: [Row] =
        [
            (.untracked, .becomes(.tracked), .nothing, .nothing, .nothing),
            (.claimed, exists, .becomes(.untracked), .becomes(.tracked), .becomes(.untracked)),
            (.tracked, exists, .becomes(.untracked), .becomes(.tracked), .becomes(.untracked)),
            (.incoming, moveOpen, moveOpen, .nothing, moveOpen),
            (.outgoing, moveOpen, moveOpen, .nothing, moveOpen),
            (.dual, exists, moveOpen, .becomes(.dual), .becomes(.incoming)),
        ]

    @Test("Each does what the table says, and a refusal changes nothing", arguments: InstanceState.allCases)
    func requests(_ state: InstanceState) throws {
        let row = try #require(Self.expected.first { $0.state == state })
        for (request, outcome) in [
            (InstanceRequest.claim, row.claim), (.abort, row.abort), (.update, row.update), (.remove, row.remove),
        ] {
            var shard = try Self.shard(in: state)
            let before = shard.state.allEntities()
            switch outcome {
            case .becomes(let next):
                _ = try shard.run(Self.command(request)).get()
                #expect(Self.state(of: shard) == next, "\(request.rawValue) in \(state.rawValue)")
            case .nothing:
                try shard.expectNoChange(Self.command(request))
                #expect(shard.state.allEntities() == before)
            case .refused(let code, let reason):
                let refusal = try shard.refusal(Self.command(request))
                #expect(refusal.code == code && refusal.reason == reason, "\(request.rawValue) in \(state.rawValue)")
                #expect(refusal.metadata["migration"] == (reason == "MOVE_OPEN" ? Fixture.uuid(901) : nil))
                #expect((refusal.held?.side == .instance) == (code == .alreadyExists))
                #expect(shard.state.allEntities() == before)
            }
            try shard.expectSameWhenLoaded()
        }
    }

    @Test("I5: an instance that goes after the switch leaves the old side, before it the new one; the move is in error")
    func removedWhileDual() throws {
        for isSwitched in [false, true] {
            let move = Move(.resize, to: Fixture.neighbour)
            var shard = try Shard(before: move)
            try shard.step(move.claim())
            if isSwitched { try shard.step(move.tell(.source, .migrating), move.finish()) }
            let at = isSwitched ? move.destination : move.source
            let updated = try shard.update(Fixture.instance(vmState: .deleted), hasFlavor: false, on: at)
            #expect(updated == (tracked: true, released: true))
            #expect(Self.state(of: shard) == (isSwitched ? .outgoing : .incoming))
            #expect(shard.held(move.source) == (isSwitched ? ["move_old F1"] : []))
            #expect(shard.held(move.destination) == (isSwitched ? [] : ["move_new F2"]))
            #expect(shard.status(.destination, of: move) == .error)
            for side in MoveSide.allCases { try shard.step(move.abort(side, .failed)) }
            #expect(Self.state(of: shard) == .untracked)
            try shard.expectSameWhenLoaded()
        }
    }

    @Test("I1 to I15: a life through every state frees all that it held")
    func life() throws {
        var shard = try Shard(nodes: [Fixture.node, Fixture.away])
        let move = Move(.resize)
        var states = [Self.state(of: shard)]
        func at(_ host: String) -> InstanceState { Self.state(of: shard, host: host) }
        try shard.claim(Fixture.instance(vmState: .building))
        states.append(at("H"))
        try shard.update(Fixture.instance())
        states.append(at("H"))
        try shard.step(move.claim())
        states.append(at("G"))
        try shard.step(
            move.tell(.source, .migrating, record: .preMigrating), move.tell(.source, .postMigrating))
        states.append(at("H"))
        try shard.step(move.finish())
        states.append(at("G"))
        try shard.step(move.tell(.destination, .reverting), move.revert())
        states.append(at("G"))
        try shard.step(move.tell(.source, .reverted, record: .reverted))
        states.append(at("H"))
        try shard.update(Fixture.instance(vmState: .deleted))
        states.append(at("H"))
        #expect(
            states == [
                .untracked, .claimed, .tracked, .incoming, .outgoing, .tracked, .untracked, .tracked, .untracked,
            ])
        #expect(shard.used(Fixture.node) == "0/0/0" && shard.used(Fixture.away) == "0/0/0")
    }

    private static func command(_ request: InstanceRequest) -> Command {
        switch request {
        case .claim: .claimInstance(ClaimInstance(node: Fixture.node, instance: Fixture.instance()))
        case .abort: .abortInstanceClaim(AbortInstanceClaim(node: Fixture.node, instanceUUID: Fixture.uuid(1)))
        case .update: .updateInstance(UpdateInstance(node: Fixture.node, instance: Fixture.instance()))
        case .remove:
            .updateInstance(UpdateInstance(node: Fixture.node, instance: Fixture.instance(vmState: .deleted)))
        }
    }

    /// The fixture's host with the instance in a state, as requests lead there.
    private static func shard(in state: InstanceState) throws -> Shard {
        var shard = try Shard(nodes: [Fixture.node])
        switch state {
        case .untracked: break
        case .claimed: try shard.claim(Fixture.instance(vmState: .building))
        case .tracked: try shard.claim(Fixture.instance())
        case .incoming: try shard.step(Move(.resize, from: Fixture.away, to: Fixture.node).claim())
        case .outgoing:
            let move = Move(.resize)
            try shard.claim(Fixture.instance())
            try shard.step(
                move.tell(.source, .migrating, record: .preMigrating), move.tell(.source, .postMigrating))
        case .dual:
            try shard.claim(Fixture.instance())
            try shard.step(Move(.resize, to: Fixture.node).claim())
        }
        try #require(self.state(of: shard) == state)
        return shard
    }

    /// The state by what is held, worked out here from the grants.
    private static func state(of shard: Shard, host: String = Fixture.host) -> InstanceState {
        guard let record = shard.state.instanceRecord(InstanceIdentifier(host: host, uuid: Fixture.uuid(1))) else {
            return .untracked
        }
        let sides = Set(record.grants.map(\.side))
        switch sides {
        case [.instance]: return record.instance.vmState == .building ? .claimed : .tracked
        case [.moveNew]: return .incoming
        case [.moveOld]: return .outgoing
        default: return .dual
        }
    }
}
