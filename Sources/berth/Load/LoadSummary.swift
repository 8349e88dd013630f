/// What a load did, as a documented object for programs and as text for people.
struct LoadSummary: Encodable, Sendable {
    /// Figures of one half of the run.
    struct Phase: Encodable, Sendable {
        var requests: Int
        var seconds: Double
        var perSecond: Double
        var p50Microseconds: Int64
        var p90Microseconds: Int64
        var p99Microseconds: Int64
        var maxMicroseconds: Int64

        /// Computes the figures.
        init(_ phase: LoadFigures.Phase) {
            let percentiles = phase.latency.percentiles([50, 90, 99, 100])
            requests = phase.latency.count
            seconds = ((phase.elapsed / .seconds(1)) * 1000).rounded() / 1000
            perSecond = (phase.perSecond * 10).rounded() / 10
            p50Microseconds = percentiles[0]
            p90Microseconds = percentiles[1]
            p99Microseconds = percentiles[2]
            maxMicroseconds = percentiles[3]
        }
    }

    /// A node whose usage is not what was claimed.
    struct Mismatch: Encodable, Sendable {
        var host: String
        var expectedVcpus: Int64
        var expectedMemoryMebibytes: Int64
        var foundVcpus: Int64?
        var foundMemoryMebibytes: Int64?
        var unansweredRequests: Int
    }

    /// What became of devices.
    struct Devices: Encodable, Sendable {
        var reported: Int64
        var granted: Int
        var stillHeld: Int
        /// Why a node's devices are not as the answers said, in sentences.
        var problems: [String]
    }

    var seed: UInt64
    var nodes: Int
    var tasks: Int
    var reports: Phase
    var workload: Phase
    var granted: Int
    var rejected: Int
    var deleted: Int
    var stillHeld: Int
    var triedElsewhere: Int
    var resent: Int
    var gaveUp: Int
    var refusals: [String: Int]
    var mismatches: [Mismatch]
    /// Absent: GPUs were left out.
    var devices: Devices?

    /// The least that must be right: every node's usage and devices, and no request without an answer.
    var isConsistent: Bool { mismatches.isEmpty && gaveUp == 0 && devices?.problems.isEmpty ?? true }

    /// Gathers the figures of a finished run.
    ///
    /// - Parameter deviceProblems: nil: GPUs were left out.
    init(
        workload: Workload, run: LoadRun, figures: LoadFigures, seed: UInt64, mismatches: [LoadLedger.Mismatch],
        deviceProblems: [String]? = nil, host: (Int) -> String
    ) {
        self.seed = seed
        nodes = workload.nodes.count
        tasks = workload.tasks.count
        reports = Phase(figures.reports)
        self.workload = Phase(figures.workload)
        granted = run.counts.granted
        rejected = run.counts.rejected
        deleted = run.counts.deleted
        stillHeld = run.ledger.holders
        triedElsewhere = run.counts.triedElsewhere
        resent = run.counts.resent
        gaveUp = run.counts.gaveUp
        refusals = run.counts.refusals
        devices = deviceProblems.map { problems in
            Devices(
                reported: workload.nodes.reduce(0) { $0 + $1.gpus }, granted: run.devices.granted,
                stillHeld: run.devices.heldCount, problems: problems)
        }
        self.mismatches = mismatches.map { mismatch in
            Mismatch(
                host: host(mismatch.node), expectedVcpus: mismatch.expected.vcpus,
                expectedMemoryMebibytes: mismatch.expected.memoryMebibytes, foundVcpus: mismatch.found?.vcpus,
                foundMemoryMebibytes: mismatch.found?.memoryMebibytes, unansweredRequests: mismatch.unanswered)
        }
    }
}
