package import Tracker
package import Wire

extension RequestMapping {
    /// A hypervisor's report; UUIDs and PCI numbers in lower case.
    package static func reportInventory(
        _ request: Berth_Tracker_V1_ReportInventoryRequest, routingKey: String
    ) throws(ValidationFailure) -> ReportInventory {
        try validate(request) { validator in
            validator.address(host: request.host, node: request.node, routingKey: routingKey)
            validator.check(request.nodeUuid, "node_uuid", Rules.uuid)
            if request.hasInventory {
                validator.within("inventory") { $0.inventory(request.inventory) }
            } else {
                validator.refuse("inventory", "must be given")
            }
            validator.check(request.serviceID, "service_id", Rules.line)
        }
        let inventory = try value(of: "inventory") { () throws(MappingError) in try Inventory(request.inventory) }
        return ReportInventory(
            node: NodeIdentifier(host: request.host, name: request.node),
            nodeUUID: request.nodeUuid.lowercased(),
            inventory: inventory.normalized,
            serviceID: request.serviceID)
    }

    /// Opens or closes a node.
    package static func setNodeEnabled(
        _ request: Berth_Tracker_V1_SetNodeEnabledRequest, routingKey: String
    ) throws(ValidationFailure) -> SetNodeEnabled {
        try validate(request) { validator in
            validator.address(host: request.host, node: request.node, routingKey: routingKey)
            validator.check(request.reason, "reason", Rules.line)
        }
        return SetNodeEnabled(
            node: NodeIdentifier(host: request.host, name: request.node), isEnabled: request.enabled,
            reason: request.reason)
    }

    /// Forgets a node.
    package static func removeNode(
        _ request: Berth_Tracker_V1_RemoveNodeRequest, routingKey: String
    ) throws(ValidationFailure) -> RemoveNode {
        try validate(request) { validator in
            validator.address(host: request.host, node: request.node, routingKey: routingKey)
        }
        return RemoveNode(
            node: NodeIdentifier(host: request.host, name: request.node), isForced: request.force)
    }

    /// Reads a node.
    package static func getNode(
        _ request: Berth_Tracker_V1_GetNodeRequest, routingKey: String
    ) throws(ValidationFailure) -> NodeIdentifier {
        try validate(request) { validator in
            validator.address(host: request.host, node: request.node, routingKey: routingKey)
        }
        return NodeIdentifier(host: request.host, name: request.node)
    }

    /// Lists nodes; the one request without a host, so its routing key says nothing.
    package static func listNodes(
        _ request: Berth_Tracker_V1_ListNodesRequest
    ) throws(ValidationFailure) -> ListNodes {
        let after = PageToken.node(of: request.pageToken)
        try validate(request) { validator in
            validator.check(request.pageSize, "page_size", Rules.pageSize)
            if after == nil, !request.pageToken.isEmpty {
                validator.refuse("page_token", "must be a next_page_token of an earlier reply, or empty")
            }
        }
        let pageSize = request.pageSize == 0 ? Rules.defaultPageSize : request.pageSize
        return ListNodes(pageSize: Int(pageSize), after: after)
    }
}
