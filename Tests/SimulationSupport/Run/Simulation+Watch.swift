internal import AMQP
internal import Journal
internal import Wire
internal import Worker

/// Checks of single actions, at the moment at which the pipeline asks for them.
extension Simulation {
    /// Nothing leaves before what it tells of is durable.
    func check(published message: OutgoingMessage) {
        let number = Int64(message.id & (1 << 56 - 1))
        switch MessageNumber.lane(of: message.id) {
        case .reply, .event, .deadLetter:
            if !store.committedRows.contains(number) { note(problem: "row \(number) leaves before it is durable") }
        case .volatileReply:
            let position = message.properties.headers[HeaderName.position]?.integer ?? 0
            if position > store.lastPosition {
                note(problem: "an answer tells of position \(position) before it is durable")
            }
        case .leaseEnd:
            let key = message.properties.messageID ?? ""
            if !watch.announcedLeases.insert(key).inserted { coverage.note(.leaseAnnouncedAgain) }
        case nil: note(problem: "a message has a strange number: \(message.id)")
        }
    }

    /// Nothing is acknowledged before its outcome is durable.
    func check(acknowledged acknowledgement: Acknowledgement, _ worker: Int) {
        let requests = workers[worker].requests
        guard requests.isConsuming, acknowledgement.token.epoch == requests.epoch else { return }
        if acknowledgement.kind == .one { coverage.note(.acknowledgedOutOfOrder) }
        let tag = acknowledgement.token.tag
        let isMeant = { (token: DeliveryToken) in
            acknowledgement.kind == .upToHere ? token.tag <= tag : token.tag == tag
        }
        // What is rejected on the same channel is settled before an acknowledgement that follows.
        let rejected = Set(requests.outgoing.filter { $0.kind == .reject }.map(\.token))
        for out in broker.requests.out where isMeant(out.token) && !rejected.contains(out.token) {
            guard acknowledgement.kind != .reject else { continue }
            guard watch.acknowledged.insert(out.entry.number).inserted else { continue }
            check(acknowledged: out.entry.sent)
        }
    }

    private func check(acknowledged sent: SentMessage) {
        guard let number = sent.intent else {
            watch.leaseEndsAcknowledged += 1
            return
        }
        let intent = callers.intents[number]
        if intent.leavesNoKey, intent.isCall { return }
        if let key = intent.key, store.keys[key] != nil { return }
        if store.deadLetters.contains(where: { $0.caller == intent.application }) { return }
        note(problem: "request \(number) (\(intent.key ?? "no key")) is acknowledged before its outcome is durable")
    }

    /// What is stored is noted for the branches that it shows.
    func noteStored(_ batch: JournalBatch, before: [String: KeyRecord]) {
        for entry in batch.entries {
            if entry.method == RequestMethod.endLeasePath {
                watch.leaseEndsRecorded += 1
                coverage.note(.leaseEnded)
            }
            guard let number = Intent.number(of: entry.caller), callers.intents[number].isReplayed else { continue }
            if !entry.facts.isEmpty { coverage.note(.replayApplied) }
        }
        let applied = Set(batch.keys.filter { $0.ending == .applied }.map(\.key))
        for key in batch.keys where before[key.key]?.ending == .held && applied.contains(key.key) {
            coverage.note(.heldApplied)
        }
        for case .put(let held) in batch.held where watch.harmfulWhenHeld.contains(held.requestKey) {
            harm.add(whenDecided: held.requestKey)
        }
        for letter in batch.deadLetters { noteCoverage(of: letter) }
        for key in batch.keys where before[key.key]?.ending == .turnedAway && key.ending != .turnedAway {
            coverage.note(.turnedAwayAndSentAnew)
        }
    }

    private func noteCoverage(of letter: DeadLetterRecord) {
        switch DeadReason(rawValue: letter.reason) {
        case .retriesExhausted: coverage.note(.heldExhausted)
        case .overLimit: coverage.note(.heldTooMany)
        case .defect: coverage.note(.unstorableParked)
        default: break
        }
    }
}
