extension Decider {
    /// Releases exactly the recorded grant (claims and moves, 4).
    ///
    /// Nothing is released, and that is no error, when nothing is held (also on a node that is gone) or when the claim
    /// is not that of the named request: somebody else's claim stays. An instance held on another node of the host is
    /// refused, and so is one that a move has hold of.
    func decide(_ command: AbortInstanceClaim) -> Decision {
        let identifier = InstanceIdentifier(host: command.node.host, uuid: command.instanceUUID)
        let record = state.instanceRecord(identifier)
        let verdict = InstanceTransitions.verdict(.abort, in: InstanceState(record))
        if record != nil, let move = state.openSide(onHost: identifier.host, ofInstance: identifier.uuid) {
            return .refused(.moveOpen(move, instance: identifier.uuid, todo: "abort the move, or bring it to its end"))
        }
        guard verdict == .decided, let grant = record?.instanceGrant,
            command.claimRequestID.isEmpty || command.claimRequestID == grant.claimRequestID
        else { return accept([], .claimAborted(command.node, released: false)) }
        guard grant.node == command.node else { return .refused(.wrongNode(grant, named: command.node)) }
        return accept(
            [.claimReleased(release(grant, cause: .aborted))], .claimAborted(command.node, released: true))
    }

    /// Ends a lease, unless it was renewed, cleared or released after the command was sent, or has not run out.
    ///
    /// The moves of an instance whose own claim ends go to `error`, as when it is deleted.
    func decide(_ command: EndLease) -> Decision {
        let grant = state.instanceRecord(command.instance)?.grants.first { grant in
            grant.claimRequestID == command.claimRequestID && grant.leaseEndTime == command.leaseEndTime
        }
        guard let grant, command.leaseEndTime <= context.now else { return accept(.leaseEnded(released: false)) }
        if grant.side == .moveNew { return endMoveLease(grant) }
        return accept(
            [.claimReleased(release(grant, cause: .leaseEnded))] + movesInError(of: command.instance),
            .ready(.leaseEnded(released: true)))
    }

    /// The release of a recorded grant; the instance is nowhere afterwards.
    func release(_ grant: Grant, cause: ReleaseCause, as instance: Instance? = nil) -> ClaimReleased {
        let last = instance ?? state.instanceRecord(grant.instanceIdentifier)?.instance
        var after = last
        after?.host = ""
        after?.node = ""
        after?.numaTopology = last?.numaTopology?.cleared
        return ClaimReleased(instance: grant.instanceIdentifier, grant: grant, cause: cause, after: after)
    }
}
