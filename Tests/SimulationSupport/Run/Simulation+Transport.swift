internal import AMQP
internal import Journal
internal import Worker

/// What happens between the worker, the broker and the store.
extension Simulation {
    /// The broker takes up to so many messages of a channel.
    func route(_ index: Int, _ lane: Lane, most: Int) {
        for _ in 0..<most {
            guard !workers[index][lane].unsent.isEmpty else { return }
            let message = workers[index][lane].takeUnsent()
            if sabotage == .losesDeadLetters, message.exchange == "berth.dead" {
                workers[index][lane].route(message.id, .confirmed)
                continue
            }
            switch broker.route(message) {
            case .settle(let outcome): workers[index][lane].route(message.id, outcome)
            case .closeConnection(let error):
                workers[index][lane].route(message.id, .confirmed)
                workers[index][lane].lose(error)
                return
            }
        }
    }

    /// Up to so many acknowledgements reach the broker.
    func acknowledge(_ index: Int, most: Int) {
        for _ in 0..<most {
            guard let acknowledgement = workers[index].requests.takeAcknowledgement() else { return }
            broker.requests.settle(acknowledgement)
        }
    }

    /// The store makes the batch durable; the pipeline does not know yet.
    func makeDurable(_ index: Int) {
        guard let commit = workers[index].commit, !commit.isDurable else { return }
        guard store.owns(workers[index].opening) else { return fence(index) }
        if commit.slowSteps > 0, !isCalm {
            workers[index].commit?.slowSteps -= 1
            return
        }
        if sabotage == .confirmsCommitEarly, random.once(in: 4) {
            workers[index].commit = nil
            tell(index) { $0.committed(nowNanoseconds: $1) }
            return apply(commit.batch)
        }
        guard canBeStored(commit.batch) else { return refuse(index) }
        apply(commit.batch)
        workers[index].commit?.isDurable = true
    }

    /// Whether the store takes a batch; what is parked without having been decided is taken.
    private func canBeStored(_ batch: JournalBatch) -> Bool {
        let parked = Set(batch.deadLetters.map(\.requestKey))
        return !batch.keys.contains { watch.unstorable.contains($0.key) && !parked.contains($0.key) }
    }

    /// A healthy store refuses a batch: the session ends.
    private func refuse(_ index: Int) {
        coverage.note(.commitRefused)
        workers[index].suspicion.fail(JournalError(.invalidBatch, "the batch breaks a rule of the store"))
        reload(index, Death(commits: false))
    }

    /// The store makes a mark durable; the pipeline does not know yet.
    func setMark(_ index: Int) {
        guard let mark = workers[index].marks.first, !mark.isDurable else { return }
        guard store.owns(workers[index].opening) else { return fence(index) }
        if sabotage != .forgetsMarks { store.setMark(mark.bytes) }
        workers[index].marks[0].isDurable = true
    }

    private func apply(_ batch: JournalBatch) {
        var batch = batch
        if sabotage == .forgetsHeld { batch.held = [] }
        if sabotage == .damagesRows { batch.entities = Array(batch.entities.dropLast()) }
        let before = store.keys
        do {
            try store.commit(batch)
        } catch {
            note(problem: "the store refuses a batch: \(error.reason)")
        }
        noteStored(batch, before: before)
    }

    func consume(_ index: Int) {
        workers[index].requests.open()
        broker.requests.consume(workers[index].number)
    }

    // How workers begin and end.

    /// A process starts and takes the store.
    func startWorker() {
        lastWorkerNumber += 1
        let (opening, stoppedCleanly) = store.open()
        let suspicion = Suspicion()
        let lastEnd = suspicion.begin(stoppedCleanly: stoppedCleanly)
        start(number: lastWorkerNumber, opening: opening, suspicion, lastEnd, at: workers.count)
    }

