public import SwiftProtobuf

/// Times as text, always in UTC: `2025-01-31T12:00:00.5Z` (RFC 3339).
public enum RFC3339 {
    /// The text of a time; the fraction has 0, 3, 6 or 9 digits, as in the protobuf JSON mapping.
    ///
    /// - Returns: nil outside the years 1 to 9999, or if the nanoseconds are not 0 to 999,999,999.
    public static func format(_ time: Google_Protobuf_Timestamp) -> String? {
        guard (-62_135_596_800...253_402_300_799).contains(time.seconds), (0...999_999_999).contains(time.nanos) else {
            return nil
        }
        let (days, second) = floorDivide(time.seconds, 86_400)
        let date = civil(daysSince1970: days)
        var text = Digits()
        text.append(date.year, width: 4, then: "-")
        text.append(date.month, width: 2, then: "-")
        text.append(date.day, width: 2, then: "T")
        text.append(second / 3600, width: 2, then: ":")
        text.append(second / 60 % 60, width: 2, then: ":")
        text.append(second % 60, width: 2)
        text.append(fraction: Int64(time.nanos))
        return text.finished
    }

    /// The text of a time in nanoseconds since 1970; any value fits (1677 to 2262).
    public static func format(nanosecondsSince1970 nanoseconds: Int64) -> String {
        let (seconds, rest) = floorDivide(nanoseconds, 1_000_000_000)
        return format(Google_Protobuf_Timestamp(seconds: seconds, nanos: Int32(rest))) ?? ""
    }

    private static func floorDivide(_ value: Int64, _ divisor: Int64) -> (quotient: Int64, rest: Int64) {
        let (quotient, rest) = value.quotientAndRemainder(dividingBy: divisor)
        return rest < 0 ? (quotient - 1, rest + divisor) : (quotient, rest)
    }

    /// The text as it grows; every event has one, so it is not put together from strings.
    private struct Digits {
        private var bytes: [UInt8] = []

        init() { bytes.reserveCapacity(32) }

        mutating func append(_ value: Int64, width: Int, then mark: Unicode.Scalar? = nil) {
            var divisor: Int64 = 1
            for _ in 1..<width { divisor *= 10 }
            while divisor > 0 {
                bytes.append(UInt8(ascii: "0") + UInt8(value / divisor % 10))
                divisor /= 10
            }
            if let mark { bytes.append(UInt8(ascii: mark)) }
        }

        mutating func append(fraction nanoseconds: Int64) {
            guard nanoseconds != 0 else { return }
            bytes.append(UInt8(ascii: "."))
            if nanoseconds % 1_000_000 == 0 { return append(nanoseconds / 1_000_000, width: 3) }
            if nanoseconds % 1_000 == 0 { return append(nanoseconds / 1_000, width: 6) }
            append(nanoseconds, width: 9)
        }

        var finished: String { String(decoding: bytes + [UInt8(ascii: "Z")], as: UTF8.self) }
    }

    /// The date of a day in the proleptic Gregorian calendar.
    ///
    /// Years are counted from 1 March, so that the leap day is the
    /// last of its year; 400 years always have 146,097 days.
    private static func civil(daysSince1970 days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        // 719,468 days lie between 1 March of year 0 and 1 January 1970.
        let (era, dayOfEra) = floorDivide(days + 719_468, 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
    }
}
