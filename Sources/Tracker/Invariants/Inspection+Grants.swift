import HashTreeCollections

extension Inspection {
    /// Every entity is kept under its own identity, and a node and its counters come and go together.
    mutating func checkIdentities() {
        for (key, record) in nodes where record.identifier != key {
            note(.inconsistentIdentity, key.text, "the node's record says that it is \(record.identifier.text)")
        }
        for (key, ledger) in state.ledgers where ledger.counters.identifier != key {
            note(
                .inconsistentIdentity, key.text, "the counters say that they are of \(ledger.counters.identifier.text)")
        }
        expect(
            .inconsistentIdentity, "counters", "the list of nodes with counters",
            is: state.ledgers.keys.sorted().map(\.text), expected: nodes.map(\.key.text))
        for (key, record) in instances {
            if record.identifier != key {
                note(.inconsistentIdentity, key.text, "the record says that it is \(record.identifier.text)")
            }
            for grant in record.grants where grant.instanceIdentifier != key {
                note(.inconsistentIdentity, key.text, "a grant belongs to \(grant.instanceIdentifier.text)")
            }
        }
    }

    /// What one record must keep to, and that an instance has one grant of its own in the whole shard.
    ///
    /// A second one is on a host that has not heard of the end of a move, of which there is a record.
    mutating func checkGrants() {
        var own: [String: [Grant]] = [:]
        for (key, record) in instances {
            checkRecord(key, record)
            let held = record.grants.filter { $0.side == .instance }
            if held.count > 1 {
                note(.duplicateInstanceGrant, key.text, "the instance has \(held.count) grants of its own on one host")
            }
            if !held.isEmpty { own[key.uuid, default: []] += held }
        }
        for (uuid, held) in own where held.count > 1 {
            guard !state.isExplained(held, ofInstance: uuid) else { continue }
            note(.duplicateInstanceGrant, uuid, "the instance has \(held.count) grants of its own")
        }
    }

    private mutating func checkRecord(_ key: InstanceIdentifier, _ record: InstanceRecord) {
        if record.grants.isEmpty { note(.recordWithoutGrant, key.text, "the record holds nothing") }
        if record.instanceGrant != nil, record.instance.isRemovable {
            note(.removableHeld, key.text, "the instance is deleted or offloaded and still holds its grant")
        }
        let hasLease = record.instanceGrant?.leaseEndTime != nil
        expect(
            .leaseMismatch, key.text, "whether the record has the length of a lease",
            is: record.leaseNanoseconds != nil, expected: hasLease)
        for grant in record.grants {
            if state.nodeRecords[grant.node] == nil {
                note(.grantWithoutNode, key.text, "the grant is on \(grant.node.text), which is not known")
            }
            if grant.vcpus < 0 || grant.memoryMebibytes < 0 || grant.diskMebibytes < 0 {
                note(.negativeAmount, key.text, "the grant on \(grant.node.text) holds a negative amount")
            }
        }
    }

    /// No named unit is in two hands; a unit that its pool has lost stays with its holder and is no violation.
    mutating func checkUnits() {
        var hands: [AssignedUnit: [String]] = [:]
        for grant in grants {
            for unit in grant.assignedUnits { hands[unit, default: []].append(grant.instanceUUID) }
        }
        for (unit, holders) in hands where holders.count > 1 {
            note(
                .unitHeldTwice, "\(unit.providerUUID)/\(unit.resourceClass)/\(unit.unit.identifier)",
                "the unit is held by \(holders.joined(separator: " and "))")
        }
        expect(
            .indexMismatch, "units", "the index of named units in use",
            is: Dictionary(uniqueKeysWithValues: state.assignedUnits.map { ($0.key, $0.value) }),
            expected: hands.mapValues { Int64($0.count) })
    }
}
