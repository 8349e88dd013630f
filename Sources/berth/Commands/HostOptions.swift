import ArgumentParser

/// What a compute service's configuration says about its host's topology, by the names that it has there.
struct HostOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "CPUs for floating guest CPUs: 0-3,8,^2.",
            discussion: "Without any of the three sets, all online CPUs serve floating and pinned guest CPUs.",
            valueName: "cpus"))
    var cpuSharedSet: String?

    @Option(help: ArgumentHelp("CPUs for pinned guest CPUs.", valueName: "cpus"))
    var cpuDedicatedSet: String?

    @Option(help: ArgumentHelp("CPUs for floating and pinned guest CPUs alike, the older way.", valueName: "cpus"))
    var vcpuPinSet: String?

    @Option(help: ArgumentHelp("VCPUs kept back for the host.", valueName: "n"))
    var reservedHostCpus: Int64?

    @Option(
        help: ArgumentHelp(
            "Huge pages kept back for the host: node:0,size:2MB,count:64; may be repeated.", valueName: "pages"))
    var reservedHugePages: [String] = []

    @Option(
        help: ArgumentHelp(
            "A physical network and the cells that it is near to: physnet0=0,1; may be repeated.",
            valueName: "name=cells"))
    var physnet: [String] = []

    @Option(help: ArgumentHelp("The cells that tunnelled networks are near to.", valueName: "cells"))
    var tunnelledCells: String?

    func validate() throws {
        if let reservedHostCpus, reservedHostCpus < 0 {
            throw ValidationError("--reserved-host-cpus must not be negative.")
        }
    }

    /// The options together.
    var configuration: HostConfiguration {
        HostConfiguration(
            sharedCPUs: cpuSharedSet, dedicatedCPUs: cpuDedicatedSet, bothCPUs: vcpuPinSet,
            reservedCPUs: reservedHostCpus, reservedPages: reservedHugePages, physicalNetworks: physnet,
            tunnelledCells: tunnelledCells)
    }
}
