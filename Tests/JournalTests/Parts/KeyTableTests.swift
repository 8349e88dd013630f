import Testing

@testable import Journal

@Suite("The tables of request keys")
struct KeyTableTests {
    @Test(
        "A day has the name of its date in UTC",
        arguments: [
            (Int64(0), 19_700_101), (86_399_999_999_999, 19_700_101), (86_400_000_000_000, 19_700_102),
            (newYear, 20_260_101), (newYear - 1, 20_251_231), (951_782_400_000_000_000, 20_000_229),
            (4_107_542_400_000_000_000, 21_000_301), (.max, 22_620_411), (-1, 19_700_101), (.min, 19_700_101),
        ])
    func stamps(_ nanoseconds: Int64, _ stamp: Int) {
        #expect(KeyDay(nanoseconds: nanoseconds).stamp == stamp)
    }

    @Test("Every day's name reads back as that day")
    func roundTrip() {
        for number in 0..<50_000 {
            let day = KeyDay(nanoseconds: Int64(number) * day)
            #expect(KeyDay(stamp: day.stamp) == day)
        }
    }

    @Test(
        "What is no date is no day",
        arguments: [0, -1, 20_260_100, 20_260_132, 20_261_301, 20_250_229, 99_999_999, .max])
    func noDay(_ stamp: Int) {
        #expect(KeyDay(stamp: stamp) == nil)
    }

    @Test("Names of tables read back, and other names are no key tables")
    func names() {
        for table in [KeyTable.dead, .turnedAway, .day(KeyDay(nanoseconds: newYear))] {
            #expect(KeyTable(name: table.name) == table)
        }
        for name in [
            "request_key_", "request_key_x", "journal", "request_key_20251332", "request_key_turned_away_by_time",
        ] {
            #expect(KeyTable(name: name) == nil)
        }
    }

    @Test("A request goes to the table of its ending")
    func endings() {
        let today = KeyTable.day(KeyDay(nanoseconds: newYear))
        let tables = KeyRecord.Ending.allCases.map { KeyTable(for: keyRecord("k", $0)) }
        #expect(tables == [today, today, .turnedAway, today, .dead])
    }
}
