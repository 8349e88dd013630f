/// A machine of regular build, written the way that Linux shows it.
struct RegularMachine {
    var sockets = 1
    var nodesPerSocket = 1
    var coresPerNode = 2
    var threads = 1
    /// True: the threads of a core are neighbours (0,1); false: the second threads follow all the first ones (0,N).
    var areThreadsAdjacent = false
    var kibibytesPerNode = 4_194_304

    var cores: Int { sockets * nodesPerSocket * coresPerNode }

    /// The CPUs of a core, counted over the whole machine.
    func cpus(ofCore core: Int) -> [Int] {
        (0..<threads).map { areThreadsAdjacent ? core * threads + $0 : core + $0 * cores }
    }

    /// The CPUs of a node, ascending.
    func cpus(ofNode node: Int) -> [Int] {
        (node * coresPerNode..<(node + 1) * coresPerNode).flatMap(cpus(ofCore:)).sorted()
    }
}

extension SysrootBuilder {
    /// Writes a machine of regular build, with some CPUs switched off.
    func machine(_ machine: RegularMachine, offline: Set<Int> = []) throws {
        let all = (0..<machine.cores).flatMap(machine.cpus(ofCore:)).sorted()
        try minimum(
            online: list(all, without: offline),
            kibibytes: machine.kibibytesPerNode * machine.sockets * machine.nodesPerSocket)
        for core in 0..<machine.cores {
            let socket = core / (machine.coresPerNode * machine.nodesPerSocket)
            // The kernel takes the folder of a CPU that is off away, and the CPU out of the lists of the others.
            for thread in machine.cpus(ofCore: core) where !offline.contains(thread) {
                try cpu(thread, siblings: list(machine.cpus(ofCore: core), without: offline), socket: "\(socket)")
            }
        }
        for node in 0..<machine.sockets * machine.nodesPerSocket {
            try self.node(
                node, cpus: list(machine.cpus(ofNode: node), without: offline), kibibytes: machine.kibibytesPerNode)
        }
    }

    private func list(_ cpus: [Int], without offline: Set<Int>) -> String {
        cpus.filter { !offline.contains($0) }.map(String.init).joined(separator: ",")
    }
}
