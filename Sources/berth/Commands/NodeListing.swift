import Wire

/// All nodes of a shard, page by page.
enum NodeListing {
    /// Asks until the last page; the rows come in the tracker's order.
    ///
    /// - Parameter ask: sends one request for a page.
    static func all(
        _ ask: (Berth_Tracker_V1_ListNodesRequest) async throws -> Berth_Tracker_V1_ListNodesResponse
    ) async throws -> [Berth_Tracker_V1_Node] {
        try await Pages.all(of: "nodes") { token in
            var request = Berth_Tracker_V1_ListNodesRequest()
            (request.pageSize, request.pageToken) = (Pages.pageSize, token)
            let page = try await ask(request)
            return (page.nodes, page.nextPageToken)
        }
    }
}
