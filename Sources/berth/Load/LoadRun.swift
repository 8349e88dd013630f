/// Which request of a workload is sent when, and what its answer means: a value that knows no network and no clock.
///
/// First all nodes are reported, and all answers awaited. Then the timeline is played: a creation claims on a node that
/// the view picks, a deletion is sent as soon as its claim has been answered. A refused claim is tried elsewhere, a
/// request without an answer is sent again with its own key, which cannot apply it twice.
struct LoadRun: Sendable {
    /// What a request does.
    enum Work: Sendable, Equatable {
        case report(node: Int)
        case claim(task: Int, node: Int)
        case delete(task: Int, node: Int)

        /// The node concerned.
        var node: Int {
            switch self {
            case .report(let node), .claim(_, let node), .delete(_, let node): node
            }
        }
    }

    /// One request; sent again it keeps its number, and with it its key.
    struct Request: Sendable, Equatable {
        var number: UInt64
        var work: Work
    }

    /// What came back.
    enum Answer: Sendable, Equatable {
        case reported(capacity: ClusterView.Amount, used: ClusterView.Amount)
        /// With the addresses of its devices.
        case granted(used: ClusterView.Amount, devices: [String] = [])
        /// Nothing is held any more if it was released.
        case updated(released: Bool, used: ClusterView.Amount)
        /// The tracker said no; another node may say yes.
        case refused(reason: String, elsewhere: Bool)
        /// Nothing is known: it may have been applied or not.
        case missing
    }

    /// The limits of one run.
    struct Settings: Sendable {
        var placement = ClusterView.Placement.bestFit
        /// How many other nodes a refused claim tries.
        var otherNodes = 3
        /// How often a request without an answer is sent again.
        var resends = 5
        /// How many requests may be given up before the whole run is: then nobody is answering.
        var maximumGivenUp = 100
    }

    /// What happened so far.
    struct Counts: Sendable, Equatable {
        var reported = 0
        var granted = 0
        var rejected = 0
        var deleted = 0
        /// Claims tried on another node after a refusal.
        var triedElsewhere = 0
        /// Requests sent again because no answer came.
        var resent = 0
        /// Requests given up without an answer.
        var gaveUp = 0
        /// Refusals by reason, those that were tried elsewhere included.
        var refusals: [String: Int] = [:]
        /// Tasks whose claim has been decided, and deletions; what the progress counts.
        var finished = 0
    }

    private enum TaskState: Sendable {
        case waiting
        case claiming(tried: [Int], deleteAfterwards: Bool)
        case held(node: Int)
        case over
    }

    private let settings: Settings
    private let amounts: [ClusterView.Amount]
    private let events: [Workload.Event]
    private let nodes: [Workload.Node]
    private let accepted: [[String]]
    private var nextReport = 0
    private var nextEvent = 0
    private var ready: [Request] = []
    private var outstanding: [UInt64: (work: Work, resends: Int)] = [:]
    private var tasks: [TaskState]
    private var view: ClusterView
    private var lastNumber: UInt64 = 0

    /// What happened so far.
    private(set) var counts = Counts()
    /// What must be held now.
    private(set) var ledger: LoadLedger
    /// Who must have which device now.
    private(set) var devices = DeviceLedger()
    /// Why the run cannot go on; nil: nothing stands in its way.
    private(set) var failure: String?

    /// A run that has sent nothing yet.
    init(workload: Workload, settings: Settings) {
        self.settings = settings
        amounts = workload.tasks.map {
            ClusterView.Amount(vcpus: $0.vcpus, memoryMebibytes: $0.memoryMebibytes, devices: $0.gpus)
        }
        events = workload.timeline()
        nodes = workload.nodes
        accepted = workload.tasks.map(\.gpuModels)
        tasks = Array(repeating: .waiting, count: workload.tasks.count)
        view = ClusterView(nodeCount: workload.nodes.count, placement: settings.placement)
        ledger = LoadLedger(nodeCount: workload.nodes.count)
    }

    /// How much there is to do in all, in the units of `Counts.finished`.
    var total: Int { nodes.count + events.count }

    /// True when everything has been answered or given up, or the run cannot go on.
    var isFinished: Bool {
        if failure != nil { return true }
        return outstanding.isEmpty && nextReport == nodes.count && nextEvent == events.count && ready.isEmpty
    }

    /// The next request to send; nil: none until an answer comes, or none at all.
    mutating func next() -> Request? {
        guard failure == nil else { return nil }
        if let request = ready.popLast() { return request }
        if nextReport < nodes.count {
            nextReport += 1
            return made(.report(node: nextReport - 1))
        }
        guard counts.reported == nodes.count else { return nil }
        while nextEvent < events.count {
            let event = events[nextEvent]
            nextEvent += 1
            switch event.kind {
            case .creation: if let request = claim(event.task, tried: [], delete: false) { return request }
            case .deletion: if let request = delete(event.task) { return request }
            }
        }
        return nil
    }

