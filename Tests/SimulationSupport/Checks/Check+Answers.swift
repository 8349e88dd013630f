internal import AMQP
internal import Journal
internal import SwiftProtobuf
internal import Wire

extension Check {
    /// Each call was answered, or those who asked what became of it were told; one request has one answer.
    static let answers = Check("answers") { run in
        var byIntent: [Int: [OutgoingMessage]] = [:]
        for reply in run.broker.replies {
            guard let number = Intent.number(of: reply.properties.correlationID ?? "") else { continue }
            byIntent[number, default: []].append(reply)
        }
        return unanswered(run, byIntent) + contradictions(run, byIntent) + untruths(run, byIntent)
    }

    /// Whoever was told no holds nothing, and whoever was told yes has what was asked for.
    private static func untruths(_ run: Simulation, _ replies: [Int: [OutgoingMessage]]) -> [String] {
        let effects = Set(run.store.entries.filter { !$0.facts.isEmpty }.map(\.caller))
        let shared = Set(run.callers.intents.filter(\.reusesKey).compactMap(\.key))
        return replies.sorted { $0.key < $1.key }.compactMap { number, replies in
            let intent = run.callers.intents[number]
            guard !intent.wish.changesNothing, intent.sendings == 1, !intent.isReplayed else { return nil }
            guard let key = intent.key, !shared.contains(key) else { return nil }
            let statuses = replies.map { $0.properties.headers[HeaderName.status]?.integer ?? -1 }
            let isApplied = run.store.keys[key]?.ending == .applied
            if statuses.contains(0) != isApplied {
                return "request \(number) was told \(statuses), applied: \(isApplied)"
            }
            let isEffective = effects.contains(intent.application)
            return isEffective && !isApplied ? "request \(number) has an effect that its key does not know" : nil
        }
    }

    private static func unanswered(_ run: Simulation, _ replies: [Int: [OutgoingMessage]]) -> [String] {
        run.watch.inquiries.compactMap { asking, about in
            let asked = run.callers.intents[about]
            // Whoever was parked by the broker is found among the dead letters.
            if run.broker.requests.parked.contains(where: { $0.sent.intent == about }) { return nil }
            if run.broker.deadLetters.contains(where: { $0.properties.appID == asked.application }) { return nil }
            guard let reply = replies[asking]?.first else { return "nobody answers what became of \(about)" }
            guard !asked.leavesNoKey else { return nil }
            guard let response = try? Berth_Tracker_V1_GetOutcomeResponse(serializedBytes: reply.body) else {
                return "the answer to what became of \(about) cannot be read"
            }
            return response.state == .neverSeen ? "request \(about) was sent, and was never seen" : nil
        }
    }

    private static func contradictions(_ run: Simulation, _ replies: [Int: [OutgoingMessage]]) -> [String] {
        replies.sorted { $0.key < $1.key }.compactMap { number, replies in
            let intent = run.callers.intents[number]
            // A read is answered anew each time; a request that was turned away may be decided when it is sent again.
            guard !intent.wish.changesNothing, !intent.reusesKey, intent.sendings == 1 else { return nil }
            let bodies = Set(replies.map(\.body))
            return bodies.count > 1 ? "request \(number) has \(bodies.count) different answers" : nil
        }
    }
}
