import Testing

@testable import berth

@Suite("Latencies and progress")
struct LatencyRecordTests {
    @Test("Percentiles are times that were measured")
    func percentiles() {
        var record = LatencyRecord()
        for milliseconds in (1...100).reversed() { record.add(.milliseconds(milliseconds)) }
        #expect(record.percentiles([50, 90, 99, 100]) == [50_000, 90_000, 99_000, 100_000])
        #expect(record.percentiles([0.1]) == [1000])
    }

    @Test("Without a measurement there is nothing but zeros")
    func none() {
        #expect(LatencyRecord().percentiles([50, 100]) == [0, 0])
    }

    @Test("The bar is drawn only when it looks different, and stays within its bounds")
    func bar() {
        var bar = ProgressBar(total: 10_000, width: 10)
        #expect(bar.line(finished: 0, note: "")?.contains("[..........] 0%") == true)
        #expect(bar.line(finished: 1, note: "") == nil)
        #expect(bar.line(finished: 5000, note: "")?.contains("[#####.....] 50%") == true)
        #expect(bar.line(finished: 20_000, note: "")?.contains("[##########] 100%") == true)
    }
}
