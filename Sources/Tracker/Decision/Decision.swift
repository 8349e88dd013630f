/// What deciding a command led to.
public enum Decision: Hashable, Sendable {
    /// The facts that follow, and the answer once they have been applied.
    case accepted([Fact], PendingAnswer)
    /// No, and why; nothing changes.
    case refused(Refusal)
}
