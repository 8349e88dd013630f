/// The `grpc-timeout` header: 1 to 8 digits and a unit (gRPC over HTTP/2, "Requests").
public enum GRPCTimeout {
    private static let largest: Int64 = 99_999_999

    /// The duration of a header's value, such as `5S` or `200m`; the largest, `99999999H`, fits.
    ///
    /// Zero is taken as a deadline that has passed already.
    /// - Throws: `malformedTimeout` for anything but 1 to 8 digits and one of H, M, S, m, u, n.
    public static func parse(_ text: String) throws(WireError) -> Duration {
        let bytes = Array(text.utf8)
        guard (2...9).contains(bytes.count), let unit = bytes.last,
            let value = digits(bytes.dropLast()), let duration = duration(value, unit)
        else {
            throw WireError(
                .malformedTimeout, "grpc-timeout must be 1 to 8 digits and one of H, M, S, m, u, n, such as 5S or 200m")
        }
        return duration
    }

    /// The header's value for a duration, in the finest unit that 8 digits can hold, rounded up.
    ///
    /// A negative duration gives `0n`, one beyond 99,999,999 hours the largest value.
    public static func format(_ duration: Duration) -> String {
        guard duration > .zero else { return "0n" }
        let (seconds, attoseconds) = duration.components
        if seconds == 0, attoseconds <= largest * 1_000_000_000 {
            return "\(roundedUp(attoseconds, by: 1_000_000_000))n"
        }
        // Within 99,999,999 seconds: the products below stay far from overflow.
        if seconds < 100 {
            let microseconds = seconds * 1_000_000 + roundedUp(attoseconds, by: 1_000_000_000_000)
            if microseconds <= largest { return "\(microseconds)u" }
        }
        if seconds < 100_000 {
            let milliseconds = seconds * 1_000 + roundedUp(attoseconds, by: 1_000_000_000_000_000)
            if milliseconds <= largest { return "\(milliseconds)m" }
        }
        return formatSeconds(seconds, hasFraction: attoseconds > 0)
    }

    private static func formatSeconds(_ seconds: Int64, hasFraction: Bool) -> String {
        let whole = hasFraction && seconds < Int64.max ? seconds + 1 : seconds
        if whole <= largest { return "\(whole)S" }
        let minutes = roundedUp(whole, by: 60)
        if minutes <= largest { return "\(minutes)M" }
        return "\(min(roundedUp(whole, by: 3600), largest))H"
    }

    private static func roundedUp(_ value: Int64, by divisor: Int64) -> Int64 {
        value / divisor + (value % divisor == 0 ? 0 : 1)
    }

    private static func digits(_ bytes: some Collection<UInt8>) -> Int64? {
        var value: Int64 = 0
        for byte in bytes {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            value = value * 10 + Int64(byte - UInt8(ascii: "0"))
        }
        return value
    }

    private static func duration(_ value: Int64, _ unit: UInt8) -> Duration? {
        switch unit {
        case UInt8(ascii: "H"): .seconds(value * 3600)
        case UInt8(ascii: "M"): .seconds(value * 60)
        case UInt8(ascii: "S"): .seconds(value)
        case UInt8(ascii: "m"): .milliseconds(value)
        case UInt8(ascii: "u"): .microseconds(value)
        case UInt8(ascii: "n"): .nanoseconds(value)
        default: nil
        }
    }
}
