/// The status codes of gRPC, with its numbers; the value of `grpc-status`.
public enum StatusCode: Int32, CaseIterable, Sendable, Hashable {
    /// Applied.
    case ok = 0
    /// The caller took it back.
    case cancelled = 1
    /// No code fits, or the code received is unknown.
    case unknown = 2
    /// A field breaks its rule; the body cannot be decoded; a key was reused with another body.
    case invalidArgument = 3
    /// Too late when it arrived at the core.
    case deadlineExceeded = 4
    /// No such node, instance or migration.
    case notFound = 5
    /// Claimed already, under another key.
    case alreadyExists = 6
    /// This user may not call this method.
    case permissionDenied = 7
    /// It does not fit, or a rate limit or quota stands against it.
    case resourceExhausted = 8
    /// The state does not allow it.
    case failedPrecondition = 9
    /// The inputs are older than the state, or this key is held.
    case aborted = 10
    /// Past the end of a range; Berth does not send it.
    case outOfRange = 11
    /// Unknown method or version, or not built yet.
    case unimplemented = 12
    /// A defect.
    case `internal` = 13
    /// Not confirmed by the broker, or returned: from the client library.
    case unavailable = 14
    /// Data is lost beyond repair; Berth does not send it.
    case dataLoss = 15
    /// The caller is not known; Berth does not send it.
    case unauthenticated = 16

    /// The code's name as gRPC writes it: `FAILED_PRECONDITION`.
    public var name: String {
        switch self {
        case .ok: "OK"
        case .cancelled: "CANCELLED"
        case .unknown: "UNKNOWN"
        case .invalidArgument: "INVALID_ARGUMENT"
        case .deadlineExceeded: "DEADLINE_EXCEEDED"
        case .notFound: "NOT_FOUND"
        case .alreadyExists: "ALREADY_EXISTS"
        case .permissionDenied: "PERMISSION_DENIED"
        case .resourceExhausted: "RESOURCE_EXHAUSTED"
        case .failedPrecondition: "FAILED_PRECONDITION"
        case .aborted: "ABORTED"
        case .outOfRange: "OUT_OF_RANGE"
        case .unimplemented: "UNIMPLEMENTED"
        case .internal: "INTERNAL"
        case .unavailable: "UNAVAILABLE"
        case .dataLoss: "DATA_LOSS"
        case .unauthenticated: "UNAUTHENTICATED"
        }
    }

    /// The code of a received number; a number that gRPC does not have is `unknown`.
    public init(received number: Int64) {
        self = Int32(exactly: number).flatMap(StatusCode.init(rawValue:)) ?? .unknown
    }
}
