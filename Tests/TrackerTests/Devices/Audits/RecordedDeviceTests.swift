import Testing

@testable import Tracker

/// Devices that the database has recorded, when an audit takes their instances in (PCI, 9 and 12).
@Suite("Recorded devices of instances that are taken in")
struct RecordedDeviceTests {
    private typealias R = RecordedDevices

    @Test("They are the instance's from then on, and block their relatives, also after a restart")
    func takenIn() throws {
        var host = try DeviceShard()
        let devices = [R.device("05:00.0"), R.device("81:10.0", status: .claimed), R.device("82:00.0")]
        let drifts = try host.audit([R.listed(1)], recorded: [R.grant(1, devices)])
        #expect(drifts.map(\.kind) == [.unknownInstance])
        #expect(host.holdings() == ["1 05:00.0 81:10.0 82:00.0"])
        for _ in 1...2 {
            #expect(host.gpus == [0, 1, 1] && host.functions == [3, 0] && host.cards == [0, 0])
            #expect(host.status("05:00.0") == .allocated && host.status("81:10.0") == .claimed)
            #expect(host.status("81:00.0") == .unclaimable && host.status("82:10.0") == .unavailable)
            #expect(host.device("05:00.0")?.requestID == Fixture.uuid(60))
            try host.restart()
        }
        #expect(try host.audit([R.listed(1)], recorded: [R.grant(1, devices)]).isEmpty)
        #expect(try host.claim(2, Ask.gpu(2)) == ["06:00.0", "07:00.0"])
        #expect(try host.free(1).count == 3)
        #expect(host.functions == [4, 4] && host.cards == [1, 1])
    }

    @Test("What another instance has stays with it, and the rest is the instance's")
    func ofAnother() throws {
        var host = try DeviceShard()
        _ = try host.claim(1, Ask.gpu(1))
        let drifts = try host.audit([R.listed(1), R.listed(2)], recorded: [R.grant(2, ["05:00.0", "06:00.0"])])
        #expect(drifts.refusedDevices == ["2 05:00.0"])
        #expect(host.holdings() == ["1 05:00.0", "2 06:00.0"])
        #expect(host.device("05:00.0")?.instanceUUID == Fixture.uuid(1))
    }

    @Test("A function of a card that another has stays free, and so does a card of which another has a function")
    func relativesOfAnother() throws {
        var host = try DeviceShard()
        _ = try host.claim(1, Ask.card(1))
        _ = try host.claim(2, Ask.request(1, [Ask.functionSpec]))
        #expect(host.holdings() == ["1 81:00.0", "2 82:10.3"])
        let recorded = R.grant(3, ["81:10.0", "82:00.0", "82:10.0"])
        let drifts = try host.audit([1, 2, 3].map { R.listed($0) }, recorded: [recorded])
        #expect(drifts.refusedDevices.sorted() == ["3 81:10.0", "3 82:00.0"])
        #expect(host.holdings() == ["1 81:00.0", "2 82:10.3", "3 82:10.0"])
    }

    @Test("A function's card is the recorded one and the reported one: neither may be another's")
    func parents() throws {
        var host = try DeviceShard()
        _ = try host.claim(1, Ask.card(1))
        // Recorded below the card that is in use, reported below the other one; and the other way round.
        let devices = [R.device("82:10.0", parent: "81:00.0"), R.device("81:10.0", parent: "82:00.0")]
        let drifts = try host.audit([R.listed(1), R.listed(2)], recorded: [R.grant(2, devices)])
        #expect(drifts.refusedDevices.sorted() == ["2 81:10.0", "2 82:10.0"])
        #expect(host.holdings() == ["1 81:00.0", "2"] && host.functions == [0, 4])
    }

    @Test("A card is refused for a function in use that has become its own since it was granted")
    func movedFunction() throws {
        var host = try DeviceShard()
        _ = try host.claim(1, Ask.function(1))
        var devices = SpecHost.devices
        for index in devices.indices where devices[index].address == "0000:81:10.3" {
            devices[index].parentAddress = "0000:82:00.0"
        }
        try host.report(devices)
        let drifts = try host.audit([R.listed(1), R.listed(2)], recorded: [R.grant(2, ["81:00.0", "82:00.0"])])
        #expect(drifts.refusedDevices.sorted() == ["2 81:00.0", "2 82:00.0"])
        #expect(host.holdings() == ["1 81:10.3", "2"])
    }

