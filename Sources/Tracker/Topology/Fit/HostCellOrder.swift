/// In which order host cells are tried (NUMA, 3.2).
enum HostCellOrder {
    /// The places of the host's cells, first choice first.
    ///
    /// As many host cells as guest cells are tried in the order of the report.
    static func places(
        of hosts: [PreparedHostCell], for guests: [PreparedGuestCell], packsCells: Bool, devices: DeviceNearness?
    ) -> [Int] {
        guard hosts.count != guests.count, let first = guests.first else { return Array(hosts.indices) }
        let keys = hosts.map { Key($0, isPinned: first.isPinned, packsCells: packsCells, devices: devices) }
        return hosts.indices.sorted { keys[$0].isBefore(keys[$1], tie: $0 < $1) }
    }

    /// What decides, most significant first; smaller is tried first.
    private struct Key {
        var devices: Int64
        var cpus: Int64
        var memory: Int64

        init(_ host: PreparedHostCell, isPinned: Bool, packsCells: Bool, devices: DeviceNearness?) {
            let near = devices?.freeDevices[host.cell.id] ?? 0
            self.devices = devices?.areRequested == true ? Self.opposite(near) : near
            let emptierIsSmaller = isPinned ? Self.opposite(Int64(host.freeCPUCount)) : host.usage.cpuUsage
            cpus = packsCells ? Self.opposite(emptierIsSmaller) : emptierIsSmaller
            memory = packsCells ? host.availableMebibytes : Self.opposite(host.availableMebibytes)
        }

        /// A number that orders the other way round, whatever it is.
        private static func opposite(_ number: Int64) -> Int64 { ~number }

        func isBefore(_ other: Key, tie: Bool) -> Bool {
            if devices != other.devices { return devices < other.devices }
            if cpus != other.cpus { return cpus < other.cpus }
            if memory != other.memory { return memory < other.memory }
            return tie
        }
    }
}
