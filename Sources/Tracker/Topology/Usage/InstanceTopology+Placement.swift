extension InstanceTopology {
    /// What is asked for, without any place that it had: the request of a claim (NUMA, 4.2).
    ///
    /// A page size that was placed stays: a guest that was built with it is brought back with it.
    var request: InstanceTopology {
        var request = self
        for index in request.cells.indices {
            request.cells[index].hostCell = nil
            request.cells[index].cpuPinning = []
            request.cells[index].reservedCPUs = []
        }
        return request
    }

    /// As an instance keeps it when its place has been released: nowhere and unpinned (NUMA, 4.2).
    var cleared: InstanceTopology {
        var cleared = self
        for index in cleared.cells.indices {
            cleared.cells[index].hostCell = nil
            cleared.cells[index].cpuPinning = []
        }
        return cleared
    }

    /// Whether every guest cell has a host cell.
    var isPlaced: Bool { cells.allSatisfy { $0.hostCell != nil } }
}
