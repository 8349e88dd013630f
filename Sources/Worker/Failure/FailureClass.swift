/// How a request failed to be applied (the failure policy of the architecture).
package enum FailureClass: String, CaseIterable, Hashable, Sendable {
    /// The core, or the rule of a field, said no.
    case refusal
    /// It is not a request that this version can read.
    case undecodable
    /// It is larger than a request may be.
    case tooLarge
    /// Its deadline had passed, or it was older than keys are kept.
    case tooLate
    /// Its key belongs to another request.
    case reusedKey
    /// Something unexpected happened in this request alone.
    case defect
    /// The worker died while it worked on this request, twice.
    case crash
    /// It was held, and an operator gave it up.
    case dropped
}
