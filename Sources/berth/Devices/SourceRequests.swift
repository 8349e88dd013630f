import Wire

/// What an instance asked devices for at the host that it comes from.
enum SourceRequests {
    /// Reads them there.
    static func read(
        of instance: String, host: String, node: String, _ session: Session
    ) async throws -> [Berth_Tracker_V1_PciRequest] {
        var message = Berth_Tracker_V1_GetInstanceRequest()
        message.host = host
        message.instanceUuid = instance
        let answer = try await session.read(
            .getInstance, message, host: host, for: Berth_Tracker_V1_GetInstanceResponse.self)
        let requests = all(of: answer?.grants ?? [], node: node)
        guard requests.isEmpty else { return requests }
        let place = Printable.text(PlaceText.node(host, node))
        let who = "Instance \(Printable.text(instance))"
        guard let grants = answer?.grants, grants.contains(where: { $0.node == node && $0.side == .instance }) else {
            throw ToolError(
                .notFound, "\(who) holds nothing of its own on \(place).",
                advice: "Name the host where it runs with --from-host, and its node with --from-node.")
        }
        throw ToolError(.notFound, "\(who) has no devices on \(place): there is nothing to ask for.")
    }

    /// The requests of the instance's own grant on a node, by which both ends of a migration pair their devices.
    ///
    /// The providers are left out: they were chosen for the devices of that node.
    static func all(of grants: [Berth_Tracker_V1_Grant], node: String) -> [Berth_Tracker_V1_PciRequest] {
        let own = grants.first { $0.node == node && $0.side == .instance }
        return (own?.pciRequests ?? []).map { request in
            var request = request
            request.providerUuids = []
            return request
        }
    }
}
