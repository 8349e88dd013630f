import SwiftProtobuf
import Testing
import Wire

@testable import Worker

private typealias Case = RuleCase<Berth_Tracker_V1_ReportInventoryRequest>

@Suite("Rules of a report's fields")
struct ReportRulesTests {
    @Test("Each field of a report is accepted at its limit and refused by its path one beyond", arguments: cases)
    fileprivate func rule(_ rule: Case) {
        let request = rule.applied(to: ValidRequests.report())
        let broken = brokenFields { () throws(ValidationFailure) in
            try RequestMapping.reportInventory(request, routingKey: ValidRequests.host)
        }
        #expect(broken == (rule.field.map { [$0] } ?? []))
    }

    private static let cases: [Case] = amountCases + cellCases + pageCases + deviceCases + poolCases

    private static let amountCases = [
        Case("nothing changed", breaks: nil) { _ in },
        Case("no inventory", breaks: "inventory") { $0.clearInventory() },
        Case("an empty inventory", breaks: nil) { $0.inventory = .init() },
        Case("no node UUID", breaks: "node_uuid") { $0.nodeUuid = "" },
        Case("negative VCPU", breaks: "inventory.vcpus") { $0.inventory.vcpus = -1 },
        Case("negative reserve", breaks: "inventory.reserved.disk_mb") { $0.inventory.reserved.diskMb = -1 },
        Case("ratio 0 says nothing", breaks: nil) { $0.inventory.ratios.cpu = 0 },
        Case("ratio of a million", breaks: nil) { $0.inventory.ratios.ram = 1_000_000 },
        Case("ratio beyond a million", breaks: "inventory.ratios.ram") { $0.inventory.ratios.ram = 1_000_001 },
        Case("negative ratio", breaks: "inventory.ratios.disk") { $0.inventory.ratios.disk = -0.5 },
        Case("ratio that is no number", breaks: "inventory.ratios.cpu") { $0.inventory.ratios.cpu = .nan },
        Case("endless ratio", breaks: "inventory.ratios.cpu") { $0.inventory.ratios.cpu = .infinity },
        Case("negative least disk", breaks: nil) { $0.inventory.diskAvailableLeast = -1 },
        Case("least disk below the range", breaks: "inventory.disk_available_least") {
            $0.inventory.diskAvailableLeast = .min
        },
        Case("traits out of order", breaks: "inventory.traits[1]") { $0.inventory.traits = ["B", "A"] },
        Case("trait twice", breaks: "inventory.traits[1]") { $0.inventory.traits = ["A", "A"] },
        Case("trait in lower case", breaks: "inventory.traits[0]") { $0.inventory.traits = ["avx"] },
        Case("1025 traits", breaks: "inventory.traits") {
            $0.inventory.traits = (1000..<2025).map { "T\($0)" }
        },
    ]

    private static let cellCases = [
        Case("cell number twice", breaks: "inventory.numa_topology.cells[1].id") {
            $0.inventory.numaTopology.cells[1].id = 0
        },
        Case("negative cell number", breaks: "inventory.numa_topology.cells[0].id") {
            $0.inventory.numaTopology.cells[0].id = -1
        },
        Case("CPUs out of order", breaks: "inventory.numa_topology.cells[1].cpuset[1]") {
            $0.inventory.numaTopology.cells[1].cpuset = [3, 2, 6, 7]
            $0.inventory.numaTopology.cells[1].pcpuset = []
        },
        Case("CPU in two cells", breaks: "inventory.numa_topology.cells[1]") {
            $0.inventory.numaTopology.cells[1].cpuset = [0]
            $0.inventory.numaTopology.cells[1].pcpuset = [0]
            $0.inventory.numaTopology.cells[1].siblings = [.with { $0.cpus = [0] }]
        },
        Case("some CPUs in both sets", breaks: "inventory.numa_topology.cells[1].pcpuset") {
            $0.inventory.numaTopology.cells[1].pcpuset = [2, 3]
        },
        Case("CPU in no core", breaks: "inventory.numa_topology.cells[0].siblings") {
            $0.inventory.numaTopology.cells[0].siblings.removeLast()
        },
        Case("core with a foreign CPU", breaks: "inventory.numa_topology.cells[0].siblings[1]") {
            $0.inventory.numaTopology.cells[0].siblings[1].cpus = [1, 5, 9]
        },
        Case("CPU in two cores", breaks: "inventory.numa_topology.cells[0].siblings[1]") {
            $0.inventory.numaTopology.cells[0].siblings[1].cpus = [0, 1, 5]
        },
        Case("empty core", breaks: "inventory.numa_topology.cells[0].siblings[2]") {
            $0.inventory.numaTopology.cells[0].siblings.append(.init())
        },
        Case("networks twice", breaks: "inventory.numa_topology.cells[0].network.physnets[1]") {
            $0.inventory.numaTopology.cells[0].network.physnets = ["p", "p"]
        },
        Case("a topology without cells", breaks: "inventory.numa_topology.cells") {
            $0.inventory.numaTopology = .init()
        },
        Case("cores in another order", breaks: nil) { $0.inventory.numaTopology.cells[1].siblings.reverse() },
        Case("negative socket", breaks: "inventory.numa_topology.cells[0].socket") {
            $0.inventory.numaTopology.cells[0].socket = -1
        },
        Case("cell without memory", breaks: nil) {
            $0.inventory.numaTopology.cells[0].memoryMb = 0
            $0.inventory.numaTopology.cells[0].pages = []
        },
        Case("cell without CPUs", breaks: nil) { $0.inventory.numaTopology.cells[0] = .with { $0.memoryMb = 1 } },
    ]

