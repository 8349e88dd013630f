/// The methods of the tracker's service, in the order of the schema.
public enum Method: String, CaseIterable, Sendable, Hashable {
    // Nodes
    case reportInventory = "ReportInventory"
    case setNodeEnabled = "SetNodeEnabled"
    case removeNode = "RemoveNode"
    case getNode = "GetNode"
    case listNodes = "ListNodes"
    case auditNode = "AuditNode"
    case reportMetrics = "ReportMetrics"

    // Instances
    case claimInstance = "ClaimInstance"
    case abortInstanceClaim = "AbortInstanceClaim"
    case updateInstance = "UpdateInstance"
    case getInstance = "GetInstance"
    case checkFit = "CheckFit"
    case reportBuildResult = "ReportBuildResult"

    // Moves
    case claimMove = "ClaimMove"
    case abortMove = "AbortMove"
    case finishMove = "FinishMove"
    case confirmMove = "ConfirmMove"
    case revertMove = "RevertMove"
    case updateMigration = "UpdateMigration"
    case getMigration = "GetMigration"

    // What became of a request
    case getOutcome = "GetOutcome"

    // PCI devices outside a claim
    case claimPciDevices = "ClaimPciDevices"
    case allocatePciDevices = "AllocatePciDevices"
    case freePciDevices = "FreePciDevices"

    // Held requests
    case listHeldRequests = "ListHeldRequests"
    case getHeldRequest = "GetHeldRequest"
    case releaseHeldRequest = "ReleaseHeldRequest"
    case dropHeldRequest = "DropHeldRequest"

    /// The full name of the service, with package and version.
    public static let service = "berth.tracker.v1.ResourceTracker"

    /// The full method as the `type` property carries it: `/berth.tracker.v1.ResourceTracker/ClaimInstance`.
    public var path: String { "/\(Method.service)/\(rawValue)" }

    private static let byPath = Dictionary(uniqueKeysWithValues: allCases.map { ($0.path, $0) })

    /// The method of a `type` property.
    ///
    /// - Throws: `unknownMethod` for another service, another version or a method that this version does not have.
    public init(path: String) throws(WireError) {
        guard let method = Method.byPath[path] else {
            throw WireError(
                .unknownMethod,
                "the type property must name a method of \(Method.service), such as \(Method.claimInstance.path)")
        }
        self = method
    }

    /// True if the method changes nothing: such a request is neither recorded nor deduplicated.
    public var isReadOnly: Bool {
        switch self {
        case .getNode, .listNodes, .getInstance, .checkFit, .getMigration, .getOutcome, .listHeldRequests,
            .getHeldRequest:
            true
        case .reportInventory, .setNodeEnabled, .removeNode, .auditNode, .reportMetrics, .claimInstance,
            .abortInstanceClaim, .updateInstance, .reportBuildResult, .claimMove, .abortMove, .finishMove,
            .confirmMove, .revertMove, .updateMigration, .claimPciDevices, .allocatePciDevices, .freePciDevices,
            .releaseHeldRequest, .dropHeldRequest:
            false
        }
    }

    /// True if the request names a host, which must equal the routing key; all do but those that list a shard.
    public var namesHost: Bool { self != .listNodes && self != .listHeldRequests }

    /// True if the request is about held requests, not about what the tracker knows.
    public var isAboutHeldRequests: Bool {
        switch self {
        case .listHeldRequests, .getHeldRequest, .releaseHeldRequest, .dropHeldRequest: true
        default: false
        }
    }
}
