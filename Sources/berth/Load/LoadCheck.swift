import BusClient
import Wire

/// Asks the tracker for the usage of the nodes that a load reported.
enum LoadCheck {
    /// Usage by the workload's node; a node that the tracker does not list is left out.
    static func usage(
        of workload: Workload, messages: LoadMessages, client: Bus
    ) async throws -> [Int: ClusterView.Amount] {
        var indexes: [String: Int] = [:]
        for index in workload.nodes.indices { indexes[messages.host(of: index)] = index }
        let nodes = try await NodeListing.all { page in
            let request = try BusRequest.encoded(.listNodes, page, host: nil, key: Session.newKey())
            let reply = try Session.reply(from: await client.call(request), to: request)
            guard reply.code == .ok else {
                throw ToolError(
                    ExitStatus(reply.code), "The nodes cannot be listed: \(reply.code.name): \(reply.message)")
            }
            return try reply.message(of: Berth_Tracker_V1_ListNodesResponse.self)
        }
        var found: [Int: ClusterView.Amount] = [:]
        for node in nodes where node.name == node.host {
            if let index = indexes[node.host] { found[index] = LoadMessages.used(node.usage) }
        }
        return found
    }
}
