import Testing

@testable import Tracker

/// A node that changes its host in the middle of a move (claims and moves, 9.4).
@Suite("A node that changes its host in the middle of a move")
struct MovedNodeTests {
    @Test(
        "What the instance holds is explained, however the destination hears of the end",
        arguments: [true, false])
    func movedNode(isFinished: Bool) throws {
        var host = try DeviceShard()
        try host.report(SpecHost.devices, on: Fixture.away, number: 1)
        let instance = RecordedDevices.listed(1)
        _ = try host.claim(instance)
        let move = Move(.coldMigration, of: instance)
        try host.shard.step(move.claim())
        let (there, inventory) = (NodeIdentifier(host: "there", name: "N"), host.inventory(SpecHost.devices))
        _ = try host.audit([RecordedDevices.listed(1, on: there)], on: there) { command in
            command.nodeUUID = Fixture.nodeUUID
            command.inventory = inventory
        }
        let moves = host.shard.state.migrationRecords(ofInstance: instance.uuid)
        #expect(moves.map(\.migration.source) == [there] && moves.map(\.side) == [.destination])
        if isFinished {
            try host.shard.step(move.finish())
        } else {
            _ = try host.audit([RecordedDevices.listed(1, on: Fixture.away)], on: Fixture.away)
        }
        #expect(violations(of: host.shard.state) == [])
        try host.restart()
    }
}