    @Test("What one grant has twice, or with a relative, it has once: the first counts")
    func twice() throws {
        var host = try DeviceShard()
        let places = ["05:00.0", "05:00.0", "81:00.0", "81:10.0", "82:10.0", "82:00.0", "82:10.1"]
        let drifts = try host.audit([R.listed(1)], recorded: [R.grant(1, places)])
        #expect(drifts.refusedDevices.sorted() == ["1 05:00.0", "1 81:10.0", "1 82:00.0"])
        #expect(host.holdings() == ["1 05:00.0 81:00.0 82:10.0 82:10.1"])
    }

    @Test("Of two that claim one device in one audit the first that is listed gets it")
    func twoClaimants() throws {
        for order in [[1, 2], [2, 1]] {
            var host = try DeviceShard()
            let recorded = [R.grant(1, ["05:00.0", "81:00.0"]), R.grant(2, ["05:00.0", "81:10.0"])]
            let drifts = try host.audit(order.map { R.listed($0) }, recorded: recorded)
            #expect(
                drifts.refusedDevices.sorted() == [
                    "\(order[1]) 05:00.0", "\(order[1]) 81:\(order[1] == 1 ? "00" : "10").0",
                ])
            #expect(host.holdings() == (order[0] == 1 ? ["1 05:00.0 81:00.0", "2"] : ["1", "2 05:00.0 81:10.0"]))
        }
    }

    @Test("What an instance that is gone lets go of in the same audit is free for one that is taken in")
    func released() throws {
        var host = try DeviceShard()
        _ = try host.claim(1, Ask.gpu(1), Ask.function(1))
        let drifts = try host.audit([R.listed(2)], recorded: [R.grant(2, ["05:00.0", "81:00.0"])])
        #expect(drifts.filter { $0.kind == .orphanedDevice }.map(\.subject) == ["0000:05:00.0", "0000:81:10.3"])
        #expect(drifts.refusedDevices == [])
        #expect(host.holdings() == ["2 05:00.0 81:00.0"])
    }

    @Test("A device that the node does not report is the instance's until it is let go of, and blocks its card")
    func untracked() throws {
        var host = try DeviceShard()
        let devices = [R.device("99:00.0"), R.device("99:10.0", parent: "81:00.0")]
        #expect(try host.audit([R.listed(1)], recorded: [R.grant(1, devices)]).lostDevices == ["99:00.0", "99:10.0"])
        #expect(host.device("99:00.0")?.removeWhenFreed == true && host.status("81:00.0") == .unavailable)
        let drifts = try host.audit([R.listed(1), R.listed(2)], recorded: [R.grant(2, ["99:00.0", "81:00.0"])])
        #expect(drifts.refusedDevices.sorted() == ["2 81:00.0", "2 99:00.0"])
        try host.restart()
        try host.free(1)
        #expect(host.status("99:00.0") == nil && host.cards == [1, 1])
    }

    @Test("The side of a move that is taken in has the recorded devices of that side, and no others' ones")
    func moveSide() throws {
        var host = try DeviceShard()
        _ = try host.claim(1, Ask.gpu(1))
        var moving = R.listed(2, on: Fixture.away)
        moving.taskState = .resizePrep
        let move = Move(.coldMigration, of: moving, from: Fixture.away, to: Fixture.node)
        let recorded = [
            R.grant(2, ["07:00.0"]),
            R.grant(2, ["05:00.0", "06:00.0"], side: .moveNew, migration: move.uuid),
        ]
        let drifts = try host.audit(
            [R.listed(1), moving], recorded: recorded, migrations: [move.report(.preMigrating)])
        #expect(drifts.refusedDevices == ["2 05:00.0"])
        #expect(host.holdings() == ["1 05:00.0", "2 move_new 06:00.0"])
        try host.restart()
    }

    @Test("Other devices than are held are told and change nothing; the same ones in another order are not")
    func other() throws {
        var host = try DeviceShard()
        _ = try host.claim(1, Ask.gpu(2))
        func told(_ places: [String]) throws -> [String] {
            let drifts = try host.audit([R.listed(1)], recorded: [R.grant(1, places)])
            #expect(host.holdings() == ["1 05:00.0 06:00.0"])
            return drifts.otherDevices
        }
        #expect(try told(["06:00.0", "05:00.0"]) == [])
        #expect(try told(["05:00.0"]) == ["1"])
        #expect(try told(["05:00.0", "07:00.0"]) == ["1"])
        #expect(try told([]) == ["1"])
        let drift = try host.audit([R.listed(1)], recorded: [R.grant(1, ["07:00.0"])]).first {
            $0.kind == .usageMismatch
        }
        #expect(["0000:05:00.0", "0000:06:00.0", "0000:07:00.0"].allSatisfy { drift?.message.contains($0) ?? false })
        #expect(try host.audit([R.listed(1)]).otherDevices == [], "a database that says nothing of it")
    }
}
