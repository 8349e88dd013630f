import Tracker
import Wire

/// The two spellings of an enum, paired once; the wire's 0 is the model's absence.
struct EnumTable<Model: Hashable & CaseIterable & Sendable, Number: Hashable & RawRepresentable & Sendable>: Sendable
where Number.RawValue == Int {
    /// What the enum is called in errors.
    let name: String
    private let models: [Int: Model]
    private let numbers: [Model: Number]

    /// Makes a table; every case of the model must be in it once.
    init(_ name: String, _ pairs: [(Model, Number)]) {
        precondition(Set(pairs.map(\.0)).count == Model.allCases.count, "every case of \(name) must be in the table")
        precondition(Set(pairs.map(\.1)).count == pairs.count, "no number of \(name) may be in the table twice")
        self.name = name
        models = Dictionary(uniqueKeysWithValues: pairs.map { ($0.1.rawValue, $0.0) })
        numbers = Dictionary(uniqueKeysWithValues: pairs.map { ($0.0, $0.1) })
    }

    /// The model's case; nil for 0.
    ///
    /// - Throws: `unknownValue` for a number that the table does not have.
    func model(_ number: Number) throws(MappingError) -> Model? {
        if let model = models[number.rawValue] { return model }
        guard number.rawValue == 0 else { throw .unknownNumber(number.rawValue, of: name) }
        return nil
    }

    /// The wire's case; nil for the model's absence, which the wire writes as 0.
    func number(_ model: Model?) -> Number? { model.flatMap { numbers[$0] } }
}

/// Every enum that the wire and the core share.
enum EnumTables {
    static let emulatorThreads = EnumTable<EmulatorThreads, Berth_Tracker_V1_InstanceTopology.EmulatorThreads>(
        "emulator_threads", [(.share, .share), (.isolate, .isolate)])
    static let cpuPolicy = EnumTable<CPUPolicy, Berth_Tracker_V1_InstanceCell.CpuPolicy>(
        "cpu_policy", [(.shared, .shared), (.dedicated, .dedicated), (.mixed, .mixed)])
    static let threadPolicy = EnumTable<ThreadPolicy, Berth_Tracker_V1_InstanceCell.ThreadPolicy>(
        "thread_policy", [(.prefer, .prefer), (.isolate, .isolate), (.require, .require)])
    static let pciDeviceType = EnumTable<PCIDeviceType, Berth_Tracker_V1_PciDevice.TypeEnum>(
        "type",
        [
            (.standard, .standard), (.physicalFunction, .physicalFunction), (.virtualFunction, .virtualFunction),
            (.vdpa, .vdpa),
        ])
    static let pciDeviceStatus = EnumTable<PCIDeviceStatus, Berth_Tracker_V1_PciDevice.Status>(
        "status",
        [
            (.available, .available), (.claimed, .claimed), (.allocated, .allocated), (.unavailable, .unavailable),
            (.unclaimable, .unclaimable), (.removed, .removed), (.deleted, .deleted),
        ])
    static let pciNUMAPolicy = EnumTable<PCINUMAPolicy, Berth_Tracker_V1_PciRequest.NumaPolicy>(
        "numa_policy",
        [(.legacy, .legacy), (.required, .required), (.preferred, .preferred), (.socket, .socket)])
    static let freeScope = EnumTable<FreeDevices.Scope, Berth_Tracker_V1_FreePciDevicesRequest.Scope>(
        "scope", [(.both, .unspecified), (.claimed, .claimed), (.allocated, .allocated)])
    static let grantSide = EnumTable<GrantSide, Berth_Tracker_V1_Grant.Side>(
        "side", [(.instance, .instance), (.moveNew, .moveNew), (.moveOld, .moveOld)])
    static let migrationType = EnumTable<MigrationType, Berth_Tracker_V1_Migration.TypeEnum>(
        "type",
        [
            (.resize, .resize), (.coldMigration, .coldMigration), (.liveMigration, .liveMigration),
            (.evacuation, .evacuation),
        ])
    static let driftKind = EnumTable<Drift.Kind, Berth_Tracker_V1_Drift.Kind>(
        "kind",
        [
            (.unknownInstance, .unknownInstance), (.missingInstance, .missingInstance),
            (.usageMismatch, .usageMismatch), (.staleMigration, .staleMigration),
            (.orphanedDevice, .orphanedDevice), (.missingResource, .missingResource), (.invalidItem, .invalidItem),
            (.lostDevice, .lostDevice), (.nodeIdentity, .nodeIdentity), (.changedSince, .changedSince),
        ])
}
