import BusClient
import Wire

extension Session {
    /// The cells of a node, in their order, to show beside what falls short on them.
    ///
    /// It only makes an answer clearer, so nothing is said when it fails: a user who may claim need not be one who may
    /// read the node.
    ///
    /// - Returns: nil when nobody would see them, or they cannot be learned.
    func hostCells(
        for shortfalls: [Berth_Tracker_V1_Shortfall], _ host: String?, _ node: String?
    ) async -> [Int32]? {
        guard !options.json, let host, let node, shortfalls.contains(where: FitMatrixText.isAboutCells) else {
            return nil
        }
        return await self.node(host, node)?.node.inventory.numaTopology.cells.map(\.id)
    }

    /// How a node is now, to make an answer clearer.
    ///
    /// - Returns: nil when it cannot be learned.
    func node(_ host: String, _ node: String) async -> Berth_Tracker_V1_GetNodeResponse? {
        var message = Berth_Tracker_V1_GetNodeRequest()
        message.host = host
        message.node = node
        do {
            let request = try BusRequest.encoded(.getNode, message, host: host, key: Self.newKey())
            let reply = try await reply(to: request)
            return reply.code == .ok ? try reply.message(of: Berth_Tracker_V1_GetNodeResponse.self) : nil
        } catch {
            return nil
        }
    }
}
