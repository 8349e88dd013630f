import SwiftProtobuf
import Testing

@testable import Wire

@Suite struct RFC3339Tests {
    @Test(
        "Times are written in UTC with as many digits as they need",
        arguments: [
            (Int64(0), Int32(0), "1970-01-01T00:00:00Z"), (951_782_400, 0, "2000-02-29T00:00:00Z"),
            (1_738_324_800, 125_000_000, "2025-01-31T12:00:00.125Z"),
            (-1, 999_999_999, "1969-12-31T23:59:59.999999999Z"),
            (4_107_542_399, 1_000, "2100-02-28T23:59:59.000001Z"), (4_107_542_400, 0, "2100-03-01T00:00:00Z"),
            (253_402_300_799, 0, "9999-12-31T23:59:59Z"), (-62_135_596_800, 0, "0001-01-01T00:00:00Z"),
        ])
    func times(seconds: Int64, nanos: Int32, text: String) {
        #expect(RFC3339.format(.init(seconds: seconds, nanos: nanos)) == text)
    }

    @Test("Times beyond the years 1 to 9999, and impossible fractions, have no text")
    func outOfRange() {
        for (seconds, nanos) in [
            (253_402_300_800, 0), (-62_135_596_801, 0), (.max, 0), (.min, 0), (0, -1), (0, 1_000_000_000),
        ]
            as [(Int64, Int32)]
        {
            #expect(RFC3339.format(.init(seconds: seconds, nanos: nanos)) == nil)
        }
    }

    @Test("Nanoseconds since 1970 are written from the first to the last that an integer holds")
    func nanoseconds() {
        #expect(RFC3339.format(nanosecondsSince1970: -1) == "1969-12-31T23:59:59.999999999Z")
        #expect(RFC3339.format(nanosecondsSince1970: .max) == "2262-04-11T23:47:16.854775807Z")
        #expect(RFC3339.format(nanosecondsSince1970: .min) == "1677-09-21T00:12:43.145224192Z")
    }

    @Test("Times agree with the protobuf JSON mapping", arguments: Seeds.all)
    func agreesWithJSON(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            let seconds = Int64.random(in: -62_135_596_800...253_402_300_799, using: &generator)
            let row = Berth_Journal_V1_OwnerTicket.with { $0.time = .init(seconds: seconds, nanos: 5) }
            let json = String(decoding: try MessageCodec(.json).encode(row), as: UTF8.self)
            #expect(json == "{\"time\":\"\(RFC3339.format(row.time) ?? "")\"}", "seed \(seed)")
        }
    }
}
