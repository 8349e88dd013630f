import HashTreeCollections

extension Inspection {
    /// Every index says what the records say.
    mutating func checkIndexes() {
        checkNodeIndexes()
        checkHolders()
        checkRecords()
        checkMoveIndexes()
        expect(
            .indexMismatch, "leases", "the order of leases",
            is: state.leases.elements(), expected: grants.compactMap(\.lease).sorted())
        expect(
            .indexMismatch, "leases", "the number of leases",
            is: state.leases.count, expected: grants.count { $0.leaseEndTime != nil })
    }

    private mutating func checkNodeIndexes() {
        expect(
            .indexMismatch, "nodes", "the order of nodes",
            is: state.nodeOrder.elements().map(\.text), expected: nodes.map(\.key.text))
        for (key, record) in nodes {
            expect(
                .indexMismatch, key.text, "the node with UUID \(record.uuid)",
                is: state.nodesByUUID[record.uuid]?.text, expected: key.text)
        }
        expect(
            .indexMismatch, "nodes", "the number of UUIDs", is: state.nodesByUUID.count, expected: nodes.count)
    }

    private mutating func checkRecords() {
        expect(
            .indexMismatch, "instances", "the number of records", is: state.instanceCount, expected: instances.count)
        for (uuid, records) in state.recordsByInstance where records.count != 1 {
            let hosts = records.map(\.host)
            expect(
                .indexMismatch, uuid, "the list of hosts with a record", is: hosts, expected: Set(hosts).sorted())
            if hosts.isEmpty { note(.indexMismatch, uuid, "the list of hosts with a record is empty") }
        }
    }

    private mutating func checkMoveIndexes() {
        let byInstance = Dictionary(grouping: moves, by: \.migration.instanceUUID).mapValues { $0.map(\.identifier) }
        expect(
            .indexMismatch, "moves", "the moves of each instance",
            is: Dictionary(uniqueKeysWithValues: state.movesByInstance.map { ($0.key, $0.value) }), expected: byInstance
        )
        expect(
            .indexMismatch, "moves", "the moves that are over",
            is: state.endedMoves.elements(), expected: moves.compactMap(\.ended).sorted())
        let byNode = Dictionary(grouping: moves, by: \.node)
        for (key, ledger) in state.ledgers {
            expect(
                .indexMismatch, key.text, "the list of moves",
                is: ledger.moves.sorted(), expected: (byNode[key] ?? []).map(\.identifier).sorted())
        }
        for (uuid, records) in state.recordsByMigration where records.isEmpty {
            note(.indexMismatch, uuid, "the list of records of the migration is empty")
        }
    }

    private mutating func checkHolders() {
        let holders = Dictionary(grouping: grants, by: \.node).mapValues { Set($0.map(\.instanceUUID)) }
        for (key, ledger) in state.ledgers {
            expect(
                .indexMismatch, key.text, "the list of holders",
                is: ledger.holders.sorted(), expected: (holders[key] ?? []).sorted())
        }
    }
}
