/// Arithmetic that neither traps nor wraps: amounts come from messages.
extension Int64 {
    /// The sum, held at the ends of the range.
    func addingSaturating(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        guard overflow else { return sum }
        return other > 0 ? .max : .min
    }

    /// The difference, held at the ends of the range.
    func subtractingSaturating(_ other: Int64) -> Int64 {
        let (difference, overflow) = subtractingReportingOverflow(other)
        guard overflow else { return difference }
        return other > 0 ? .min : .max
    }

    /// The product, held at the ends of the range.
    func multipliedSaturating(by other: Int64) -> Int64 {
        let (product, overflow) = multipliedReportingOverflow(by: other)
        guard overflow else { return product }
        return (self < 0) == (other < 0) ? .max : .min
    }

    /// The whole number at or below a product, held at the ends of the range; a factor that is no number counts as 1.
    func scaledDown(by factor: Double) -> Int64 {
        guard factor.isFinite, factor != 1 else { return self }
        let product = Double(self) * factor
        // 2^63 is the first double beyond the range; smaller doubles of this size convert exactly.
        guard product < 0x1p63 else { return .max }
        guard product >= -0x1p63 else { return .min }
        // Not `rounded(.down)`: it calls the C library's `floor`, which this module links to by luck only.
        let truncated = Int64(product)
        return Double(truncated) > product ? truncated - 1 : truncated
    }
}
