import Tracker
import Wire

extension Drift {
    /// Takes over a stored difference.
    ///
    /// - Throws: `missingField` without a kind, `unknownValue` for one that this version does not know.
    init(_ wire: Berth_Tracker_V1_Drift) throws(MappingError) {
        guard let kind = try EnumTables.driftKind.model(wire.kind) else {
            throw MappingError(.missingField, "a stored difference must have its kind")
        }
        self.init(kind, subject: wire.subject, message: wire.message, isRepaired: wire.repaired)
    }
}

extension Berth_Tracker_V1_ConsumerVerdict {
    /// Writes what becomes of an allocation.
    init(_ model: AllocationVerdict) {
        self.init()
        uuid = model.uuid
        action = model.isToBeDeleted ? .delete : .keep
        reason = model.reason.rawValue
        warning = model.isWarning
    }
}

extension Berth_Tracker_V1_Drift {
    /// Writes a difference.
    init(_ model: Drift) {
        self.init()
        kind = EnumTables.driftKind.number(model.kind) ?? .unspecified
        subject = model.subject
        message = model.message
        repaired = model.isRepaired
    }
}
