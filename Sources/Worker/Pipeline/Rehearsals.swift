internal import SwiftProtobuf
internal import Tracker
internal import Wire

/// Answers what would happen, on a copy of the state, which is persistent and so costs nothing to copy.
enum Rehearsals {
    static func rehearse(_ decision: Decision, of command: Command, in state: State) -> Berth_Tracker_V1_Rehearsal {
        switch decision {
        case .refused(let refusal): return refused(refusal, of: command)
        case .accepted(let facts, let pending):
            var copy = state
            for fact in facts { copy.evolve(fact) }
            var rehearsal = Berth_Tracker_V1_Rehearsal()
            rehearsal.facts = FactLines.lines(facts)
            if let reply = try? AnyMessage.pack(ReplyMapping.reply(for: pending.complete(in: copy))) {
                rehearsal.reply = reply
            }
            if let node = facts.last(where: \.changesNode)?.node {
                if let usage = state.usage(of: node) { rehearsal.usageBefore = .init(usage, .withoutDevices) }
                if let usage = copy.usage(of: node) { rehearsal.usageAfter = .init(usage, .withoutDevices) }
            }
            return rehearsal
        }
    }

    static func refused(_ refusal: Refusal, of command: Command?) -> Berth_Tracker_V1_Rehearsal {
        let details = StatusMapping.status(for: refusal, of: command)
        var rehearsal = Berth_Tracker_V1_Rehearsal()
        rehearsal.status = details.code.rawValue
        rehearsal.message = details.message
        rehearsal.shortfalls = details.shortfalls
        return rehearsal
    }
}
