import Tracker

/// The section about the life of a PCI device of a node.
enum DeviceMachineSection {
    /// Statuses, transitions and what each event does in each status.
    static func text() -> String {
        """
        ## A PCI device of a node

        Kept is who has a device, and whether it is `claimed` or `allocated`; the other statuses follow from that and
        from the latest report. What they mean for claims is in [pci.md](pci.md).


        """ + diagram() + "\n" + statuses() + "\n" + transitions() + """

            What each event leads to in each status. With – it is refused, or passed over, and nothing changes.


            """ + events() + "\n"
    }

    private static func diagram() -> String {
        var diagram = StateDiagram()
        diagram.add(from: nil, to: PCIDeviceStatus.available.rawValue)
        for transition in DeviceTransitions.table where transition.from != transition.to {
            diagram.add(from: transition.from.rawValue, to: transition.to.rawValue, transition.rule)
        }
        diagram.add(from: "available", to: "unclaimable", "a relative is claimed")
        diagram.add(from: "available", to: "unavailable", "a relative is allocated")
        diagram.add(from: "unclaimable", to: "available", "it is freed")
        diagram.add(from: "unavailable", to: "available", "it is freed")
        return diagram.rendered()
    }

    private static func statuses() -> String {
        var table = MarkdownTable(["status", "the device"])
        for status in PCIDeviceStatus.allCases { table.add(["`\(status.rawValue)`", meaning(status)]) }
        return table.rendered()
    }

    private static func transitions() -> String {
        var table = MarkdownTable(["rule", "from", "event", "to", "what happens"])
        for transition in DeviceTransitions.table {
            table.add([
                transition.rule, "`\(transition.from.rawValue)`", transition.event.rawValue,
                "`\(transition.to.rawValue)`", transition.meaning,
            ])
        }
        return table.rendered()
    }

    private static func events() -> String {
        var table = MarkdownTable(["status"] + DeviceEvent.allCases.map(\.rawValue))
        for status in PCIDeviceStatus.allCases {
            table.add(
                ["`\(status.rawValue)`"]
                    + DeviceEvent.allCases.map { event in
                        DeviceTransitions.next(status, event).map { "`\($0.rawValue)`" } ?? "–"
                    })
        }
        return table.rendered()
    }

    private static func meaning(_ status: PCIDeviceStatus) -> String {
        switch status {
        case .available: "can be given away"
        case .claimed: "is an instance's, which does not use it yet"
        case .allocated: "is an instance's, which uses it"
        case .unclaimable: "is nobody's, and its physical function, or one of its virtual ones, is claimed"
        case .unavailable: "is nobody's, and its physical function, or one of its virtual ones, is allocated"
        case .removed: "is gone from the report, or no device spec matches it; told once, then forgotten"
        case .deleted: "is forgotten; never told, since nothing is forgotten later than it is removed"
        }
    }
}
