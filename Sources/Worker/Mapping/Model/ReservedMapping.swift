import Tracker
import Wire

extension ReservedReport {
    /// Takes over what a report says, and what it does not.
    init(_ wire: Berth_Tracker_V1_Reserved) {
        self.init(
            vcpus: wire.hasVcpus ? wire.vcpus : nil,
            memoryMebibytes: wire.hasMemoryMb ? wire.memoryMb : nil,
            diskMebibytes: wire.hasDiskMb ? wire.diskMb : nil)
    }
}

extension Reserved {
    /// Takes over stored amounts in force.
    ///
    /// - Throws: `missingField` unless every amount is there.
    init(_ wire: Berth_Tracker_V1_Reserved) throws(MappingError) {
        guard wire.hasVcpus, wire.hasMemoryMb, wire.hasDiskMb else {
            throw MappingError(.missingField, "reserved amounts in force must all be present")
        }
        self.init(vcpus: wire.vcpus, memoryMebibytes: wire.memoryMb, diskMebibytes: wire.diskMb)
    }
}

extension Berth_Tracker_V1_Reserved {
    /// Writes what a report says; an absent amount stays absent.
    init(_ model: ReservedReport) {
        self.init()
        if let amount = model.vcpus { vcpus = amount }
        if let amount = model.memoryMebibytes { memoryMb = amount }
        if let amount = model.diskMebibytes { diskMb = amount }
    }

    /// Writes the amounts in force, all of them.
    init(_ model: Reserved) {
        self.init()
        vcpus = model.vcpus
        memoryMb = model.memoryMebibytes
        diskMb = model.diskMebibytes
    }
}
