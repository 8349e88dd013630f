import Testing

@testable import Tracker

@Suite("Rounding and the ends of the range")
struct RoundingTests {
    @Test(
        "MiB are published as GiB rounded down, below zero too, and written with two decimals",
        arguments: [
            (0, 0, "0.00"), (1, 0, "0.00"), (1023, 0, "0.99"), (1024, 1, "1.00"), (1536, 1, "1.50"), (-1, -1, "-0.00"),
            (-1024, -1, "-1.00"), (-1536, -2, "-1.50"), (1077, 1, "1.05"),
        ] as [(Int64, Int64, String)])
    func gibibytes(mebibytes: Int64, whole: Int64, text: String) {
        #expect(mebibytes.wholeGibibytes == whole)
        #expect(mebibytes.gibibytesText == text)
    }

    @Test("The ends of the range are converted without a trap")
    func ends() {
        #expect(Int64.max.gibibytesAsMebibytes == .max)
        #expect(Int64.min.gibibytesAsMebibytes == .min)
        #expect(Int64.min.wholeGibibytes == -(1 << 53))
        #expect(Int64.min.gibibytesText == "-9007199254740992.00")
    }

    @Test("Sums, differences and products stay at the ends of the range")
    func saturation() {
        #expect(Int64.max.addingSaturating(1) == .max)
        #expect(Int64.min.addingSaturating(-1) == .min)
        #expect(Int64(2).addingSaturating(3) == 5)
        #expect(Int64.min.subtractingSaturating(1) == .min)
        #expect(Int64(0).subtractingSaturating(.min) == .max)
        #expect(Int64(2).subtractingSaturating(3) == -1)
        #expect(Int64.max.multipliedSaturating(by: -2) == .min)
        #expect(Int64.min.multipliedSaturating(by: -1) == .max)
    }

    @Test(
        "A product with a ratio is rounded down, a ratio that is no number changes nothing",
        arguments: [
            (10, 1.55, 15), (-10, 1.55, -16), (-10, 1.5, -15), (7, 0, 0), (.max, 1, .max), (.max, 2, .max),
            (.min, 2, .min), (.max, 0.5, 1 << 62), (5, .nan, 5), (5, .infinity, 5),
        ] as [(Int64, Double, Int64)])
    func ratios(amount: Int64, ratio: Double, expected: Int64) {
        #expect(amount.scaledDown(by: ratio) == expected)
    }
}
