import Foundation
import Tracker

/// (k) The core alone: exact places of guest cells, each case beside the reference where that ends within its time.
struct TopologyBenchmark {
    let options: Options
    let rounds = 5

    func run() throws -> [Figure] {
        var figures: [Figure] = []
        for topology in TopologyCase.all {
            figures.append(
                Figure(
                    letter: "k", title: "core alone: \(topology.title)", unit: "ms",
                    value: Sample(values: try (0..<rounds).map { _ in try Self.milliseconds(topology) }),
                    reference: try reference(topology.name), aim: topology.aim, judgesValue: true))
        }
        figures.append(
            Figure(
                letter: "k", title: "core alone: pinned claims of 2 cells, decided and applied", unit: "per second",
                value: Sample(values: try (0..<rounds).map { _ in try Self.claimsPerSecond() }),
                reference: try reference("claims"), aim: .atLeast(20_000), judgesValue: true))
        return figures
    }

    /// One question whether an instance fits, in milliseconds of the one thread that answers it.
    private static func milliseconds(_ topology: TopologyCase, asked: Int = 20) throws -> Double {
        var core = try BenchCore(nodes: 0)
        try core.report(topology.host)
        let instance = instance(0, topology.guest)
        let command = Command.checkFit(
            CheckFit(host: BenchCore.node(0).host, instance: instance, limits: topology.limits))
        // A host with more cells than are asked for is searched from the small cells up where that makes the case.
        let policy = Policy(packsHostCells: topology.kind == .last)
        let start = ProcessorClock.thread()
        for _ in 0..<asked {
            guard
                case .accepted(_, .ready(.fits(let fits))) = decide(
                    core.state, command, BenchCore.context("fit"), policy: policy),
                (fits.first?.grant != nil) == topology.fits
            else { throw BenchError("\(topology.name) was not answered as expected") }
        }
        return (ProcessorClock.thread() - start) * 1e3 / Double(asked)
    }

    /// Pinned claims of two cells with two CPUs each on two-socket hosts of 64 CPUs, released when a host is full.
    private static func claimsPerSecond(_ count: Int = 20_000) throws -> Double {
        var core = try BenchCore(nodes: 0)
        let host = NUMATopology(
            cells: (0..<2).map { index in
                let cpus = (0..<32).map { Int32(index * 32 + $0) }
                return NUMACell(
                    id: Int32(index), cpuset: cpus, pcpuset: cpus, memoryMebibytes: 131_072,
                    siblings: stride(from: 0, to: 32, by: 2).map { Array(cpus[$0..<$0 + 2]) },
                    pages: [PagePool(sizeKibibytes: 4, total: 131_072 * 256)], socket: Int32(index))
            })
        let nodes = count / 16
        for index in 0..<nodes { try core.report(host, on: index) }
        let commands = (0..<count).map { number in
            var flavor = Flavor(id: "44", name: "pinned", vcpus: 4, memoryMebibytes: 1024, rootGibibytes: 5)
            flavor.extraSpecs = ["hw:cpu_policy": "dedicated", "hw:numa_nodes": "2"]
            var instance = BenchCore.instance(number)
            instance.flavor = flavor
            return Command.claimInstance(ClaimInstance(node: BenchCore.node(number % nodes), instance: instance))
        }
        let start = ProcessorClock.thread()
        for (number, command) in commands.enumerated() { try core.apply(command, "claim-\(number)") }
        return Double(count) / (ProcessorClock.thread() - start)
    }

    private static func instance(_ number: Int, _ guest: InstanceTopology) -> Instance {
        var instance = BenchCore.instance(number)
        let cpus = guest.cells.reduce(0) { $0 + $1.cpuset.count + $1.pcpuset.count }
        let memory = guest.cells.reduce(0) { $0 + $1.memoryMebibytes }
        instance.flavor = Flavor(id: "45", name: "cells", vcpus: Int64(cpus), memoryMebibytes: memory, rootGibibytes: 1)
        instance.numaTopology = guest
        return instance
    }

    /// What the reference needs for the same; absent: it is not there, or was stopped after its 10 seconds.
    private func reference(_ name: String) throws -> Sample? {
        guard !options.novaPython.isEmpty else { return nil }
        let program = Process()
        program.executableURL = URL(fileURLWithPath: options.novaPython)
        program.arguments = [options.novaProgram, name]
        let output = Pipe()
        program.standardOutput = output
        program.standardError = FileHandle.nullDevice
        try program.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        program.waitUntilExit()
        let words = String(decoding: data, as: UTF8.self).split(whereSeparator: \.isWhitespace)
        guard program.terminationStatus == 0 else {
            throw BenchError("the reference cannot measure \(name): exit status \(program.terminationStatus)")
        }
        let values = words.compactMap { Double($0) }
        return values.isEmpty ? nil : Sample(values: values)
    }
}

extension TopologyCase {
    /// For people.
    fileprivate var title: String {
        let what =
            switch kind {
            case .first: "the first assignment fits"
            case .none: "no fit, a guest cell fits nowhere"
            case .network: "no fit, networks on cells for one guest cell"
            case .last: "only the last assignment fits"
            }
        return "\(hostCells) x \(guestCells) cells, \(what)"
    }

    /// Whether there is an assignment.
    fileprivate var fits: Bool { kind == .first || kind == .last }

    /// 8 x 8 and smaller within a millisecond, 16 x 8 within ten.
    fileprivate var aim: Figure.Aim { .atMost(hostCells > 8 ? 10 : 1) }
}
