import SwiftProtobuf
import Testing
import Wire

@testable import Worker

private typealias Case = RuleCase<Berth_Tracker_V1_ClaimInstanceRequest>

@Suite("Rules of a claim's fields")
struct ClaimRulesTests {
    @Test("Each field of a claim is accepted at its limit and refused by its path one beyond", arguments: cases)
    fileprivate func rule(_ rule: Case) {
        let request = rule.applied(to: ValidRequests.claim())
        let broken = brokenFields { () throws(ValidationFailure) in
            try RequestMapping.claimInstance(request, routingKey: ValidRequests.host)
        }
        #expect(broken == (rule.field.map { [$0] } ?? []))
    }

    private static let cases: [Case] = addressCases + flavorCases + instanceCases + topologyCases + restCases

    private static let addressCases = [
        Case("nothing changed", breaks: nil) { _ in },
        Case("node of 255 bytes", breaks: nil) { $0.node = String(repeating: "n", count: 255) },
        Case("node of 256 bytes", breaks: "node") { $0.node = String(repeating: "n", count: 256) },
        Case("node of 256 bytes in 128 characters", breaks: "node") { $0.node = String(repeating: "é", count: 128) },
        Case("empty node", breaks: "node") { $0.node = "" },
        Case("control character in node", breaks: "node") { $0.node = "a\u{1B}b" },
        Case("C1 control character in node", breaks: "node") { $0.node = "a\u{85}b" },
        Case("no instance", breaks: "instance") { $0.clearInstance() },
    ]

