import Wire

/// How the tool ends, as a number that scripts can act on.
///
/// The numbers are an interface: they are listed in `docs/command-line.md` and never change their meaning.
enum ExitStatus: Int32, CaseIterable, Sendable {
    /// Done as asked.
    case success = 0
    /// A defect, here or in the worker.
    case unexpected = 1
    /// The command line is wrong; nothing was sent.
    case usage = 2
    /// The tracker said no: it does not fit, is held already, is not allowed in this state, or is older than the state.
    case refused = 3
    /// There is no such node, instance, request or dead letter.
    case notFound = 4
    /// A field of the request or of an input file breaks its rule.
    case invalidArgument = 5
    /// The broker cannot be reached, refuses the login, or has no queue that takes the request; nothing was applied.
    case brokerUnavailable = 6
    /// No answer in time; `berth outcome KEY` tells what became of the request.
    case unanswered = 7
    /// A verification or a final check has found something wrong.
    case checkFailed = 8
    /// This user may not do that.
    case denied = 9
    /// The worker does not know the method, or a resource that was asked for.
    case unsupported = 10
    /// A question was answered with no; nothing was changed.
    case declined = 11

    /// What the number means, for `docs/command-line.md` and the tool's help.
    var meaning: String {
        switch self {
        case .success: "done as asked"
        case .unexpected: "unexpected: a defect, here or in the worker"
        case .usage: "the command line is wrong; nothing was sent"
        case .refused: "refused by the tracker"
        case .notFound: "no such node, instance, request or dead letter"
        case .invalidArgument: "a field of the request or of an input file breaks its rule"
        case .brokerUnavailable: "broker unreachable, login refused, or no queue takes the request"
        case .unanswered: "no answer in time; ask with `berth outcome KEY`"
        case .checkFailed: "a verification or a final check failed"
        case .denied: "this user may not do that"
        case .unsupported: "the worker does not know the method or resource"
        case .declined: "you answered no; nothing was changed"
        }
    }

    /// The exit status for the status code of a reply.
    init(_ code: StatusCode) {
        switch code {
        case .ok: self = .success
        case .invalidArgument, .outOfRange: self = .invalidArgument
        case .deadlineExceeded: self = .unanswered
        case .notFound: self = .notFound
        case .alreadyExists, .resourceExhausted, .failedPrecondition, .aborted: self = .refused
        case .permissionDenied, .unauthenticated: self = .denied
        case .unimplemented: self = .unsupported
        case .unavailable: self = .brokerUnavailable
        case .cancelled, .unknown, .internal, .dataLoss: self = .unexpected
        }
    }
}
