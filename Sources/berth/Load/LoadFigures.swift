/// How fast the requests of a load were answered, reports and workload apart.
struct LoadFigures: Sendable {
    /// One half of the run.
    struct Phase: Sendable {
        fileprivate(set) var latency = LatencyRecord()
        fileprivate(set) var begin: Duration?
        fileprivate(set) var end: Duration = .zero

        /// From the first request's sending to the last answer.
        var elapsed: Duration { begin.map { end - $0 } ?? .zero }

        /// Answers per second; 0 when there were none.
        var perSecond: Double {
            let seconds = elapsed / .seconds(1)
            return seconds > 0 ? Double(latency.count) / seconds : 0
        }

        fileprivate mutating func add(_ latency: Duration, at time: Duration) {
            begin = min(begin ?? time - latency, time - latency)
            end = max(end, time)
            self.latency.add(latency)
        }
    }

    /// Inventory reports.
    private(set) var reports = Phase()
    /// Claims and deletions.
    private(set) var workload = Phase()

    /// How many requests have been answered.
    var answered: Int { reports.latency.count + workload.latency.count }

    /// Adds an answered request.
    ///
    /// - Parameter time: when the answer came, since the start.
    mutating func add(_ work: LoadRun.Work, latency: Duration, at time: Duration) {
        switch work {
        case .report: reports.add(latency, at: time)
        case .claim, .delete: workload.add(latency, at: time)
        }
    }
}
