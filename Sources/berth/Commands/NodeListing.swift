import Wire

/// All nodes of a shard, page by page.
enum NodeListing {
    /// The most nodes in one answer.
    static let pageSize: Int32 = 500
    /// The most pages that are asked for; a worker that gives out tokens for ever is wrong.
    static let maximumPages = 100_000

    /// Asks until the last page; the rows come in the tracker's order.
    ///
    /// - Parameter ask: sends one request for a page.
    static func all(
        _ ask: (Berth_Tracker_V1_ListNodesRequest) async throws -> Berth_Tracker_V1_ListNodesResponse
    ) async throws -> [Berth_Tracker_V1_Node] {
        var nodes: [Berth_Tracker_V1_Node] = []
        var request = Berth_Tracker_V1_ListNodesRequest()
        request.pageSize = pageSize
        for _ in 0..<maximumPages {
            let page = try await ask(request)
            nodes += page.nodes
            guard !page.nextPageToken.isEmpty else { return nodes }
            request.pageToken = page.nextPageToken
        }
        throw ToolError(.unexpected, "The list of nodes does not end.")
    }
}
