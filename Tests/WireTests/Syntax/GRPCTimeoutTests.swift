import Testing
import Wire

@Suite struct GRPCTimeoutTests {
    @Test(
        "Every unit is understood, from one digit to eight",
        arguments: [
            ("5S", Duration.seconds(5)), ("200m", .milliseconds(200)), ("1H", .seconds(3600)), ("2M", .seconds(120)),
            ("7u", .microseconds(7)), ("99999999n", .nanoseconds(99_999_999)), ("99999999H", .seconds(359_999_996_400)),
            ("00000001S", .seconds(1)), ("0S", .zero),
        ])
    func parses(text: String, duration: Duration) throws {
        #expect(try GRPCTimeout.parse(text) == duration)
    }

    @Test(
        "Anything else is malformed",
        arguments: [
            "", "5", "S", "5s", "5h", "-5S", "+5S", " 5S", "5 S", "5S ", "1.5S", "100000000S", "5SS", "٥S", "0x5S",
        ])
    func refuses(text: String) {
        let error = #expect(throws: WireError.self) { try GRPCTimeout.parse(text) }
        #expect(error?.code == .malformedTimeout)
    }

    @Test(
        "A duration is written in the finest unit that holds it, rounded up",
        arguments: [
            (Duration.seconds(5), "5000000u"), (.nanoseconds(1), "1n"), (.milliseconds(99), "99000000n"),
            (.milliseconds(100), "100000u"), (.seconds(100), "100000m"), (.seconds(100_000), "100000S"),
            (.seconds(99_999_999), "99999999S"), (.seconds(100_000_000), "1666667M"), (.zero, "0n"),
            (.seconds(-1), "0n"), (.seconds(Int64.max), "99999999H"), (.seconds(Int64.min), "0n"),
            (Duration(secondsComponent: 0, attosecondsComponent: 1), "1n"),
        ])
    func formats(duration: Duration, text: String) throws {
        #expect(GRPCTimeout.format(duration) == text)
    }

    @Test("What is written reads back as at least as long, and hardly longer", arguments: Seeds.all)
    func roundTrip(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<2000 {
            let bits = Int.random(in: 0...47, using: &generator)
            let duration = Duration.nanoseconds(Int64.random(in: 0...(1 << bits), using: &generator))
            let again = try GRPCTimeout.parse(GRPCTimeout.format(duration))
            #expect(
                again >= duration && again <= duration + duration / 10_000 + .nanoseconds(1),
                "seed \(seed), \(duration)")
        }
    }
}
