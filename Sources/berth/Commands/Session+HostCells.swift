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
        var message = Berth_Tracker_V1_GetNodeRequest()
        message.host = host
        message.node = node
        do {
            let request = try BusRequest.encoded(.getNode, message, host: host, key: Self.newKey())
            let reply = try await reply(to: request)
            guard reply.code == .ok else { return nil }
            let answer = try reply.message(of: Berth_Tracker_V1_GetNodeResponse.self)
            return answer.node.inventory.numaTopology.cells.map(\.id)
        } catch {
            return nil
        }
    }
}
