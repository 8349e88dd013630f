package import Tracker
package import Wire

/// Makes statuses from refusals.
package enum StatusMapping {
    /// The status of a refusal.
    ///
    /// - Parameter command: what was refused; names the things that the status is about. nil: none is named.
    package static func status(for refusal: Refusal, of command: Command? = nil) -> StatusDetails {
        var status = StatusDetails(
            code(of: refusal.code), reason: refusal.reason, message: refusal.message,
            metadata: refusal.metadata.merging(refusal.places?.metadata ?? [:]) { $1 })
        let subjects = command.map(StatusSubject.all(of:)) ?? []
        for subject in subjects {
            status.addResource(type: subject.type, name: subject.name, owner: owner(of: subject, refusal))
        }
        for violation in refusal.violations {
            status.addViolation(field: violation.field, description: violation.description)
        }
        if refusal.code == .failedPrecondition {
            let subject = subjects.last?.text ?? ""
            status.addPrecondition(type: refusal.reason, subject: subject, description: refusal.message)
        }
        status.shortfalls = refusal.shortfalls.map(Berth_Tracker_V1_Shortfall.init)
        status.grants = refusal.held.map { [Berth_Tracker_V1_Grant($0)] } ?? []
        return status
    }

    /// The status code of a class of refusals.
    package static func code(of code: Refusal.Code) -> StatusCode {
        switch code {
        case .invalidArgument: .invalidArgument
        case .notFound: .notFound
        case .alreadyExists: .alreadyExists
        case .resourceExhausted: .resourceExhausted
        case .failedPrecondition: .failedPrecondition
        case .aborted: .aborted
        case .unimplemented: .unimplemented
        }
    }

    /// The request that holds an instance already.
    private static func owner(of subject: StatusSubject, _ refusal: Refusal) -> String {
        guard subject.type == StatusSubject.instanceType, let held = refusal.held else { return "" }
        return held.claimRequestID
    }
}
