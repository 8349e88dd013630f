import Testing

@testable import berth

@Suite("The order of a load's requests")
struct LoadRunTests {
    @Test("No task is claimed before all nodes have been reported")
    func barrier() throws {
        var run = LoadRun(workload: Self.workload(nodes: 2, tasks: [(0, 5)]), settings: .init())
        let first = try Self.next(&run)
        let second = try Self.next(&run)
        #expect([first.work, second.work] == [.report(node: 0), .report(node: 1)])
        #expect(run.next() == nil)
        run.finished(first.number, Self.reported)
        #expect(run.next() == nil)
        run.finished(second.number, Self.reported)
        #expect(run.next()?.work == .claim(task: 0, node: 0))
    }

    @Test("A deletion is sent only after its claim has been answered, others do not wait for it")
    func deletionWaits() throws {
        var run = try Self.reportedRun(nodes: 1, tasks: [(0, 1), (2, nil)])
        let claim = try Self.next(&run)
        let other = try Self.next(&run)
        #expect(other.work == .claim(task: 1, node: 0))
        #expect(run.next() == nil)
        run.finished(claim.number, .granted(used: .init(vcpus: 2, memoryMebibytes: 10)))
        #expect(run.next()?.work == .delete(task: 0, node: 0))
    }

    @Test("A refused claim tries other nodes up to the limit, then counts as rejected and is never deleted")
    func refusals() throws {
        var settings = LoadRun.Settings()
        settings.otherNodes = 1
        var run = try Self.reportedRun(nodes: 3, tasks: [(0, 9)], settings: settings)
        let first = try Self.next(&run)
        run.finished(first.number, .refused(reason: "DOES_NOT_FIT VCPU", elsewhere: true))
        let second = try Self.next(&run)
        #expect(second.work.node != first.work.node)
        run.finished(second.number, .refused(reason: "DOES_NOT_FIT VCPU", elsewhere: true))
        #expect(run.next() == nil)
        #expect(run.isFinished)
        #expect(run.counts.rejected == 1 && run.counts.triedElsewhere == 1)
        #expect(run.counts.refusals == ["DOES_NOT_FIT VCPU": 2])
        #expect(run.counts.finished == run.total)
    }

    @Test("A request without an answer is sent again under its own number, and given up at the limit")
    func resending() throws {
        var settings = LoadRun.Settings()
        settings.resends = 2
        var run = try Self.reportedRun(nodes: 1, tasks: [(0, nil)], settings: settings)
        var numbers: [UInt64] = []
        while let request = run.next() {
            numbers.append(request.number)
            run.finished(request.number, .missing)
        }
        #expect(numbers.count == 3 && Set(numbers).count == 1)
        #expect(run.counts.gaveUp == 1 && run.counts.resent == 2)
        #expect(run.isFinished)
    }

    @Test("When nobody answers any more the run ends instead of waiting for every task")
    func nobodyAnswers() throws {
        var settings = LoadRun.Settings()
        settings.resends = 1
        settings.maximumGivenUp = 2
        let tasks = (0..<10).map { (Int64($0), Int64?.none) }
        var run = try Self.reportedRun(nodes: 1, tasks: tasks, settings: settings)
        while let request = run.next() { run.finished(request.number, .missing) }
        #expect(run.counts.gaveUp == 2)
        #expect(run.failure != nil && run.isFinished)
    }

    @Test("An answer that comes twice counts once")
    func duplicateAnswers() throws {
        var run = try Self.reportedRun(nodes: 1, tasks: [(0, nil)])
        let claim = try Self.next(&run)
        run.finished(claim.number, .granted(used: .init()))
        run.finished(claim.number, .granted(used: .init()))
        #expect(run.counts.granted == 1)
    }

