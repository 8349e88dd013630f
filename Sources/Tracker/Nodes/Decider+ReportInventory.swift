extension Decider {
    /// Creates or updates a node (claims and moves, 2.6, 9.3); a report that changes nothing leads to no fact.
    ///
    /// Less than what is held is accepted and shows as negative free amounts.
    func decide(_ command: ReportInventory) -> Decision {
        let stored = state.nodeRecord(command.node)?.value
        if let refusal = identityRefusal(command, stored: stored) { return .refused(refusal) }
        let report = report(command, stored: stored, isNew: stored == nil)
        let answer = PendingAnswer.inventoryReported(command.node, created: stored == nil)
        return accept(report.changes(stored) ? [.nodeReported(report)] + deviceDrift(of: report) : [], answer)
    }

    /// The report with what is in force from now on; what it leaves out stays as stored, or as configured.
    func report(_ command: ReportInventory, stored: NodeRecord?, isNew: Bool) -> NodeReported {
        var inventory = command.inventory
        let devices = DeviceTracking(of: inventory.pciDevices, policy.devices.specs)
        inventory.pciDevices = devices.tracked
        return NodeReported(
            node: command.node,
            uuid: command.nodeUUID,
            inventory: inventory,
            untrackedRelatives: devices.relatives,
            reserved: reserved(command.inventory.reserved, stored: stored?.reserved),
            ratios: ratios(command.inventory.ratios, stored: stored?.ratios),
            serviceID: command.serviceID.isEmpty ? stored?.serviceID ?? "" : command.serviceID,
            isCreated: isNew)
    }

    private func identityRefusal(_ command: ReportInventory, stored: NodeRecord?) -> Refusal? {
        if let stored, stored.uuid != command.nodeUUID {
            return Refusal(
                .failedPrecondition, reason: "NODE_UUID_CHANGED",
                message: "node \(command.node.text) has UUID \(stored.uuid), the report says \(command.nodeUUID); "
                    + "remove the node first if it was replaced",
                metadata: ["stored": stored.uuid, "reported": command.nodeUUID])
        }
        guard let other = state.node(withUUID: command.nodeUUID), other != command.node else { return nil }
        let isSameHost = other.host == command.node.host
        return Refusal(
            isSameHost ? .alreadyExists : .failedPrecondition,
            reason: isSameHost ? "CONFLICTING_UUID" : "NODE_ELSEWHERE",
            message: "UUID \(command.nodeUUID) belongs to node \(other.text); remove it first if it is now "
                + command.node.text,
            metadata: ["host": other.host, "node": other.name])
    }

    private func reserved(_ report: ReservedReport, stored: Reserved?) -> Reserved {
        let base = stored ?? policy.defaultReserved
        return Reserved(
            vcpus: report.vcpus ?? base.vcpus,
            memoryMebibytes: report.memoryMebibytes ?? base.memoryMebibytes,
            diskMebibytes: report.diskMebibytes ?? base.diskMebibytes)
    }

    private func ratios(_ report: AllocationRatiosReport, stored: AllocationRatios?) -> AllocationRatios {
        let configured = policy.configuredRatios
        let base = stored ?? policy.initialRatios
        return AllocationRatios(
            cpu: report.cpu.ratio ?? configured.cpu.ratio ?? base.cpu,
            ram: report.ram.ratio ?? configured.ram.ratio ?? base.ram,
            disk: report.disk.ratio ?? configured.disk.ratio ?? base.disk)
    }
}

extension Double? {
    /// A ratio that says something: 0 says nothing, as absent does (claims and moves, 2.6).
    fileprivate var ratio: Double? {
        guard let self, self.isFinite, self > 0 else { return nil }
        return self
    }
}

extension NodeReported {
    /// Whether the report says anything new.
    func changes(_ stored: NodeRecord?) -> Bool {
        guard let stored else { return true }
        return stored.inventory != inventory || stored.untrackedRelatives != untrackedRelatives
            || stored.reserved != reserved || stored.ratios != ratios
            || stored.serviceID != serviceID
    }
}
