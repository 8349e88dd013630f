/// The free hardware threads of a host cell, core by core in the order of the report (NUMA, 1.2 and 3.4).
///
/// Cores without a free thread are left out; inside one core CPUs ascend, whatever order the report has (NUMA, N2).
struct FreeCores: Sendable {
    /// Threads of the largest core, free or not; 1 without cores.
    let threadsPerCore: Int
    /// The free threads of all cores, one core behind the other.
    let cpus: [Int32]
    /// Where each core begins in `cpus`, and at last where the list ends.
    private let bounds: [Int]
    /// How many cores have at least as many free threads as the place in the list.
    private let coresBySize: [Int]

    /// Finds them.
    ///
    /// - Parameter free: the cell's free CPUs for dedicated guest CPUs, ascending.
    init(siblings: [[Int32]], free: [Int32]) {
        var (cpus, bounds, largest, largestFree) = ([Int32](), [0], 1, 0)
        cpus.reserveCapacity(free.count)
        bounds.reserveCapacity(siblings.count + 1)
        for core in siblings {
            largest = max(largest, core.count)
            let start = cpus.count
            for cpu in core.ascending where free.hasAscending(cpu) { cpus.append(cpu) }
            guard cpus.count > start else { continue }
            largestFree = max(largestFree, cpus.count - start)
            bounds.append(cpus.count)
        }
        var sizes = Array(repeating: 0, count: largestFree + 1)
        for core in 1..<bounds.count { sizes[bounds[core] - bounds[core - 1]] += 1 }
        for size in stride(from: largestFree - 1, through: 0, by: -1) { sizes[size] += sizes[size + 1] }
        (threadsPerCore, self.cpus, self.bounds, coresBySize) = (largest, cpus, bounds, sizes)
    }

    /// How many cores have a free thread.
    var count: Int { bounds.count - 1 }

    /// How many threads are free in the core with the most of them.
    var largestFree: Int { coresBySize.count - 1 }

    /// How many cores have at least so many free threads.
    func count(free threads: Int) -> Int { threads < coresBySize.count ? coresBySize[max(threads, 0)] : 0 }

    /// The free threads of one core.
    subscript(core: Int) -> ArraySlice<Int32> { cpus[bounds[core]..<bounds[core + 1]] }
}
