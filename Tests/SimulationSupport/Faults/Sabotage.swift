/// A defect that is put in on purpose, to see that the checks find it.
package enum Sabotage: String, CaseIterable, Sendable {
    /// Deliveries are acknowledged as soon as they arrive.
    case acknowledgesEarly
    /// The pipeline is told that a batch is durable before it is.
    case confirmsCommitEarly
    /// The store does not find what keys say.
    case forgetsKeys
    /// The broker confirms events and does not pass them on.
    case losesEvents
    /// The store keeps another row than it was given.
    case damagesRows
    /// Replies are thrown away.
    case losesReplies
    /// Dead letters are thrown away.
    case losesDeadLetters
    /// Acknowledgements are thrown away.
    case losesAcknowledgements
    /// The store forgets the "about to apply" mark.
    case forgetsMarks
    /// The store forgets held requests.
    case forgetsHeld
    /// The pipeline is never woken.
    case sleeps
    /// Something is drawn from outside the seed.
    case unseeded
}
