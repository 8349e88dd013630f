import HashTreeCollections

/// How rules read the state; they see neither its maps nor its indexes.
extension State {
    /// A node's record, behind its reference: reading one field copies nothing.
    func nodeRecord(_ node: NodeIdentifier) -> Shared<NodeRecord>? { nodeRecords[node] }

    /// What changes on a node with every claim.
    func ledger(of node: NodeIdentifier) -> NodeLedger? { ledgers[node] }

    /// Which node has a UUID.
    func node(withUUID uuid: String) -> NodeIdentifier? { nodesByUUID[uuid] }

    /// The instance grant in a host's record.
    func instanceGrant(_ identifier: InstanceIdentifier) -> Grant? { instanceRecord(identifier)?.instanceGrant }

    /// The grant of an instance itself, on whichever host it is; there is at most one in a shard.
    func instanceGrant(of uuid: String) -> Grant? {
        guard let records = recordsByInstance[uuid] else { return nil }
        return records.lazy.compactMap(\.instanceGrant).first
    }
}