    private static let flavorCases = [
        Case("no flavor", breaks: "instance.flavor") { $0.instance.clearFlavor() },
        Case("1 VCPU", breaks: nil) { $0.instance.flavor.vcpus = 1 },
        Case("0 VCPU", breaks: "instance.flavor.vcpus") { $0.instance.flavor.vcpus = 0 },
        Case("negative VCPU", breaks: "instance.flavor.vcpus") { $0.instance.flavor.vcpus = -1 },
        Case("a million VCPU", breaks: nil) { $0.instance.flavor.vcpus = 1_000_000 },
        Case("a million and one VCPU", breaks: "instance.flavor.vcpus") { $0.instance.flavor.vcpus = 1_000_001 },
        Case("no memory", breaks: nil) { $0.instance.flavor.memoryMb = 0 },
        Case("negative memory", breaks: "instance.flavor.memory_mb") { $0.instance.flavor.memoryMb = -1 },
        Case("2^42 MiB", breaks: nil) { $0.instance.flavor.memoryMb = 1 << 42 },
        Case("2^42 + 1 MiB", breaks: "instance.flavor.memory_mb") { $0.instance.flavor.memoryMb = (1 << 42) + 1 },
        Case("2^30 GiB root", breaks: nil) { $0.instance.flavor.rootGb = 1 << 30 },
        Case("2^30 + 1 GiB root", breaks: "instance.flavor.root_gb") { $0.instance.flavor.rootGb = (1 << 30) + 1 },
        Case("negative root", breaks: "instance.flavor.root_gb") { $0.instance.flavor.rootGb = -1 },
        Case("negative ephemeral", breaks: "instance.flavor.ephemeral_gb") { $0.instance.flavor.ephemeralGb = .min },
        Case("2^40 MiB swap", breaks: nil) { $0.instance.flavor.swapMb = 1 << 40 },
        Case("2^40 + 1 MiB swap", breaks: "instance.flavor.swap_mb") { $0.instance.flavor.swapMb = (1 << 40) + 1 },
        Case("512 extra specs", breaks: nil) { $0.instance.flavor.extraSpecs = entries(512) },
        Case("513 extra specs", breaks: "instance.flavor.extra_specs") { $0.instance.flavor.extraSpecs = entries(513) },
        Case("extra spec of 65535 bytes", breaks: nil) {
            $0.instance.flavor.extraSpecs = ["k": String(repeating: "v", count: 65_535)]
        },
        Case("extra spec of 65536 bytes", breaks: #"instance.flavor.extra_specs["k"]"#) {
            $0.instance.flavor.extraSpecs = ["k": String(repeating: "v", count: 65_536)]
        },
        Case("extra spec with NUL", breaks: #"instance.flavor.extra_specs["hw:x"]"#) {
            $0.instance.flavor.extraSpecs = ["hw:x": "a\u{0}"]
        },
        Case("empty key", breaks: #"instance.flavor.extra_specs[""]"#) { $0.instance.flavor.extraSpecs = ["": "v"] },
        Case("key with a line break", breaks: #"instance.flavor.extra_specs["a?b"]"#) {
            $0.instance.flavor.extraSpecs = ["a\nb": "v"]
        },
    ]

    private static let instanceCases = [
        Case("UUID in upper case", breaks: nil) { $0.instance.uuid = ValidRequests.uuid.uppercased() },
        Case("UUID without hyphens", breaks: "instance.uuid") {
            $0.instance.uuid = ValidRequests.uuid.replacing("-", with: "")
        },
        Case("UUID with a letter beyond f", breaks: "instance.uuid") { $0.instance.uuid.replace("0d", with: "0g") },
        Case("empty UUID", breaks: "instance.uuid") { $0.instance.uuid = "" },
        Case("project of 256 bytes", breaks: "instance.project_id") {
            $0.instance.projectID = String(repeating: "p", count: 256)
        },
        Case("no state", breaks: nil) { ($0.instance.vmState, $0.instance.taskState) = ("", "") },
        Case("unknown state", breaks: "instance.vm_state") { $0.instance.vmState = "melting" },
        Case("state in upper case", breaks: "instance.vm_state") { $0.instance.vmState = "ACTIVE" },
        Case("unknown task", breaks: "instance.task_state") { $0.instance.taskState = "dancing" },
        Case("update time before 1970", breaks: "instance.update_time.seconds") {
            $0.instance.updateTime = .init(seconds: -1, nanos: 0)
        },
        Case("update time at the end", breaks: nil) {
            $0.instance.updateTime = .init(seconds: 9_223_372_035, nanos: 999_999_999)
        },
        Case("update time beyond the end", breaks: "instance.update_time.seconds") {
            $0.instance.updateTime = .init(seconds: 9_223_372_036, nanos: 0)
        },
        Case("update time with a second of nanos", breaks: "instance.update_time.nanos") {
            $0.instance.updateTime = .init(seconds: 1, nanos: 1_000_000_000)
        },
        Case("no devices asked for", breaks: device("count")) { $0.instance.pciRequests = [request(0)] },
        Case("a negative number of devices", breaks: device("count")) { $0.instance.pciRequests = [request(-1)] },
        Case("65535 devices", breaks: nil) { $0.instance.pciRequests = [request(65_535)] },
        Case("65536 devices", breaks: device("count")) { $0.instance.pciRequests = [request(65_536)] },
        Case("unknown NUMA policy", breaks: device("numa_policy")) {
            $0.instance.pciRequests = [request { $0.numaPolicy = .UNRECOGNIZED(9) }]
        },
        Case("devices of no kind", breaks: device("specs")) { $0.instance.pciRequests = [request { $0.specs = [] }] },
        Case("devices of any kind", breaks: nil) { $0.instance.pciRequests = [request { $0.specs = [.init()] }] },
        Case("65 kinds of devices", breaks: device("specs")) {
            $0.instance.pciRequests = [request { $0.specs = Array(repeating: .init(), count: 65) }]
        },
        Case("as many providers as devices", breaks: nil) {
            $0.instance.pciRequests = [request(2) { $0.providerUuids = [ValidRequests.uuid, ValidRequests.uuid] }]
        },
        Case("fewer providers than devices", breaks: device("provider_uuids")) {
            $0.instance.pciRequests = [
                request(2) { ($0.aliasName, $0.providerUuids) = ("gpu", [ValidRequests.uuid]) }
            ]
        },
        Case("more providers than devices", breaks: device("provider_uuids")) {
            $0.instance.pciRequests = [
                request { ($0.aliasName, $0.providerUuids) = ("gpu", [ValidRequests.uuid, ValidRequests.uuid]) }
            ]
        },
        Case("providers of a port's request, which do not count", breaks: nil) {
            let providers = [ValidRequests.uuid, ValidRequests.uuid]
            $0.instance.pciRequests = [request { ($0.requesterID, $0.providerUuids) = ("port", providers) }]
        },
        Case("request of the same name twice", breaks: "instance.pci_requests[1].request_id") {
            $0.instance.pciRequests = [request { $0.requestID = "r" }, request { $0.requestID = "r" }]
        },
        Case("requests without a name", breaks: nil) { $0.instance.pciRequests = [request(), request()] },
    ]

    private static let topologyCases = [
        Case("cells that are asked for", breaks: nil) { $0.instance.numaTopology.cells = [guest([0], [1])] },
        Case("guest CPU in both sets", breaks: "instance.numa_topology.cells[0].pcpuset") {
            $0.instance.numaTopology.cells = [guest([0, 1], [1])]
        },
        Case("guest CPU in two cells", breaks: "instance.numa_topology.cells[1]") {
            $0.instance.numaTopology.cells = [guest([0], []), guest([0], [])]
        },
        Case("guest CPUs out of order", breaks: "instance.numa_topology.cells[0].cpuset[1]") {
            $0.instance.numaTopology.cells = [guest([1, 0], [])]
        },
        Case("a topology without cells", breaks: "instance.numa_topology.cells") {
            $0.instance.numaTopology = .init()
        },
        Case("another CPU policy in a later cell", breaks: "instance.numa_topology.cells[1].cpu_policy") {
            $0.instance.numaTopology.cells = [.with { $0.cpuPolicy = .mixed }, .with { $0.cpuPolicy = .dedicated }]
        },
        Case("another thread policy in a later cell", breaks: "instance.numa_topology.cells[1].thread_policy") {
            $0.instance.numaTopology.cells = [.with { $0.threadPolicy = .require }, .init()]
        },
        Case("any page size", breaks: nil) { $0.instance.numaTopology.cells = [.with { $0.pagesizeKb = -3 }] },
        Case("page size below any", breaks: "instance.numa_topology.cells[0].pagesize_kb") {
            $0.instance.numaTopology.cells = [.with { $0.pagesizeKb = -4 }]
        },
        Case("page size 0", breaks: "instance.numa_topology.cells[0].pagesize_kb") {
            $0.instance.numaTopology.cells = [.with { $0.pagesizeKb = 0 }]
        },
        Case("pin of a floating CPU", breaks: "instance.numa_topology.cells[0].cpu_pinning[0].guest_cpu") {
            $0.instance.numaTopology.cells = [guest([0], [1], pins: [(0, 4)])]
        },
        Case("pins out of order", breaks: "instance.numa_topology.cells[0].cpu_pinning[1].guest_cpu") {
            $0.instance.numaTopology.cells = [guest([], [0, 1], pins: [(1, 4), (0, 5)])]
        },
        Case("256 cells", breaks: nil) { $0.instance.numaTopology.cells = .init(repeating: .init(), count: 256) },
        Case("257 cells", breaks: "instance.numa_topology.cells") {
            $0.instance.numaTopology.cells = .init(repeating: .init(), count: 257)
        },
    ]

    private static let restCases = [
        Case("shortest lease", breaks: nil) { $0.lease = .init(seconds: 0, nanos: 1) },
        Case("lease of nothing", breaks: "lease") { $0.lease = .init(seconds: 0, nanos: 0) },
        Case("negative lease", breaks: "lease") { $0.lease = .init(seconds: -1, nanos: 0) },
        Case("lease of 30 days", breaks: nil) { $0.lease = .init(seconds: 30 * 86_400, nanos: 0) },
        Case("lease of 30 days and a bit", breaks: "lease") { $0.lease = .init(seconds: 30 * 86_400, nanos: 1) },
        Case("lease of two signs", breaks: "lease") { $0.lease = .init(seconds: 1, nanos: -1) },
        Case("endless lease", breaks: "lease") { $0.lease = .init(seconds: .max, nanos: .max) },
        Case("limits of 0", breaks: nil) { ($0.limits.memoryMb, $0.limits.diskGb, $0.limits.vcpus) = (0, 0, 0) },
        Case("negative limit", breaks: "limits.vcpus") { $0.limits.vcpus = -1 },
        Case("limit beyond 2^42", breaks: "limits.disk_gb") { $0.limits.diskGb = (1 << 42) + 1 },
        Case("ratio that is no number", breaks: "limits.numa_cpu_ratio") { $0.limits.numaCpuRatio = .nan },
        Case("endless ratio", breaks: "limits.numa_ram_ratio") { $0.limits.numaRamRatio = .infinity },
        Case("networks out of order", breaks: "limits.network.physnets[1]") {
            $0.limits.network.physnets = ["b", "a"]
        },
        Case("provider twice", breaks: "allocations[1].provider_uuid") { $0.allocations += $0.allocations },
        Case("class in lower case", breaks: #"allocations[0].resources["vcpu"]"#) {
            $0.allocations[0].resources = ["vcpu": 1]
        },
        Case("negative allocation", breaks: #"allocations[0].resources["VCPU"]"#) {
            $0.allocations[0].resources = ["VCPU": -1]
        },
    ]

    private static func entries(_ count: Int) -> [String: String] {
        Dictionary(uniqueKeysWithValues: (0..<count).map { ("key\($0)", "") })
    }

    private static func guest(
        _ shared: [Int32], _ dedicated: [Int32], pins: [(Int32, Int32)] = []
    ) -> Berth_Tracker_V1_InstanceCell {
        .with {
            $0.cpuPolicy = .mixed
            $0.cpuset = shared
            $0.pcpuset = dedicated
            $0.cpuPinning = pins.map { pin in
                .with { ($0.guestCpu, $0.hostCpu) = pin }
            }
        }
    }

    private static func device(_ field: String) -> String { "instance.pci_requests[0].\(field)" }

    private static func request(
        _ count: Int32 = 1, _ change: (inout Berth_Tracker_V1_PciRequest) -> Void = { _ in }
    ) -> Berth_Tracker_V1_PciRequest {
        .with {
            $0.count = count
            $0.specs = [.with { $0.matches = ["vendor_id": "10de"] }]
            change(&$0)
        }
    }
}
