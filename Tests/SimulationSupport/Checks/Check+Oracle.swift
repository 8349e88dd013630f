internal import AMQP
internal import Journal
internal import SwiftProtobuf
internal import Tracker
internal import Wire
internal import Worker

extension Check {
    /// An independent model that is told the same wishes in the same order comes to the same ends, claims and sums.
    static let oracle = Check("oracle") { run in
        var oracle = ClaimOracle()
        var problems: [String] = []
        for entry in run.store.entries {
            if let problem = judge(entry, &oracle, run) { problems.append(problem) }
        }
        guard let state = run.workers.first?.pipeline.state else { return problems }
        return problems + compare(oracle, state)
    }

    private static func judge(_ entry: JournalEntry, _ oracle: inout ClaimOracle, _ run: Simulation) -> String? {
        let isChange = !entry.facts.isEmpty
        guard let number = Intent.number(of: entry.caller) else {
            guard let instance = instanceOfLease(entry.requestKey, run) else { return "an entry that nobody asked for" }
            let verdict = oracle.endLease(instance, nowNanoseconds: entry.timeNanoseconds)
            return verdict.isChange && isChange
                ? nil : "the lease of \(instance) must not end at \(entry.position.value)"
        }
        let wish = run.callers.intents[number].wish
        guard let verdict = oracle.judge(wish, nowNanoseconds: entry.timeNanoseconds) else {
            return isChange ? "request \(number) (\(wish)) must not change anything" : nil
        }
        if verdict.isChange != isChange {
            return "request \(number) (\(wish)) changes something: \(isChange), expected: \(verdict.isChange)"
        }
        guard let record = run.store.keys[entry.requestKey], record.position == entry.position else { return nil }
        return Int(record.status) == verdict.status
            ? nil : "request \(number) (\(wish)) has status \(record.status), expected \(verdict.status)"
    }

    /// The instance whose lease an announcement names.
    private static func instanceOfLease(_ key: String, _ run: Simulation) -> Int? {
        guard let message = run.broker.leaseEnds.first(where: { $0.properties.messageID == key }),
            let end = try? Berth_Journal_V1_EndLease(serializedBytes: message.body)
        else { return nil }
        return Int(end.instanceUuid.suffix(12))
    }

    private static func compare(_ oracle: ClaimOracle, _ state: State) -> [String] {
        var problems: [String] = []
        if state.nodeCount != oracle.nodes.count {
            problems.append("\(state.nodeCount) nodes, expected \(oracle.nodes.count)")
        }
        for (host, _) in oracle.nodes.sorted(by: { $0.key < $1.key }) {
            let claims = oracle.claims(on: host)
            let node = NodeIdentifier(host: host, name: RequestMessages.node)
            let usage = state.usage(of: node)
            let expected = [
                claims.reduce(0) { $0 + $1.size.vcpus }, claims.reduce(0) { $0 + $1.size.memoryMebibytes },
                claims.reduce(0) { $0 + $1.size.gibibytes } * 1_024, claims.count,
            ]
            let found = [
                usage?.vcpusUsed, usage?.memoryMebibytesUsed, usage?.diskMebibytesUsed, usage?.runningVMs,
            ].map { Int($0 ?? -1) }
            if found != expected { problems.append("\(host) holds \(found), expected \(expected)") }
        }
        return problems
    }
}
