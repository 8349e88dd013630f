import CFuzz
import Foundation

/// Tries inputs of one target: the kept ones, sound ones, and changed ones, the same for the same seed.
struct FuzzRun {
    /// How many inputs had which end.
    struct Tally: Sendable {
        var accepted = 0
        var refused = 0
    }

    /// Seconds after which an input counts as hung; thousands of times what any takes.
    private static let patienceSeconds: UInt32 = 60
    private static let capacityBytes = 1 << 20

    let target: FuzzTarget
    let seed: UInt64
    private let kept: [(name: String, bytes: [UInt8])]

    init(_ target: FuzzTarget, seed: UInt64) throws {
        self.target = target
        self.seed = seed
        kept = try FuzzFolders.inputs(of: target.name)
    }

    /// Tries the kept inputs and so many others.
    ///
    /// - Throws: a `Defect` with the file of the input and the command that repeats it.
    func run(inputs count: Int) throws -> Tally {
        var tally = Tally()
        let current = try FuzzFolders.failures().appendingPathComponent("\(target.name)-seed-\(seed)").path
        let message = "the input in \(current); repeat it with: \(command(current))\n"
        guard fuzz_watch_begin(current, Self.capacityBytes, message) == 0 else {
            throw Defect("\(current) cannot be written")
        }
        defer { fuzz_watch_end() }
        for input in kept { try `try`(input.bytes, "kept-\(input.name)", &tally) }
        for index in 0..<count { try `try`(input(index), "seed-\(seed)-input-\(index)", &tally) }
        return tally
    }

    /// Tries one input from a file.
    func run(file: String) throws -> FuzzTarget.Verdict {
        try target.check(Array(try Data(contentsOf: URL(fileURLWithPath: file))))
    }

    private func `try`(_ bytes: [UInt8], _ name: String, _ tally: inout Tally) throws {
        fuzz_watch_input(bytes, bytes.count, Self.patienceSeconds)
        do {
            switch try target.check(bytes) {
            case .accepted: tally.accepted += 1
            case .refused: tally.refused += 1
            }
        } catch {
            throw try report(bytes, name, error)
        }
    }

    private func report(_ bytes: [UInt8], _ name: String, _ error: any Error) throws -> Defect {
        let smaller = Shrinker(check: target.check).shrunk(bytes)
        let path = try FuzzFolders.failures().appendingPathComponent("\(target.name)-\(name)-failed").path
        try Data(smaller).write(to: URL(fileURLWithPath: path))
        let latest: any Error
        do {
            _ = try target.check(smaller)
            latest = error
        } catch let again {
            latest = again
        }
        return Defect(
            "\(target.name), \(name): \(latest)\nthe input, made small, is in \(path); repeat it with: "
                + command(path))
    }

    private func command(_ path: String) -> String { "make fuzz TARGET=\(target.name) INPUT=\(path)" }

    /// One input of the run, known by its number alone.
    private func input(_ index: Int) -> [UInt8] {
        var random = FuzzRandom(seed: seed, target: target.name, input: index)
        let base = sound(&random)
        if random.once(in: 5) { return base }
        let other = sound(&random)
        let mutator = Mutator(words: target.words, maximumBytes: target.maximumBytes)
        guard target.isProtobuf, !random.once(in: 5), let end = base.firstIndex(of: 10) else {
            return mutator.mutated(base, with: other, &random)
        }
        let message = ProtobufMutator.mutated(Array(base[(end + 1)...]), words: target.words, &random)
        return Array((base[...end] + message).prefix(Self.capacityBytes))
    }

    private func sound(_ random: inout FuzzRandom) -> [UInt8] {
        kept.isEmpty || random.once(in: 2) ? target.generate(&random) : random.pick(kept).bytes
    }
}
