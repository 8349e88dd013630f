/// Decides a command: the facts that follow from it, or a refusal.
///
/// Pure: reads only, and the same arguments lead to the same decision on every machine. Nothing has changed until the
/// facts are applied with `State.evolve(_:)`.
public func decide(_ state: State, _ command: Command, _ context: CommandContext, policy: Policy) -> Decision {
    let decider = Decider(state: state, context: context, policy: policy)
    switch command {
    case .reportInventory(let command): return decider.decide(command)
    case .setNodeEnabled(let command): return decider.decide(command)
    case .removeNode(let command): return decider.decide(command)
    case .getNode(let node): return decider.getNode(node)
    case .listNodes(let command): return decider.decide(command)
    case .claimInstance(let command): return decider.decide(command)
    case .abortInstanceClaim(let command): return decider.decide(command)
    case .updateInstance(let command): return decider.decide(command)
    case .getInstance(let instance): return decider.getInstance(instance)
    case .checkFit(let command): return decider.decide(command)
    case .reportBuildResult(let command): return decider.decide(command)
    case .endLease(let command): return decider.decide(command)
    case .claimMove(let command): return decider.decide(command)
    case .abortMove(let command): return decider.decide(command)
    case .finishMove(let command): return decider.decide(command)
    case .confirmMove(let command): return decider.decide(command)
    case .revertMove(let command): return decider.decide(command)
    case .updateMigration(let command): return decider.decide(command)
    case .getMigration(let command): return decider.getMigration(command)
    case .reportMetrics(let command): return decider.decide(command)
    case .auditNode(let command): return decider.decide(command)
    case .claimDevices(let command): return decider.decide(command)
    case .allocateDevices(let command): return decider.decide(command)
    case .freeDevices(let command): return decider.decide(command)
    }
}

/// What every decision reads; the rules are in extensions, one file per command or concern.
struct Decider {
    /// Read only.
    let state: State
    /// The request's key and time.
    let context: CommandContext
    /// Settings.
    let policy: Policy

    /// Accepts with facts of the time of the decision.
    func accept(_ bodies: [Fact.Body], _ answer: PendingAnswer) -> Decision {
        .accepted(bodies.map { Fact(time: context.now, body: $0) }, answer)
    }

    /// Accepts without facts: a read, or nothing to change.
    func accept(_ answer: Answer) -> Decision { .accepted([], .ready(answer)) }
}