    private static let pageCases = [
        Case("pages that fill the cell", breaks: nil) { setPages(&$0, [ValidRequests.page(4, 262_144)]) },
        Case("pages up to the MiB that was rounded away", breaks: nil) {
            setPages(&$0, [ValidRequests.page(4, 262_399)])
        },
        Case("more pages than memory", breaks: pages("[0].total")) { setPages(&$0, [ValidRequests.page(4, 262_400)]) },
        Case("pages whose size overflows", breaks: pages("[0].total")) {
            setPages(&$0, [ValidRequests.page(1 << 32, 1 << 52)])
        },
        Case("page size twice", breaks: pages("[1].size_kb")) {
            setPages(&$0, [ValidRequests.page(4, 1), ValidRequests.page(4, 1)])
        },
        Case("page size 0", breaks: pages("[0].size_kb")) { setPages(&$0, [ValidRequests.page(0, 1)]) },
        Case("page sizes in any order", breaks: nil) {
            setPages(&$0, [ValidRequests.page(2048, 1), ValidRequests.page(4, 1)])
        },
        Case("negative pages in use", breaks: pages("[0].used")) {
            $0.inventory.numaTopology.cells[0].pages[0].used = -1
        },
        Case("more reserved pages than there are", breaks: nil) {
            $0.inventory.numaTopology.cells[0].pages[0].reserved = 1 << 52
        },
        Case("negative reserved pages", breaks: pages("[0].reserved")) {
            $0.inventory.numaTopology.cells[0].pages[0].reserved = -1
        },
    ]

