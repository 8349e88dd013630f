import EndToEndTestSupport

/// What a caller may do next.
enum Operation: String, CaseIterable, Sendable {
    /// Claims resources for a new instance; it may not fit.
    case claim
    /// Gives up a claim.
    case abort
    /// Reports that an instance is active.
    case update
    /// Reports that an instance is deleted, which releases what it holds.
    case delete
    /// Reads a node.
    case readNode
    /// Asks whether something would fit.
    case checkFit
    /// Rehearses a claim.
    case rehearse
    /// Claims without waiting for an answer.
    case castClaim
    /// Claims more than a node has, without waiting: ends as a dead letter.
    case castTooLarge
    /// Sends an earlier request again, under the same key.
    case repeatKey
    /// Sends another request under the key of an earlier one.
    case reuseKey
    /// Sends bytes that are no request.
    case garbage
}

/// The drawn shape of a load: how many callers there are, on how many hosts, and what they prefer to do.
struct LoadPlan: Sendable, CustomStringConvertible {
    let seed: UInt64
    let lanes: Int
    let hosts: Int
    let callers: Int
    let vcpus: Int64
    let memory: Int64
    /// Virtual functions of each host's network card.
    let functions: Int
    /// How many in a hundred requests are in JSON.
    let percentJSON: Int
    /// How many in a hundred requests are sent twice at once.
    let percentImpatient: Int
    private let weights: [(operation: Operation, weight: Int)]

    /// Draws a plan.
    init(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        self.seed = seed
        lanes = Int.random(in: 8...32, using: &generator)
        hosts = Int.random(in: 2...10, using: &generator)
        callers = Int.random(in: 2...4, using: &generator)
        vcpus = Int64.random(in: 12...48, using: &generator)
        memory = Int64.random(in: 8...32, using: &generator) * 1_024
        percentJSON = Int.random(in: 0...40, using: &generator)
        percentImpatient = Int.random(in: 0...20, using: &generator)
        weights = Operation.allCases.map { operation in
            // Without claims there is nothing to do; everything else may be left out.
            let least = operation == .claim ? 20 : 0
            return (operation, Int.random(in: least...(least + 12), using: &generator))
        }
        functions = Int.random(in: 0...24, using: &generator)
    }

    /// Draws what a caller does next.
    func draw(using generator: inout SeededGenerator) -> Operation {
        var left = Int.random(in: 0..<weights.reduce(0) { $0 + $1.weight }, using: &generator)
        for (operation, weight) in weights {
            left -= weight
            if left < 0 { return operation }
        }
        return .claim
    }

    var description: String {
        let preferences = weights.map { "\($0.operation) \($0.weight)" }.joined(separator: ", ")
        return "\(lanes) lanes over \(callers) callers and \(hosts) hosts of \(vcpus) vCPUs, \(memory) MiB and "
            + "\(functions) functions; "
            + "\(percentJSON) % JSON, \(percentImpatient) % sent twice; weights: \(preferences)"
    }
}

extension SeededGenerator {
    /// An identifier in the form of a UUID.
    mutating func uuid() -> String {
        let (high, low) = (next(), next())
        let digits = [high, low].map { number in
            let text = String(number, radix: 16)
            return String(repeating: "0", count: 16 - text.count) + text
        }.joined()
        let lengths = [8, 4, 4, 4, 12]
        var rest = Substring(digits)
        return lengths.map { length in
            defer { rest = rest.dropFirst(length) }
            return String(rest.prefix(length))
        }.joined(separator: "-")
    }
}
