import HashTreeCollections

/// Named units, guests and allocations (claims and moves, 9.5, 9.6 and 9.8).
extension Audit {
    /// Lists the units in use that the node no longer has; only a person can say what becomes of their holders.
    mutating func checkUnits() {
        let pools = state.nodeRecord(node)?.value.inventory.resourcePools ?? []
        var known: Set<AssignedUnit> = []
        for pool in pools {
            for unit in pool.units {
                known.insert(
                    AssignedUnit(providerUUID: pool.providerUUID, resourceClass: pool.resourceClass, unit: unit))
            }
        }
        for uuid in state.ledger(of: node)?.holders ?? [] {
            let record = state.instanceRecord(InstanceIdentifier(host: node.host, uuid: uuid))
            for grant in record?.grants ?? [] where grant.node == node && !grant.resources.isEmpty {
                for unit in grant.assignedUnits where !known.contains(unit) {
                    find(
                        .missingResource, "\(unit.resourceClass)/\(unit.unit.identifier)",
                        "instance \(uuid) holds it, and provider \(unit.providerUUID) no longer lists it",
                        isRepaired: false)
                }
            }
        }
    }

    /// Lists the guests that hold nothing here, and holds their memory if the settings say so.
    mutating func checkGuests() {
        var orphans: Int64 = 0
        for guest in command.guests {
            let record = state.instanceRecord(InstanceIdentifier(host: node.host, uuid: guest.instanceUUID))
            guard !(record?.grants.contains { $0.node == node } ?? false) else { continue }
            orphans = orphans.addingSaturating(guest.memoryMebibytes)
            let name = guest.name.isEmpty ? "a guest" : "guest \(guest.name)"
            find(
                .unknownInstance, guest.instanceUUID,
                "the hypervisor runs \(name) with \(guest.memoryMebibytes) MiB, for which nothing is held",
                isRepaired: false)
        }
        let held = policy.holdsOrphanMemory ? orphans : 0
        guard held != state.ledger(of: node)?.counters.orphanMebibytes else { return }
        note(.orphanMemoryChanged(OrphanMemoryChanged(node: node, mebibytes: held)))
    }

    /// What becomes of the allocations on the node's provider, in the order of the request.
    func verdicts() -> [AllocationVerdict] {
        let open = Set(command.migrations.filter { $0.status?.isOpen ?? true }.map(\.uuid))
        return (command.consumers ?? []).map { consumer in
            let identifier = InstanceIdentifier(host: node.host, uuid: consumer.uuid)
            let isKnownMove = state.migrationRecords(onHost: node.host, uuid: consumer.uuid).contains {
                $0.node == node && $0.migration.status.isOpen
            }
            return AllocationVerdict.verdict(
                on: consumer, of: node,
                isTracked: state.instanceGrant(identifier)?.node == node,
                isOpenMigration: isKnownMove || open.contains(consumer.uuid),
                isListed: listed[consumer.uuid].map(isHere) ?? false)
        }
    }
}

extension State {
    /// Whether a named unit is in somebody's hands.
    func isAssigned(_ unit: AssignedUnit) -> Bool { assignedUnits[unit] != nil }
}
