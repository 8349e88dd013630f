@testable import Tracker

/// A host of six cells with devices of a few kinds, cards, and others that nobody asks for; a guest, and requests that
/// want the same devices, exclude each other, or take what a later one needs.
struct CrowdedHost {
    let host: NUMATopology
    let guest: InstanceTopology
    let devices: [PCIDevice]
    let requests: [PCIRequest]
    let test: DeviceTest

    init(seed: UInt64) {
        var random = SplitMix(seed: seed)
        func pick<Element>(_ list: [Element]) -> Element { list[Int.random(in: list.indices, using: &random)] }
        let sockets = pick([[0, 0, 0, 1, 1, 1], [0, 1, 2, 3, 4, 5], [0, 0, 1, 1, 2, nil]] as [[Int32?]])
        host = NUMATopology(
            cells: sockets.enumerated().map { index, socket in
                let cpus = (0..<4).map { Int32(index * 4 + $0) }
                return NUMACell(
                    id: Int32(index), cpuset: cpus, pcpuset: cpus, memoryMebibytes: pick([512, 2048, 2048]),
                    siblings: cpus.map { [$0] }, socket: socket,
                    network: NetworkMetadata(physicalNetworks: index % 2 == 0 ? ["even"] : []))
            })
        guest = InstanceTopology(
            cells: (0..<pick([1, 2, 3, 4])).map {
                InstanceCell(cpuset: [Int32($0)], memoryMebibytes: pick([256, 256, 1024]))
            })
        var devices: [PCIDevice] = []
        func add(_ product: String, near cell: Int32?, provider: String = "") {
            let bus = String(devices.count + 16, radix: 16)
            var device = SpecHost.device("0000:\(bus):00.0", "10de", product, numaNode: cell)
            device.providerUUID = provider
            devices.append(device)
        }
        for cell in pick([[0, 1, 2, 3, 4, 5], [0, 2, 4], [3]] as [[Int32]]) {
            // Cells that are alike, or not.
            for product in pick([["aaaa"], ["bbbb"], ["aaaa", "bbbb"], ["bbbb", "aaaa", "aaaa"]]) {
                add(product, near: cell, provider: "provider \(cell)")
            }
        }
        for _ in 0..<pick([0, 1, 2]) { add(pick(["aaaa", "bbbb", "cccc"]), near: pick([nil, 1, 5])) }
        for index in 0..<pick([0, 5, 20]) { add("9999", near: Int32(index % 6)) }
        if Bool.random(using: &random) {
            for (index, bus) in ["81", "82", "83"].enumerated() {
                devices += SpecHost.card(bus, numaNode: Int32(index * 2)).map { device in
                    var device = device
                    // Functions and cards that only their types tell apart.
                    if device.type == .virtualFunction, pick([true, false]) { device.productID = "1528" }
                    return device
                }
            }
        }
        let kinds = [["aaaa"], ["bbbb"], ["aaaa", "bbbb"], ["cccc", "aaaa"], ["none"]]
        requests = (0..<pick([1, 2, 2, 3, 4])).map { number in
            let count = pick([1, 1, 2, 3, 4] as [Int32])
            var specs = pick(kinds).map { ["vendor_id": "10DE", "product_id": $0] }
            if pick([true, false, false]) {
                specs = pick([[Ask.functionSpec], [Ask.cardSpec], [["product_id": "1528"]], [["vendor_id": "8086"]]])
            }
            let policy = pick([.required, .required, .legacy, .preferred, .socket] as [PCINUMAPolicy])
            let providers = (0..<count).map { _ in pick(["provider 0", "provider 2", "provider 4"]) }
            return Ask.request(
                count, specs, policy: policy, providers: pick([[], [], [], providers]), id: Fixture.uuid(number))
        }
        self.devices = DeviceTracking(of: devices, [DeviceSpec()]).tracked
        test = DeviceTest(requests, DeviceBook(self.devices), host: host)
    }

    /// What an independent model chooses for the first requests, near host cells; nil: not all can be served.
    func naive(near cells: Set<Int32>, first count: Int? = nil) -> [[String]]? {
        var choice = NaiveDeviceChoice(
            free: devices, cells: cells,
            sockets: Dictionary(uniqueKeysWithValues: host.cells.map { ($0.id, $0.socket) }))
        return choice.choose(Array(requests.prefix(count ?? requests.count)))
    }

    func place(_ nearness: DeviceNearness?, limits: Limits = Limits()) -> Result<InstanceTopology, TopologyNoFit> {
        TopologyFit(host: host, usage: TopologyUsage(of: host), limits: limits, devices: nearness).place(guest)
    }
}