    /// Takes the answer to a request that `next` gave out.
    mutating func finished(_ number: UInt64, _ answer: Answer) {
        guard let (work, resends) = outstanding.removeValue(forKey: number) else { return }
        if answer == .missing, resends < settings.resends {
            outstanding[number] = (work, resends + 1)
            counts.resent += 1
            ready.append(Request(number: number, work: work))
            return
        }
        switch work {
        case .report(let node): reportFinished(node, answer)
        case .claim(let task, let node): claimFinished(task, node, answer)
        case .delete(let task, let node): deleteFinished(task, node, answer)
        }
    }

    // MARK: - Reports

    private mutating func reportFinished(_ node: Int, _ answer: Answer) {
        switch answer {
        case .reported(let capacity, let used):
            view.learn(capacity: capacity, of: node)
            view.learn(used: used, of: node)
            view.hold(devices: used.devices, on: node)
            ledger.begin(node, used: used)
            counts.reported += 1
            counts.finished += 1
        case .refused(let reason, _): failure = "An inventory report was refused: \(reason)."
        case .missing: failure = "An inventory report got no answer."
        case .granted, .updated: failure = "An inventory report got the answer to another request."
        }
    }

    // MARK: - Claims

    private mutating func claim(_ task: Int, tried: [Int], delete: Bool) -> Request? {
        guard let node = view.choose(for: amounts[task], except: tried, where: { isSuited($0, to: task) }) else {
            reject(task)
            return nil
        }
        tasks[task] = .claiming(tried: tried + [node], deleteAfterwards: delete)
        view.ask(amounts[task], of: node)
        return made(.claim(task: task, node: node))
    }

    /// Whether a node has a model that a task accepts.
    private func isSuited(_ node: Int, to task: Int) -> Bool {
        amounts[task].devices == 0 || accepted[task].isEmpty || accepted[task].contains(nodes[node].gpuModel)
    }

    private mutating func claimFinished(_ task: Int, _ node: Int, _ answer: Answer) {
        guard case .claiming(let tried, let deleteAfterwards) = tasks[task] else {
            // Work is made in this state and told to be finished once, whatever the answer was.
            preconditionFailure("a claim is answered once, while it is being claimed")
        }
        view.answered(amounts[task], of: node)
        switch answer {
        case .granted(let used, let addresses):
            view.learn(used: used, of: node)
            view.hold(devices: amounts[task].devices, on: node)
            devices.granted(addresses, to: task, on: node)
            ledger.granted(amounts[task], on: node)
            counts.granted += 1
            counts.finished += 1
            tasks[task] = .held(node: node)
            if deleteAfterwards, let request = delete(task) { ready.append(request) }
        case .refused(let reason, let elsewhere):
            counts.refusals[reason, default: 0] += 1
            guard elsewhere, tried.count <= settings.otherNodes else { return reject(task) }
            guard let request = claim(task, tried: tried, delete: deleteAfterwards) else { return }
            counts.triedElsewhere += 1
            ready.append(request)
        case .missing: giveUp(task, on: node)
        case .reported, .updated: failure = "A claim got the answer to another request."
        }
    }

    private mutating func reject(_ task: Int) {
        end(task)
        counts.rejected += 1
    }

    /// A task ends without being held; a deletion that waited for its claim ends with it.
    private mutating func end(_ task: Int) {
        if case .claiming(_, deleteAfterwards: true) = tasks[task] { counts.finished += 1 }
        tasks[task] = .over
        counts.finished += 1
    }

    // MARK: - Deletions

    /// The deletion of a held task; nil where there is nothing to delete, or not yet.
    private mutating func delete(_ task: Int) -> Request? {
        switch tasks[task] {
        case .held(let node): return made(.delete(task: task, node: node))
        case .claiming(let tried, _):
            tasks[task] = .claiming(tried: tried, deleteAfterwards: true)
            return nil
        case .waiting, .over:
            counts.finished += 1
            return nil
        }
    }

    private mutating func deleteFinished(_ task: Int, _ node: Int, _ answer: Answer) {
        tasks[task] = .over
        switch answer {
        case .updated(let released, let used):
            view.learn(used: used, of: node)
            if released {
                view.hold(devices: -amounts[task].devices, on: node)
                devices.released(by: task, on: node)
                ledger.released(amounts[task], on: node)
            }
            counts.deleted += 1
            counts.finished += 1
        case .refused(let reason, _):
            counts.refusals[reason, default: 0] += 1
            counts.finished += 1
        case .missing: giveUp(task, on: node)
        case .reported, .granted: failure = "A deletion got the answer to another request."
        }
    }

    // MARK: - Shared

    private mutating func giveUp(_ task: Int, on node: Int) {
        end(task)
        ledger.gaveUp(on: node)
        counts.gaveUp += 1
        if counts.gaveUp >= settings.maximumGivenUp { failure = "\(counts.gaveUp) requests got no answer at all." }
    }

    private mutating func made(_ work: Work) -> Request {
        lastNumber += 1
        outstanding[lastNumber] = (work, 0)
        return Request(number: lastNumber, work: work)
    }
}
