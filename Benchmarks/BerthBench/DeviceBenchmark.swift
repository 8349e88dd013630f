import Tracker

/// (l) The core alone: claims with PCI devices, and guest cells that devices refuse.
struct DeviceBenchmark {
    /// A host, what claims ask of it, and how many of them it has room for.
    struct Claims {
        var title: String
        var devices: [PCIDevice]
        var alias: String
        var perNode: Int
        /// How many claims are measured.
        var count = 8192
    }

    /// Why devices refuse a guest wherever its cells are.
    enum Refusal: String, CaseIterable {
        case nowhere = "no device is near any cell"
        case tooFew = "one device too few near the guest"
        /// One too few on the guest's sockets: that is found out place by place.
        case sockets = "one device too few on the guest's sockets"

        /// What is asked for; there is one GPU for each host cell.
        func alias(_ hostCells: Int) -> String {
            switch self {
            case .nowhere: "near:1"
            case .tooFew: "near:9"
            case .sockets: hostCells > 8 ? "socket:9" : "near:9"
            }
        }
    }

    let rounds = 5

    func run() throws -> [Figure] {
        var figures: [Figure] = []
        for claims in Self.claims {
            figures.append(
                Figure(
                    letter: "l", title: "core alone: \(claims.title), decided and applied", unit: "per second",
                    value: Sample(values: try (0..<rounds).map { _ in try Self.perSecond(claims) }),
                    aim: .atLeast(20_000)))
        }
        for count in [0, 4080] {
            figures.append(
                Figure(
                    letter: "l", title: "core alone: 16 x 8 cells, devices exclude each other, \(count) others",
                    unit: "ms",
                    value: Sample(values: try (0..<rounds).map { _ in try Self.exclusion(others: count) }),
                    aim: .atMost(20)))
        }
        for hostCells in [8, 16] {
            for refusal in Refusal.allCases {
                figures.append(
                    Figure(
                        letter: "l", title: "core alone: \(hostCells) x 8 cells, \(refusal.rawValue)", unit: "ms",
                        value: Sample(values: try (0..<rounds).map { _ in try Self.milliseconds(hostCells, refusal) }),
                        aim: .atMost(5)))
            }
        }
        return figures
    }

    private static let claims = [
        Claims(title: "claims with 1 of 8 GPUs", devices: gpus(8), alias: "gpu:1", perNode: 8),
        Claims(
            title: "claims with 1 of 8 GPUs beside 4080 others", devices: gpus(8) + others(4080), alias: "gpu:1",
            perNode: 8,
            count: 512),
        Claims(title: "claims with all of 8 GPUs", devices: gpus(8), alias: "gpu:8", perNode: 1),
        Claims(
            title: "claims with 1 of 4 x 64 virtual functions", devices: cards, alias: "vf:1", perNode: 256),
        Claims(
            title: "claims with 8 of 4 x 64 virtual functions", devices: cards, alias: "vf:8", perNode: 32),
    ]

    private static let policy: Policy = {
        func alias(_ vendor: String, _ product: String, _ policy: PCINUMAPolicy? = nil) -> DeviceAlias {
            DeviceAlias(numaPolicy: policy, specs: [PCISpec(matches: ["vendor_id": vendor, "product_id": product])])
        }
        return Policy(
            devices: DeviceConfiguration(
                specs: [DeviceSpec()],
                aliases: [
                    "gpu": alias("10de", "1db6"), "left": alias("10de", "1111", .required),
                    "right": alias("10de", "2222", .required), "near": alias("10de", "1db6", .required),
                    "socket": alias("10de", "1db6", .socket), "vf": alias("8086", "1515"),
                ]))
    }()

    /// So many GPUs, near cell after cell; near none without cells.
    private static func gpus(_ count: Int, cells: Int = 2, isNear: Bool = true) -> [PCIDevice] {
        (0..<count).map { index in
            PCIDevice(
                address: "0000:\(hex(16 + index)):00.0", vendorID: "10de", productID: "1db6", type: .standard,
                numaNode: isNear ? Int32(index % cells) : nil)
        }
    }