    private static let deviceCases = [
        Case("address in upper case", breaks: nil) { $0.inventory.pciDevices[0].address = "0000:AB:1F.7" },
        Case("slot beyond 1f, passed over later", breaks: nil) { $0.inventory.pciDevices[0].address = "0000:91:20.0" },
        Case("domain of 32 bits, passed over later", breaks: nil) {
            $0.inventory.pciDevices[0].address = "10000:81:00.0"
        },
        Case("virtual function below a domain of 32 bits", breaks: nil) {
            $0.inventory.pciDevices[1].parentAddress = "10000:81:00.0"
        },
        Case("no address", breaks: device("address")) { $0.inventory.pciDevices[0].address = "" },
        Case("address that is no line", breaks: device("address")) { $0.inventory.pciDevices[0].address = "a\nb" },
        Case("address of 256 bytes", breaks: device("address")) {
            $0.inventory.pciDevices[0].address = String(repeating: "0", count: 256)
        },
        Case("unreadable address twice", breaks: "inventory.pci_devices[1].address") {
            $0.inventory.pciDevices[0].address = "10000:AB:00.0"
            $0.inventory.pciDevices[1].address = "10000:ab:00.0"
        },
        Case("vendor of three digits", breaks: device("vendor_id")) { $0.inventory.pciDevices[0].vendorID = "808" },
        Case("product that is no number", breaks: device("product_id")) {
            $0.inventory.pciDevices[0].productID = "15xx"
        },
        Case("no type", breaks: device("type")) { $0.inventory.pciDevices[0].type = .unspecified },
        Case("unknown type", breaks: device("type")) { $0.inventory.pciDevices[0].type = .UNRECOGNIZED(17) },
        Case("parent of a physical function", breaks: device("parent_address")) {
            $0.inventory.pciDevices[0].parentAddress = "0000:82:00.0"
        },
        Case("virtual function without parent", breaks: "inventory.pci_devices[1].parent_address") {
            $0.inventory.pciDevices[1].parentAddress = ""
        },
        Case("virtual function that is its own parent", breaks: "inventory.pci_devices[1].parent_address") {
            $0.inventory.pciDevices[1].parentAddress = $0.inventory.pciDevices[1].address
        },
        Case("virtual function below another one", breaks: "inventory.pci_devices[1].parent_address") {
            var other = $0.inventory.pciDevices[1]
            other.address = "0000:99:00.1"
            $0.inventory.pciDevices.append(other)
            $0.inventory.pciDevices[1].parentAddress = "0000:99:00.1"
        },
        Case("address twice, in another case", breaks: "inventory.pci_devices[1].address") {
            $0.inventory.pciDevices[0].address = "0000:AB:00.0"
            $0.inventory.pciDevices[1].address = "0000:ab:00.0"
        },
        Case("reported status", breaks: device("status")) { $0.inventory.pciDevices[0].status = .available },
        Case("reported tags", breaks: device("tags")) { $0.inventory.pciDevices[0].tags = ["trusted": "1"] },
        Case("reported owner", breaks: device("instance_uuid")) {
            $0.inventory.pciDevices[0].instanceUuid = ValidRequests.uuid
        },
        Case("reported request", breaks: device("request_id")) { $0.inventory.pciDevices[0].requestID = "r" },
        Case("reported absent tags", breaks: device("absent_tags")) {
            $0.inventory.pciDevices[0].absentTags = ["trusted"]
        },
        Case("reported request of a device", breaks: device("claim_request_id")) {
            $0.inventory.pciDevices[0].claimRequestID = "k"
        },
        Case("reported time of a device", breaks: device("claim_time")) {
            $0.inventory.pciDevices[0].claimTime.seconds = 1
        },
        Case("reported removal", breaks: device("remove_when_freed")) {
            $0.inventory.pciDevices[0].removeWhenFreed = true
        },
        Case("4096 devices", breaks: nil) { $0.inventory.pciDevices = devices(4096) },
        Case("4097 devices", breaks: "inventory.pci_devices") { $0.inventory.pciDevices = devices(4097) },
    ]

    private static let poolCases = [
        Case("class in lower case", breaks: "inventory.resource_pools[0].resource_class") {
            $0.inventory.resourcePools[0].resourceClass = "vgpu"
        },
        Case("provider that is no UUID", breaks: "inventory.resource_pools[0].provider_uuid") {
            $0.inventory.resourcePools[0].providerUuid = "rp1"
        },
        Case("class of a provider twice", breaks: "inventory.resource_pools[1]") {
            $0.inventory.resourcePools += $0.inventory.resourcePools
        },
        Case("unit twice", breaks: "inventory.resource_pools[0].units[1]") {
            $0.inventory.resourcePools[0].units[1].identifier = "ns0"
        },
        Case("units that differ in metadata", breaks: nil) {
            $0.inventory.resourcePools[0].units[1].identifier = "ns0"
            $0.inventory.resourcePools[0].units[1].metadata = ["size": "2"]
        },
        Case("unit without a name", breaks: "inventory.resource_pools[0].units[0].identifier") {
            $0.inventory.resourcePools[0].units[0].identifier = ""
        },
    ]

    private static func pages(_ rest: String) -> String { "inventory.numa_topology.cells[0].pages\(rest)" }

    private static func device(_ field: String) -> String { "inventory.pci_devices[0].\(field)" }

    private static func setPages(
        _ request: inout Berth_Tracker_V1_ReportInventoryRequest, _ pages: [Berth_Tracker_V1_PagePool]
    ) {
        request.inventory.numaTopology.cells[0].pages = pages
    }

    private static func devices(_ count: Int) -> [Berth_Tracker_V1_PciDevice] {
        (0..<count).map { index in
            let digits = String(0x10000 + index, radix: 16).dropFirst()
            return ValidRequests.device("\(digits):00:00.0", .standard)
        }
    }
}
