extension Refusal {
    /// The instance has a claim already, here or on another node.
    static func alreadyHeld(_ grant: Grant, at node: NodeIdentifier) -> Refusal {
        let isHere = grant.node == node
        return Refusal(
            isHere ? .alreadyExists : .failedPrecondition,
            reason: isHere ? "ALREADY_CLAIMED" : "INSTANCE_HELD_ELSEWHERE",
            message: isHere
                ? "instance \(grant.instanceUUID) is already claimed on \(node.text) by request \(grant.claimRequestID)"
                : "instance \(grant.instanceUUID) is held on \(grant.node.text); move it, or release it there first",
            held: isHere ? grant : nil,
            metadata: [
                "host": grant.node.host, "node": grant.node.name, "claim_request_id": grant.claimRequestID,
            ])
    }

    /// Something falls short; the message has every shortfall in order, but for those about single pairs of cells.
    ///
    /// The amounts asked for stand in the details, those that would have fitted too: so that it can be told later
    /// where all of them would have.
    static func doesNotFit(
        _ plan: ClaimPlan, _ amounts: Amounts, _ places: RequestedPlaces, _ shortfalls: [Shortfall]
    ) -> Refusal {
        Refusal(
            .resourceExhausted, reason: "DOES_NOT_FIT",
            message: "instance \(plan.instance.uuid) does not fit on \(plan.node.text): "
                + shortfalls.filter { !$0.isAboutPair }.map(\.message).joined(separator: "; "),
            shortfalls: shortfalls, places: places, metadata: RequestedAmounts(amounts).metadata)
    }

    /// Amounts that no node can hold; a request that was checked never has them.
    static func amountOutOfRange(_ instance: Instance) -> Refusal {
        let rule = "every amount is 0 or more and far below the range of 64-bit numbers"
        return Refusal(
            .invalidArgument, reason: "AMOUNT_OUT_OF_RANGE",
            message: "the flavor of instance \(instance.uuid) has an amount out of range; \(rule)",
            violations: [FieldViolation(field: "instance.flavor", description: rule)])
    }
}