    @Test(
        "Against a tracker that tells the truth the books agree at the end, whatever order the answers come in",
        arguments: [1, 2, 3, 4, 5] as [UInt64])
    func books(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let tasks = (0..<200).map { (index: Int) -> (Int64, Int64?) in
            let creation = Int64(index / 3)
            return (creation, index % 4 == 0 ? nil : creation + Int64(index % 7))
        }
        let workload = Self.workload(nodes: 5, tasks: tasks)
        var run = LoadRun(workload: workload, settings: .init())
        var tracker = TruthfulTracker(workload: workload)
        var waiting: [LoadRun.Request] = []
        while !run.isFinished {
            while waiting.count < 16, let request = run.next() { waiting.append(request) }
            let request = waiting.remove(at: Int.random(in: waiting.indices, using: &random))
            let isLost = Int.random(in: 0..<10, using: &random) == 0
            let answer = tracker.answer(request)
            run.finished(request.number, isLost ? .missing : answer)
        }
        #expect(run.failure == nil)
        #expect(run.ledger.mismatches(with: tracker.used) == [], "seed \(seed)")
        #expect(run.counts.finished == run.total, "seed \(seed)")
        #expect(run.counts.granted - run.counts.deleted == run.ledger.holders, "seed \(seed)")
        tracker.used[3]?.vcpus += 1
        #expect(run.ledger.mismatches(with: tracker.used).map(\.node) == [3])
        tracker.used[3] = nil
        #expect(run.ledger.mismatches(with: tracker.used).map(\.node) == [3])
    }

    private static let reported = LoadRun.Answer.reported(
        capacity: .init(vcpus: 16, memoryMebibytes: 1000), used: .init())

    private static func next(_ run: inout LoadRun) throws -> LoadRun.Request {
        let request = run.next()
        return try #require(request)
    }

    private static func reportedRun(
        nodes: Int, tasks: [(Int64, Int64?)], settings: LoadRun.Settings = .init()
    ) throws -> LoadRun {
        var run = LoadRun(workload: workload(nodes: nodes, tasks: tasks), settings: settings)
        for _ in 0..<nodes { run.finished(try next(&run).number, reported) }
        return run
    }

    private static func workload(nodes: Int, tasks: [(Int64, Int64?)]) -> Workload {
        Workload(
            nodes: (0..<nodes).map { .init(name: "n\($0)", vcpus: 16, memoryMebibytes: 1000) },
            tasks: tasks.enumerated().map { index, times in
                .init(
                    name: "t\(index)", vcpus: 2, memoryMebibytes: 10, creationSeconds: times.0,
                    deletionSeconds: times.1)
            })
    }
}

/// A tracker for the books: applies each request once by its number, and answers the same again.
private struct TruthfulTracker {
    private let workload: Workload
    private var answers: [UInt64: LoadRun.Answer] = [:]
    var used: [Int: ClusterView.Amount]

    init(workload: Workload) {
        self.workload = workload
        used = Dictionary(uniqueKeysWithValues: workload.nodes.indices.map { ($0, ClusterView.Amount(vcpus: 1)) })
    }

    mutating func answer(_ request: LoadRun.Request) -> LoadRun.Answer {
        if let answer = answers[request.number] { return answer }
        let answer = decide(request.work)
        answers[request.number] = answer
        return answer
    }

    private mutating func decide(_ work: LoadRun.Work) -> LoadRun.Answer {
        let capacity = ClusterView.Amount(vcpus: 16, memoryMebibytes: 1000)
        let before = used[work.node] ?? .init()
        switch work {
        case .report: return .reported(capacity: capacity, used: before)
        case .claim(let task, let node):
            let after = before + amount(task)
            guard after.fits(in: capacity) else { return .refused(reason: "DOES_NOT_FIT", elsewhere: true) }
            used[node] = after
            return .granted(used: after)
        case .delete(let task, let node):
            used[node] = before - amount(task)
            return .updated(released: true, used: before - amount(task))
        }
    }

    private func amount(_ task: Int) -> ClusterView.Amount {
        .init(vcpus: workload.tasks[task].vcpus, memoryMebibytes: workload.tasks[task].memoryMebibytes)
    }
}
