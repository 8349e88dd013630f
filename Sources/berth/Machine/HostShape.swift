/// A host's configuration, read and found to go with a machine.
struct HostShape: Sendable, Equatable {
    var cpus: HostCPUSets
    /// Guest CPUs kept back for the host; nil: nothing is said.
    var reservedCPUs: Int64?
    /// Pages kept back, by cell and page size in KiB.
    var reservedPages: [Int32: [Int64: Int64]]
    /// Nil: nothing is known of networks.
    var networks: NetworkAffinity?
    /// What has no effect and why, one sentence each.
    var notes: [String]

    /// Reads a configuration for a machine.
    init(_ configuration: HostConfiguration, for machine: MachineReport) throws(ToolError) {
        let cells = machine.numa?.cells ?? []
        cpus = try HostCPUSets(configuration, online: machine.cpus)
        reservedCPUs = configuration.reservedCPUs
        reservedPages = try ReservedPages.byCell(configuration.reservedPages)
        networks = try NetworkAffinity.read(configuration, cells: cells.map(\.id))
        notes = []
        if configuration.bothCPUs != nil, configuration.sharedCPUs != nil {
            notes.append(
                "Beside --vcpu-pin-set, --cpu-shared-set only says where emulator threads run: it is not reported.")
        }
        if cells.isEmpty, configuration.dedicatedCPUs != nil {
            notes.append("This machine has no NUMA information: no cell is reported, and nothing can be pinned.")
        }
        notes += withoutEffect(cells)
    }

    private func withoutEffect(_ cells: [MachineNUMA.Cell]) -> [String] {
        reservedPages.sorted { $0.key < $1.key }.flatMap { number, sizes in
            sizes.keys.sorted().compactMap { size in
                guard let cell = cells.first(where: { $0.id == number }) else {
                    return
                        "The reservation of \(size) KiB pages on cell \(number) has no effect: there is no such cell."
                }
                guard !cell.pages.contains(where: { $0.sizeKibibytes == size }) else { return nil }
                return "The reservation of \(size) KiB pages on cell \(number) has no effect: it has no such pages."
            }
        }
    }
}