    /// Loads the shard from the store and goes on from there.
    private func start(
        number: Int, opening: Int, _ suspicion: Suspicion, _ lastEnd: CrashGuard.LastEnd, at index: Int
    ) {
        do {
            let (pipeline, behind) = try store.pipeline(
                .init(settings: swarm.settings, lastEnd: lastEnd, jitterSeed: random.next(), probe: harm.probe))
            if !behind.isEmpty { coverage.note(.usageBehindAtStart) }
            if !store.outbox.isEmpty { coverage.note(.outboxAtStart) }
            trace.note("  worker \(number) loads the shard: \(lastEnd)")
            let worker = SimulatedWorker(number: number, opening: opening, pipeline: pipeline, suspicion: suspicion)
            workers.insert(worker, at: index)
            let rows = store.sortedOutbox
            try tell(index) { pipeline, _ throws in try pipeline.resume(rows) }
            guard workers.contains(where: { $0.number == number }) else { return }
            tell(index) { $0.woken(nowNanoseconds: $1) }
        } catch {
            note(problem: "the store cannot be loaded: \(error)")
            startNanoseconds = .max
        }
    }

    /// How far what was on its way gets when a process or session ends.
    struct Death {
        /// Whether the batch at the store becomes durable; nil: by chance.
        var commits: Bool?
        /// Whether the mark at the store becomes durable; nil: by chance.
        var marks: Bool?
        /// How many acknowledgements arrive; nil: by chance.
        var acknowledgements: Int?
        /// How many published messages arrive on each channel; nil: by chance.
        var publications: Int?
    }

    /// A process dies; another one starts after a while.
    ///
    /// - Parameter isHarm: whether a message has done it.
    func crash(_ index: Int, _ death: Death, isHarm: Bool = false) {
        let isOwner = store.owns(workers[index].opening)
        let returns = watch.returns
        end(index, death)
        if isHarm { watch.returns = returns }
        if isOwner, !isHarm { noteBystander() }
        startNanoseconds = clock.elapsedNanoseconds + Int64(random.number(0...500)) * 1_000_000
    }

    /// A session ends, and the same process loads the shard again.
    func reload(_ index: Int, _ death: Death) {
        let worker = workers[index]
        end(index, death)
        guard store.owns(worker.opening) else {
            coverage.note(.workerFenced)
            return
        }
        let lastEnd = worker.suspicion.begin(stoppedCleanly: true)
        start(number: worker.number, opening: worker.opening, worker.suspicion, lastEnd, at: index)
    }

    /// Notes what a mark names while its process ends for another reason, unless it is done.
    func noteBystander() {
        guard let digest = ApplyMark(store.mark)?.current else { return }
        let isInQueue = (broker.requests.ready + broker.requests.out.map(\.entry)).contains { $0.sent.digest == digest }
        let key = watch.intents[digest].flatMap { callers.intents[$0].key }
        guard isInQueue || store.held.values.contains(where: { $0.requestKey == key }) else { return }
        watch.bystanders[digest, default: 0] += 1
    }

    /// A worker that is no longer the owner ends for good.
    func fence(_ index: Int) {
        coverage.note(.workerFenced)
        end(index, Death(commits: false))
    }

    private func end(_ index: Int, _ death: Death) {
        let isOwner = store.owns(workers[index].opening)
        if let commit = workers[index].commit, !commit.isDurable, death.commits ?? random.once(in: 2), isOwner,
            canBeStored(commit.batch)
        {
            trace.note("  the batch becomes durable")
            apply(commit.batch)
        }
        if isOwner, workers[index].marks.first?.isDurable == false, death.marks ?? random.once(in: 2) { setMark(index) }
        acknowledge(index, most: death.acknowledgements ?? random.number(0...8))
        for lane in Lane.allCases where workers[index][lane].isOpen && !broker.isBlocked {
            route(index, lane, most: death.publications ?? random.number(0...8))
        }
        leaveQueue(index)
        workers.remove(at: index)
    }

    /// The consumer is gone: what it held comes again.
    func leaveQueue(_ index: Int, isReordered: Bool = false) {
        workers[index].requests.close()
        if !broker.requests.out.isEmpty { watch.returns += 1 }
        let over = broker.requests.leave(workers[index].number) { entries in
            isReordered ? random.shuffle(entries) : entries
        }
        for _ in 0..<over { coverage.note(.deliveryLimitReached) }
    }

    /// A worker that has finished closes everything in good order.
    func close(_ index: Int) {
        acknowledge(index, most: .max)
        leaveQueue(index)
        if store.owns(workers[index].opening) { store.acknowledgeCleanShutdown() }
        coverage.note(.stoppedInOrder)
        workers.remove(at: index)
        startNanoseconds = clock.elapsedNanoseconds + Int64(random.number(0...500)) * 1_000_000
    }
}
