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
            if let index = indexes[node.host] { found[index] = LoadMessages.used(of: node) }
        }
        return found
    }

    /// What is wrong with the devices of the nodes that have any, in sentences, node by node.
    static func deviceProblems(
        of workload: Workload, run: LoadRun, messages: LoadMessages, client: Bus
    ) async throws -> [String] {
        let overlaps = run.counts.resent == 0 ? run.devices.overlaps : []
        var problems = overlaps.map { overlap in
            let hands = overlap.tasks.map(messages.instance(of:)).joined(separator: " and ")
            return "\(messages.host(of: overlap.node)): \(overlap.address) was granted to \(hands) at the same time"
        }
        for (index, node) in workload.nodes.enumerated() where node.gpus > 0 {
            let host = messages.host(of: index)
            var question = Berth_Tracker_V1_GetNodeRequest()
            (question.host, question.node) = (host, host)
            let request = try BusRequest.encoded(.getNode, question, host: host, key: Session.newKey())
            let reply = try Session.reply(from: await client.call(request), to: request)
            guard reply.code == .ok else {
                throw ToolError(
                    ExitStatus(reply.code), "\(host) cannot be read: \(reply.code.name): \(reply.message)")
            }
            problems += DeviceCheck.problems(
                of: try reply.message(of: Berth_Tracker_V1_GetNodeResponse.self), reported: Int(node.gpus),
                expected: run.devices.held(on: index).mapValues(messages.instance(of:))
            ).map { "\(host): \($0)" }
        }
        return problems
    }
}
