import Foundation
import Testing

/// Bytes from outside never crash, never hang, and are never taken for something else than they say.
///
/// One after the other: a run catches the signals of the whole process.
@Suite("Bytes from outside", .serialized)
struct FuzzTests {
    private static let options = FuzzOptions.current
    private static let chosen = FuzzTargets.all.filter { options.target == nil || options.target == $0.name }

    @Test("Whatever the bytes are, they are refused with a reason or survive a round trip", arguments: chosen)
    func everyTarget(_ target: FuzzTarget) async throws {
        guard Self.options.seconds == nil, Self.options.input == nil else { return }
        let tally = try await FuzzThread.run {
            try FuzzRun(target, seed: Self.options.seed).run(inputs: target.shortRun)
        }
        // A target that takes nothing, or everything, tests nothing.
        #expect(tally.accepted > 0 || !target.verdicts.contains(.accepted), "\(target.name) accepts nothing")
        #expect(tally.refused > 0 || !target.verdicts.contains(.refused), "\(target.name) refuses nothing")
    }

    @Test("A long run goes through all targets, round by round with a new seed", .enabled(if: options.seconds != nil))
    func longRun() async throws {
        let seconds = try #require(Self.options.seconds)
        let end = ContinuousClock.now + .seconds(seconds)
        var tries: [String: Int] = [:]
        var seed = Self.options.seed
        var left = Self.chosen
        while ContinuousClock.now < end, !left.isEmpty {
            for target in left where ContinuousClock.now < end {
                let round = seed
                do {
                    let tally = try await FuzzThread.run {
                        try FuzzRun(target, seed: round).run(inputs: target.shortRun * 20)
                    }
                    tries[target.name, default: 0] += tally.accepted + tally.refused
                } catch {
                    // The others go on: a long run should show more than one defect.
                    Issue.record(error)
                    left.removeAll { $0.name == target.name }
                }
            }
            seed += 1
        }
        for (name, count) in tries.sorted(by: { $0.key < $1.key }) { print("fuzz: \(name): \(count) inputs") }
        print("fuzz: seeds \(Self.options.seed) to \(seed - 1)")
        #expect(!tries.isEmpty, "no target is named \(Self.options.target ?? "")")
    }

    @Test("One input is repeated", .enabled(if: options.input != nil))
    func oneInput() async throws {
        let path = try #require(Self.options.input)
        let target = try #require(Self.chosen.first, "name the target of the input")
        #expect(Self.chosen.count == 1)
        print("fuzz: \(target.name): \(try await FuzzThread.run { try FuzzRun(target, seed: 1).run(file: path) })")
    }

    @Test("Every target has kept inputs, and every folder of kept inputs a target")
    func corpora() throws {
        let folder = FuzzFolders.corpus(of: "")
        let folders = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        #expect(folders == FuzzTargets.all.map(\.name).sorted())
        for target in FuzzTargets.all {
            let inputs = try FuzzFolders.inputs(of: target.name)
            #expect(!inputs.isEmpty, "\(target.name)")
            for input in inputs { #expect(input.bytes.count <= 64 << 10, "\(target.name)/\(input.name) is too large") }
        }
    }
}

extension FuzzTarget: CustomTestStringConvertible {
    var testDescription: String { name }
}