    /// Devices that nobody asks for.
    private static func others(_ count: Int) -> [PCIDevice] {
        (0..<count).map { index in
            PCIDevice(
                address: "0001:\(hex(index / 256)):\(hex(index / 8 % 32)).\(index % 8)", vendorID: "8086",
                productID: "9999", type: .standard, numaNode: Int32(index % 16))
        }
    }

    private static let cards: [PCIDevice] = (0..<4).flatMap { card in
        let parent = "0000:\(hex(128 + card)):00.0"
        let functions = (0..<64).map { index in
            PCIDevice(
                address: "0000:\(hex(128 + card)):\(hex(16 + index / 8)).\(index % 8)", vendorID: "8086",
                productID: "1515", type: .virtualFunction, numaNode: Int32(card / 2), parentAddress: parent)
        }
        let whole = PCIDevice(
            address: parent, vendorID: "8086", productID: "1528", type: .physicalFunction, numaNode: Int32(card / 2))
        return [whole] + functions
    }

    private static func hex(_ number: Int) -> String { (number < 16 ? "0" : "") + String(number, radix: 16) }

    /// Claims on as many hosts as they need.
    private static func perSecond(_ claims: Claims) throws -> Double {
        let count = claims.count
        var core = try BenchCore(nodes: 0, policy: policy)
        let nodes = count / claims.perNode
        for index in 0..<nodes { try core.report(nil, devices: claims.devices, on: index) }
        let commands = (0..<count).map { number in
            var instance = BenchCore.instance(number)
            instance.flavor.extraSpecs = ["pci_passthrough:alias": claims.alias]
            return Command.claimInstance(ClaimInstance(node: BenchCore.node(number % nodes), instance: instance))
        }
        let start = ProcessorClock.thread()
        for (number, command) in commands.enumerated() { try core.apply(command, "claim-\(number)") }
        return Double(count) / (ProcessorClock.thread() - start)
    }

    /// One question whether a guest of 8 cells fits, in milliseconds, which all places of its cells would do.
    private static func milliseconds(_ hostCells: Int, _ refusal: Refusal, asked: Int = 20) throws -> Double {
        let devices = gpus(hostCells, cells: hostCells, isNear: refusal != .nowhere)
        return try Self.milliseconds(hostCells, devices, alias: refusal.alias(hostCells), asked: asked)
    }

    /// Eight cells are near the devices of one request, the other eight near those of the other, and both need eight.
    private static func exclusion(others count: Int) throws -> Double {
        let devices = gpus(16, cells: 16).enumerated().map { index, device in
            var device = device
            device.productID = index < 8 ? "1111" : "2222"
            return device
        }
        return try milliseconds(16, devices + others(count), alias: "left:8,right:8", asked: 5)
    }

    private static func milliseconds(
        _ hostCells: Int, _ devices: [PCIDevice], alias: String, asked: Int
    ) throws -> Double {
        let topology = TopologyCase(hostCells: hostCells, guestCells: 8, kind: .first)
        var core = try BenchCore(nodes: 0, policy: policy)
        try core.report(topology.host, devices: devices)
        var instance = BenchCore.instance(0)
        instance.flavor = Flavor(id: "46", name: "cells", vcpus: 16, memoryMebibytes: 8192, rootGibibytes: 1)
        instance.flavor.extraSpecs = ["pci_passthrough:alias": alias]
        instance.numaTopology = topology.guest
        let command = Command.checkFit(CheckFit(host: BenchCore.node(0).host, instance: instance))
        let start = ProcessorClock.thread()
        for _ in 0..<asked {
            guard
                case .accepted(_, .ready(.fits(let fits))) = decide(
                    core.state, command, BenchCore.context("fit"), policy: policy),
                fits.first?.refusal?.shortfalls.first?.reason == "NUMA_PCI_NO_FIT"
            else { throw BenchError("a fit that devices refuse was not answered as expected") }
        }
        return (ProcessorClock.thread() - start) * 1e3 / Double(asked)
    }
}
