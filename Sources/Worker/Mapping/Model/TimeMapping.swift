import SwiftProtobuf
import Tracker

private let nanosecondsPerSecond: Int64 = 1_000_000_000

extension Instant {
    /// Takes over a timestamp.
    ///
    /// - Throws: `outOfRange` when the nanoseconds are not within a second, or outside the years 1677 to 2262.
    init(_ wire: Google_Protobuf_Timestamp) throws(MappingError) {
        guard (0..<1_000_000_000).contains(wire.nanos) else {
            throw MappingError(.outOfRange, "a timestamp's nanos must be 0 to 999999999")
        }
        self.init(nanoseconds: try combinedNanoseconds(wire.seconds, wire.nanos))
    }
}

extension Google_Protobuf_Timestamp {
    /// Writes an instant; nanos are never negative.
    init(_ instant: Instant) {
        let (seconds, nanoseconds) = split(instant.nanoseconds)
        self.init(seconds: seconds, nanos: nanoseconds)
    }
}

/// The nanoseconds of a duration.
///
/// - Throws: `outOfRange` when seconds and nanos differ in sign, or for about 292 years and more.
func nanoseconds(of wire: Google_Protobuf_Duration) throws(MappingError) -> Int64 {
    let hasOneSign = wire.seconds == 0 || wire.nanos == 0 || (wire.seconds < 0) == (wire.nanos < 0)
    guard hasOneSign, (-999_999_999...999_999_999).contains(wire.nanos) else {
        throw MappingError(.outOfRange, "a duration's nanos must be below a second and have the sign of its seconds")
    }
    return try combinedNanoseconds(wire.seconds, wire.nanos)
}

extension Google_Protobuf_Duration {
    /// Writes a length of time.
    init(nanoseconds: Int64) {
        self.init(
            seconds: nanoseconds / nanosecondsPerSecond, nanos: Int32(nanoseconds % nanosecondsPerSecond))
    }
}

/// Seconds and nanoseconds in one number; the product alone may overflow where the sum does not.
private func combinedNanoseconds(_ seconds: Int64, _ nanos: Int32) throws(MappingError) -> Int64 {
    let isBorrowed = seconds < 0 && nanos > 0
    let wholeSeconds = isBorrowed ? seconds + 1 : seconds
    let rest = isBorrowed ? Int64(nanos) - nanosecondsPerSecond : Int64(nanos)
    let (product, productOverflows) = wholeSeconds.multipliedReportingOverflow(by: nanosecondsPerSecond)
    let (sum, sumOverflows) = product.addingReportingOverflow(rest)
    guard !productOverflows, !sumOverflows else {
        throw MappingError(.outOfRange, "a time must lie within about 292 years of 1970")
    }
    return sum
}

/// Whole seconds, rounded down, and the nanoseconds above them.
private func split(_ nanoseconds: Int64) -> (seconds: Int64, nanos: Int32) {
    let (quotient, remainder) = nanoseconds.quotientAndRemainder(dividingBy: nanosecondsPerSecond)
    guard remainder < 0 else { return (quotient, Int32(remainder)) }
    return (quotient - 1, Int32(remainder + nanosecondsPerSecond))
}
