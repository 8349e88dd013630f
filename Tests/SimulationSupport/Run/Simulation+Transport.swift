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
            perform(workers[index].pipeline.committed(nowNanoseconds: clock.wallNanoseconds), index)
            return apply(commit.batch)
        }
        apply(commit.batch)
        workers[index].commit?.isDurable = true
    }

    private func apply(_ batch: JournalBatch) {
        var batch = batch
        if sabotage == .forgetsKeys { batch.keys = [] }
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
        let opening = store.open()
        start(number: lastWorkerNumber, opening: opening, at: workers.count)
    }

    /// Loads the shard from the store and goes on from there.
    private func start(number: Int, opening: Int, at index: Int) {
        do {
            let (pipeline, behind) = try store.pipeline(swarm.settings)
            if !behind.isEmpty { coverage.note(.usageBehindAtStart) }
            if !store.outbox.isEmpty { coverage.note(.outboxAtStart) }
            workers.insert(SimulatedWorker(number: number, opening: opening, pipeline: pipeline), at: index)
            perform(try workers[index].pipeline.resume(store.sortedOutbox), index)
            perform(workers[index].pipeline.woken(nowNanoseconds: clock.wallNanoseconds), index)
        } catch {
            note(problem: "the store cannot be loaded: \(error)")
            startNanoseconds = .max
        }
    }

    /// How far what was on its way gets when a process or session ends.
    struct Death {
        /// Whether the batch at the store becomes durable; nil: by chance.
        var commits: Bool?
        /// How many acknowledgements arrive; nil: by chance.
        var acknowledgements: Int?
        /// How many published messages arrive on each channel; nil: by chance.
        var publications: Int?
    }

    /// A process dies; another one starts after a while.
    func crash(_ index: Int, _ death: Death) {
        end(index, death)
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
        start(number: worker.number, opening: worker.opening, at: index)
    }

    /// A worker that is no longer the owner ends for good.
    func fence(_ index: Int) {
        coverage.note(.workerFenced)
        end(index, Death(commits: false))
    }

    private func end(_ index: Int, _ death: Death) {
        if let commit = workers[index].commit, !commit.isDurable, death.commits ?? random.once(in: 2),
            store.owns(workers[index].opening)
        {
            trace.note("  the batch becomes durable")
            apply(commit.batch)
        }
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
