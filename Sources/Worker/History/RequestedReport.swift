internal import Tracker

/// What a refused claim asked for beyond plain amounts, as its refusal keeps it.
package struct RequestedReport: Codable, Hashable, Sendable {
    /// One request for devices.
    package struct Request: Codable, Hashable, Sendable {
        /// Its identity.
        package var pciRequest: String
        /// The name under which the flavor asks; empty: a port asks.
        package var alias: String
        /// The port; empty: the request says none.
        package var port: String
        /// How many devices.
        package var count: Int32
        /// What a device must have: all of any one of these.
        package var alternatives: [Alternative]
        /// How near to the guest's cells: `legacy`, `required`, `preferred` or `socket`.
        package var policy: String
        /// The Placement providers that were chosen, one for each device; empty: any.
        package var providers: [String]
    }

    /// One thing that a device may be.
    package struct Alternative: Codable, Hashable, Sendable {
        /// Keys with their values.
        package var matches: [String: String]
        /// Keys that must be missing.
        package var absent: [String]
    }

    /// How many guest cells were to be placed, or host cells devices had to be near to.
    package var cells: Int
    /// In the order in which they are served; absent: they are too long to be on record.
    package var requests: [Request]?

    /// Reads the metadata of a status; nil: it says nothing of it.
    package init?(metadata: [String: String]) {
        let places = RequestedPlaces(metadata: metadata, shortfalls: [])
        guard places.cells > 0 || places.devices != [] else { return nil }
        cells = places.cells
        requests = places.devices?.map(Request.init)
    }

    /// The entries of a status's metadata that it is read from.
    package static let metadataKeys: Set = ["numa_cells", "pci_requests"]
}

extension RequestedReport.Request {
    fileprivate init(_ request: PCIRequest) {
        self.init(
            pciRequest: request.requestID, alias: request.aliasName, port: request.requesterID, count: request.count,
            alternatives: request.specs.map { .init(matches: $0.matches, absent: $0.absent) },
            policy: (request.numaPolicy ?? .legacy).rawValue, providers: request.providerUUIDs)
    }
}
