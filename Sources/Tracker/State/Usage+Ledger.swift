extension Usage {
    /// What is published for a node: the reserve plus the sum of the grants, nothing clamped.
    ///
    /// Claims and moves, 2.1 and 2.3.
    init(of record: NodeRecord, ledger: NodeLedger) {
        let memory = record.reserved.memoryMebibytes.addingSaturating(ledger.occupied.memoryMebibytes)
        let disk = record.reserved.diskMebibytes.addingSaturating(ledger.held.diskMebibytes)
        self.init(
            vcpusUsed: record.reserved.vcpus.addingSaturating(ledger.held.vcpus),
            memoryMebibytesUsed: memory,
            diskMebibytesUsed: disk,
            localGibibytesUsed: disk.wholeGibibytes,
            freeMemoryMebibytes: record.inventory.memoryMebibytes.subtractingSaturating(memory),
            freeDiskGibibytes: record.inventory.localGibibytes.subtractingSaturating(disk.wholeGibibytes),
            runningVMs: ledger.statistics.instances,
            currentWorkload: ledger.statistics.workload,
            numaCells: record.inventory.numaTopology.map(ledger.topology.published) ?? [],
            pciPools: ledger.devices.pools())
    }
}
