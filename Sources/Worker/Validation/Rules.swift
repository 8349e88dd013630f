import Tracker
import Wire

/// Every rule that a field of a request has to keep, in one place; `docs/validation.md` prints them.
///
/// Amounts are bounded so that no sum over a million holders comes to the end of 64 bits, also in the unit that the
/// core adds in: 2^42 MiB of memory each is below 2^62, three disks of 2^40 MiB each are below 2^62 too.
enum Rules {
    // Names and texts.
    static let host = Rule<String>.form("1 to 255 bytes without white space, control characters, # and *") {
        HostName.violation(of: $0) == nil
    }
    static let name = Rule<String>.line(1...255)
    static let line = Rule<String>.line(0...255)
    static let content = Rule<String>.content(0...65_535)
    static let uuid = Rule<String>.form("a UUID: 8-4-4-4-12 hexadecimal digits") {
        Characters.match($0, pattern: "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx")
    }
    static let requestKey = Rule<String>.form("1 to 128 visible ASCII characters") {
        (1...128).contains($0.utf8.count) && $0.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }
    static let resourceClass = Rule<String>.form("1 to 255 upper-case letters, digits and _, a letter first") {
        $0.utf8.count <= 255 && Characters.isUpperName($0)
    }
    static let vmState = Rule<String>.form(
        "one of " + VMState.allCases.map(\.rawValue).joined(separator: ", ")
    ) { VMState(rawValue: $0) != nil }
    static let taskState = Rule<String>.form("a task state of the cloud's API, such as spawning") {
        TaskState(rawValue: $0) != nil
    }

    static let migrationStatus = Rule<String>.form(
        "one of " + MigrationStatus.allCases.map(\.rawValue).joined(separator: ", ")
    ) { MigrationStatus(rawValue: $0) != nil }
    static let abortedStatus = Rule<String>.form("one of failed, cancelled, error") {
        ["failed", "cancelled", "error"].contains($0)
    }

    // Amounts.
    static let vcpus = Rule<Int64>.number(0...1_000_000, "VCPU")
    static let guestVCPUs = Rule<Int64>.number(1...1_000_000, "VCPU")
    static let mebibytes = Rule<Int64>.number(0...(1 << 42), "MiB")
    static let diskGibibytes = Rule<Int64>.number(0...(1 << 30), "GiB")
    static let diskMebibytes = Rule<Int64>.number(0...(1 << 40), "MiB")
    static let leastGibibytes = Rule<Int64>.number(-(1 << 42)...(1 << 42), "GiB")
    static let limit = Rule<Int64>.number(0...(1 << 42), "in the unit of the amount")
    static let amount = Rule<Int64>.number(0...(1 << 42), "units")
    static let ratio = Rule<Double>.number(0...1_000_000, "0 saying nothing")

    static let generation = Rule<Int64>.number(0...Int64.max, "0 saying that it is not checked")
    static let measurement = Rule<Double>.number(-1e18...1e18, "in the unit of the metric")

    // Times.
    static let nanos = Rule<Int32>.number(0...999_999_999, "ns")
    static let epochSeconds = Rule<Int64>.number(0...9_223_372_035, "seconds since 1970")
    static let leaseNanoseconds = Rule<Int64>.number(1...30 * 86_400_000_000_000, "ns, at most 30 days")

    // Host and guest topology.
    static let cell = Rule<Int32>.number(0...65_535, "as the number of a cell or socket")
    static let cpu = Rule<Int32>.number(0...1_048_575, "as the number of a CPU")
    static let pageKibibytes = Rule<Int64>.number(1...(1 << 32), "KiB")
    static let pages = Rule<Int64>.number(0...(1 << 52), "pages")
    static let askedPageKibibytes = Rule<Int64>.number(-3...(1 << 32), "KiB, or -1 small, -2 large, -3 any")

    // PCI.
    static let pciAddress = Rule<String>.form(
        "an address dddd:bb:ss.f in hexadecimal digits, slot at most 1f, function 0 to 7", PCIAddress.isValid)
    static let pciNumber = Rule<String>.form("four hexadecimal digits") { Characters.match($0, pattern: "xxxx") }
    static let pciCount = Rule<Int32>.number(1...65_535, "devices")

    // Pages of a list.
    static let pageSize = Rule<Int32>.number(0...1000, "nodes, 0 meaning \(defaultPageSize)")
    static let defaultPageSize: Int32 = 100

    // What a refusal lists.
    static let listedViolations = 1000
    static let unknownItems = 100

    // Numbers of elements.
    static let devices = Rule<Int>.number(0...4096, "entries")
    static let cells = Rule<Int>.number(0...256, "entries")
    static let cpus = Rule<Int>.number(0...8192, "entries")
    static let pageSizes = Rule<Int>.number(0...16, "entries")
    static let networks = Rule<Int>.number(0...256, "entries")
    static let pools = Rule<Int>.number(0...1024, "entries")
    static let units = Rule<Int>.number(0...4096, "entries")
    static let traits = Rule<Int>.number(0...1024, "entries")
    static let entries = Rule<Int>.number(0...512, "entries")
    static let requests = Rule<Int>.number(0...64, "entries")
    static let alternatives = Rule<Int>.number(1...64, "entries")
    static let providers = Rule<Int>.number(0...4096, "entries")
    static let allocations = Rule<Int>.number(0...256, "entries")
    static let auditItems = Rule<Int>.number(0...100_000, "entries")
    static let metrics = Rule<Int>.number(0...1000, "entries")
    static let nodes = Rule<Int>.number(0...1000, "entries")

    // Maps.
    static let texts = MapRule(count: entries, key: name, value: content)
    static let labels = MapRule(count: entries, key: name, value: line)
    static let amounts = MapRule(count: entries, key: resourceClass, value: amount)
}
