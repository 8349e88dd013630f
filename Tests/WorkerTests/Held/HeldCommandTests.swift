import AMQP
import Journal
import SwiftProtobuf
import Testing
import Tracker
import Wire

@testable import Worker

@Suite("Held requests in the hands of operators")
struct HeldCommandTests {
    /// A shard that holds c1 and c2 of h and c3 of i.
    private func shard() throws -> SimulatedShard {
        var shard = try SimulatedShard()
        shard.deliver(
            try Samples.disable("h", key: "c1"), try Samples.disable("h", key: "c2"),
            try Samples.disable("i", key: "c3"))
        shard.runBriefly()
        return shard
    }

    private func answer<M: SwiftProtobuf.Message>(_ shard: SimulatedShard, _ type: M.Type) throws -> M {
        let reply = try #require(shard.receivedReplies.last)
        #expect(reply.status == 0)
        return try M(serializedBytes: reply.body)
    }

    @Test("The list has all in order of arrival, page by page, with what each waits for and behind what")
    func list() throws {
        var shard = try shard()
        shard.deliver(try Samples.listHeld(key: "l1", pageSize: 2))
        shard.runBriefly()
        let first = try answer(shard, Berth_Tracker_V1_ListHeldRequestsResponse.self)
        #expect(first.requests.map(\.requestID) == ["c1", "c2"])
        #expect(first.requests.map(\.waitingBehind) == ["", "c1"])
        #expect(first.requests.map(\.subject) == ["node/h/kvm", "node/h/kvm"])
        #expect(first.requests.allSatisfy { $0.reason == "NODE_NOT_FOUND" && $0.attempts == 1 && $0.hasExpireTime })
        shard.deliver(try Samples.listHeld(key: "l2", pageSize: 2, token: first.nextPageToken))
        shard.runBriefly()
        let second = try answer(shard, Berth_Tracker_V1_ListHeldRequestsResponse.self)
        #expect(second.requests.map(\.requestID) == ["c3"])
        #expect(second.nextPageToken.isEmpty)
    }

    @Test("A page token that is not one of the list's is refused")
    func badToken() throws {
        var shard = try shard()
        shard.deliver(try Samples.listHeld(key: "l1", token: PageToken.token(after: .init(host: "h", name: "n"))))
        shard.runBriefly()
        #expect(shard.receivedReplies.last?.status == 3)
    }

    @Test("One is shown with what was asked; its outcome says held, with attempts and next time")
    func show() throws {
        var shard = try shard()
        shard.deliver(try Samples.getHeld("c2", "h", key: "g1"))
        shard.runBriefly()
        let shown = try answer(shard, Berth_Tracker_V1_GetHeldRequestResponse.self)
        let request = try Berth_Tracker_V1_SetNodeEnabledRequest(unpackingAny: shown.request.request)
        #expect(request.reason == "maintenance")
        shard.deliver(try Samples.outcome(of: "c2", "h", key: "o1"))
        shard.runBriefly()
        let outcome = try answer(shard, Berth_Tracker_V1_GetOutcomeResponse.self)
        #expect(outcome.state == .held)
        #expect(outcome.waitingBehind == "c1")
        #expect(outcome.attempts == 1 && outcome.hasNextAttemptTime)
    }

    @Test("What is not held, or not of that host, is not found", arguments: [("c9", "h"), ("c1", "i")])
    func notHeld(_ key: String, _ host: String) throws {
        var shard = try shard()
        shard.deliver(try Samples.getHeld(key, host, key: "g1"), try Samples.releaseHeld(key, host, key: "g2"))
        shard.deliver(try Samples.dropHeld(key, host, key: "g3"))
        shard.runBriefly()
        #expect(shard.receivedReplies.suffix(3).map(\.status) == [5, 5, 5])
        #expect(shard.store.held.count == 3)
    }

    @Test("Released, it is tried at once and stays held if nothing has changed")
    func release() throws {
        var shard = try shard()
        shard.deliver(try Samples.releaseHeld("c2", "h", key: "g1"))
        shard.runBriefly()
        let answer = try answer(shard, Berth_Tracker_V1_ReleaseHeldRequestResponse.self)
        #expect(answer.state == .held)
        #expect(answer.request.attempts == 2)
        #expect(shard.store.held.count == 3)
    }

    @Test("Dropped, it is a dead letter and its key says so; the others stay")
    func drop() throws {
        var shard = try shard()
        shard.deliver(try Samples.dropHeld("c1", "h", key: "g1"))
        shard.runBriefly()
        #expect(try answer(shard, Berth_Tracker_V1_DropHeldRequestResponse.self).request.requestID == "c1")
        #expect(shard.store.deadLetters.map(\.reason) == ["DROPPED"])
        #expect(shard.store.keys["c1"]?.ending == .dead)
        #expect(shard.store.held.values.map(\.requestKey).sorted() == ["c2", "c3"])
        #expect(shard.receivedDeadLetters.count == 1)
    }

    @Test("A rehearsal of either changes nothing")
    func rehearsal() throws {
        var shard = try shard()
        for message in [try Samples.dropHeld("c1", "h", key: "g1"), try Samples.releaseHeld("c1", "h", key: "g2")] {
            shard.deliver(message.with { $0.properties.headers["berth-rehearse"] = .string("1") })
            shard.runBriefly()
            #expect(shard.receivedReplies.last?.properties.headers["berth-rehearsal"]?.boolean == true)
        }
        #expect(shard.store.held.count == 3)
        #expect(shard.store.deadLetters.isEmpty)
    }
}
