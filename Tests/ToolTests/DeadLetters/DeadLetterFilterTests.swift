import AMQP
import Testing

@testable import berth

@Suite("Filters of dead letters")
struct DeadLetterFilterTests {
    private let now: Int64 = 1_738_324_800 + 3600
    private let letters = [
        DeadLetterFixture.letter(position: 1),
        DeadLetterFixture.letter(
            ["berth-dead-reason": "TOO_LATE", "berth-dead-time": "2025-01-31T12:50:00Z"], key: "k-2", host: "cmp-18",
            type: "/berth.tracker.v1.ResourceTracker/UpdateInstance", position: 2),
        DeadLetterFixture.letter(["x-first-death-reason": "expired"], key: "k-3", position: 3),
    ]

    @Test(
        "Each filter narrows by its own header, letter case aside",
        arguments: [
            (DeadLetterFilter(), [1, 2, 3]), (DeadLetterFilter(reasons: ["too_late"]), [2]),
            (DeadLetterFilter(reasons: ["broker:expired", "TOO_LATE"]), [2, 3]),
            (DeadLetterFilter(methods: ["claiminstance"]), [1, 3]), (DeadLetterFilter(hosts: ["cmp-18"]), [2]),
            (DeadLetterFilter(keys: ["k-1", "k-3"]), [1, 3]), (DeadLetterFilter(minimumAgeSeconds: 3600), [1, 3]),
            (DeadLetterFilter(maximumAgeSeconds: 600), [2]), (DeadLetterFilter(count: 2), [1, 2]),
            (DeadLetterFilter(methods: ["ClaimInstance"], hosts: ["cmp-18"]), []),
        ])
    func narrowing(filter: DeadLetterFilter, positions: [Int]) {
        #expect(filter.matches(in: letters, now: now).map(\.position) == positions)
    }

    @Test("A letter of unknown age is in no range of ages")
    func unknownAge() {
        var letter = DeadLetterFixture.letter([:])
        var properties = letter.delivery.properties
        properties.timestampSeconds = nil
        letter.delivery = Delivery(
            token: letter.delivery.token, exchange: "", routingKey: "", properties: properties, body: [])
        #expect(DeadLetterFilter(minimumAgeSeconds: 0).matches(in: [letter], now: now).isEmpty)
        #expect(DeadLetterFilter().matches(in: [letter], now: now).count == 1)
    }

    @Test("Only a filter that says nothing means everything")
    func everything() {
        #expect(DeadLetterFilter().isEverything)
        #expect(!DeadLetterFilter(count: 1).isEverything && !DeadLetterFilter(reasons: ["X"]).isEverything)
    }
}
