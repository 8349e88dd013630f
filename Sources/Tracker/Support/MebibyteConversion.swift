/// Disk amounts are kept in MiB and published in GiB (claims and moves, 2.3).
extension Int64 {
    /// MiB as whole GiB, rounded down, also below zero.
    var wholeGibibytes: Int64 { self >> 10 }

    /// GiB as MiB, held at the ends of the range.
    var gibibytesAsMebibytes: Int64 { multipliedSaturating(by: 1024) }

    /// MiB as GiB with its fraction.
    var fractionalGibibytes: Double { Double(self) / 1024 }

    /// MiB as GiB with two decimals, cut off towards zero, for messages.
    var gibibytesText: String {
        let hundredths = magnitude % 1024 * 100 / 1024
        let fraction = hundredths < 10 ? "0\(hundredths)" : "\(hundredths)"
        return "\(self < 0 ? "-" : "")\(magnitude / 1024).\(fraction)"
    }
}
