/// What happens to a PCI device of a node (PCI, 8.1).
public enum DeviceEvent: String, CaseIterable, Hashable, Sendable {
    /// An instance takes it.
    case claim
    /// The instance that has it uses it from now on.
    case allocate
    /// The instance that has it lets go of it.
    case free
    /// A report no longer has it, or no device spec matches it any more.
    case vanish
    /// A report has it, changed or not.
    case report
}

/// One line of the table of a device's life (PCI, 8.1 and 8.2).
public struct DeviceTransition: Hashable, Sendable {
    /// The line's name, such as `P3`.
    public var rule: String
    /// From which status.
    public var from: PCIDeviceStatus
    /// What happens.
    public var event: DeviceEvent
    /// To which status.
    public var to: PCIDeviceStatus
    /// What it means, for people.
    public var meaning: String

    init(_ rule: String, _ from: PCIDeviceStatus, _ event: DeviceEvent, _ to: PCIDeviceStatus, _ meaning: String) {
        self.rule = rule
        self.from = from
        self.event = event
        self.to = to
        self.meaning = meaning
    }
}

/// The table of devices: what code, tests and `docs/state-machines.md` are made of.
///
/// Only `claimed` and `allocated` are kept, with the grant that has the device. The other statuses follow from who has
/// what and from the latest report, so they are right after every event.
public enum DeviceTransitions {
    /// Every transition; a pair of status and event that is not listed is refused, or passed over.
    public static let table: [DeviceTransition] =
        [
            DeviceTransition("P1", .available, .claim, .claimed, "ClaimPciDevices"),
            DeviceTransition("P2", .available, .allocate, .allocated, "ClaimInstance and ClaimMove: claimed and used"),
            DeviceTransition("P3", .claimed, .allocate, .allocated, "AllocatePciDevices"),
            DeviceTransition("P4", .claimed, .free, .available, "let go of; as the latest report has it"),
            DeviceTransition("P4", .allocated, .free, .available, "let go of; as the latest report has it"),
            DeviceTransition("P5", .available, .vanish, .removed, "gone with its pool's place"),
            DeviceTransition("P5", .unclaimable, .vanish, .removed, "gone"),
            DeviceTransition("P5", .unavailable, .vanish, .removed, "gone"),
            DeviceTransition("P6", .claimed, .vanish, .claimed, "stays with its guest; removed once it is freed"),
            DeviceTransition("P6", .allocated, .vanish, .allocated, "stays with its guest; removed once it is freed"),
        ]
        + [.available, .unclaimable, .unavailable].map {
            DeviceTransition("P7", $0, .report, $0, "changes count at once")
        }
        + [.claimed, .allocated].map {
            DeviceTransition("P8", $0, .report, $0, "changes count once it is freed; it stays then")
        }
        + [.removed, .deleted].map {
            DeviceTransition("P9", $0, .report, .available, "a new device")
        }

    /// The status after an event; absent: the event is refused, or passed over, and nothing changes.
    public static func next(_ status: PCIDeviceStatus, _ event: DeviceEvent) -> PCIDeviceStatus? {
        // Worked out from the table once: claims ask for every device.
        steps[Step(status: status, event: event)]
    }

    /// The status of a device that nobody has, from the statuses of its physical function, or of its virtual ones.
    ///
    /// (PCI, 8.2)
    public static func status(blockedBy relatives: some Sequence<PCIDeviceStatus>) -> PCIDeviceStatus {
        var status = PCIDeviceStatus.available
        for relative in relatives {
            switch relative {
            case .allocated: return .unavailable
            case .claimed: status = .unclaimable
            case .available, .unavailable, .unclaimable, .removed, .deleted: break
            }
        }
        return status
    }

    private struct Step: Hashable {
        var status: PCIDeviceStatus
        var event: DeviceEvent
    }

    private static let steps = Dictionary(
        uniqueKeysWithValues: table.map { (Step(status: $0.from, event: $0.event), $0.to) })
}
