import Tracker
import Wire

extension AllocationRatiosReport {
    /// Takes over what a report says, and what it does not.
    init(_ wire: Berth_Tracker_V1_AllocationRatios) {
        self.init(
            cpu: wire.hasCpu ? wire.cpu : nil,
            ram: wire.hasRam ? wire.ram : nil,
            disk: wire.hasDisk ? wire.disk : nil)
    }
}

extension AllocationRatios {
    /// Takes over stored ratios in force.
    ///
    /// - Throws: `missingField` unless every ratio is there, `outOfRange` unless each is finite and above 0.
    init(_ wire: Berth_Tracker_V1_AllocationRatios) throws(MappingError) {
        guard wire.hasCpu, wire.hasRam, wire.hasDisk else {
            throw MappingError(.missingField, "allocation ratios in force must all be present")
        }
        guard [wire.cpu, wire.ram, wire.disk].allSatisfy({ $0.isFinite && $0 > 0 }) else {
            throw MappingError(.outOfRange, "allocation ratios in force must be finite and above 0")
        }
        self.init(cpu: wire.cpu, ram: wire.ram, disk: wire.disk)
    }
}

extension Berth_Tracker_V1_AllocationRatios {
    /// Writes what a report says; an absent ratio stays absent.
    init(_ model: AllocationRatiosReport) {
        self.init()
        if let ratio = model.cpu { cpu = ratio }
        if let ratio = model.ram { ram = ratio }
        if let ratio = model.disk { disk = ratio }
    }

    /// Writes the ratios in force, all of them.
    init(_ model: AllocationRatios) {
        self.init()
        cpu = model.cpu
        ram = model.ram
        disk = model.disk
    }
}
