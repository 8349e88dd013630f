/// A running guest keeps its page size (claims and moves, 6.3).
enum PageSizeRule {
    /// Why a live migration cannot have the fitted topology; absent: it can.
    ///
    /// A guest has one page size, so its first cell decides. Only asked once the instance fits.
    ///
    /// - Parameter held: the grant at the source, if this shard has it; it knows better than the caller.
    static func refusal(_ plan: MoveClaimPlan, held: Grant?, fitted: InstanceTopology?) -> Refusal? {
        let current = held?.numaTopology ?? plan.instance.numaTopology
        guard plan.migration.type == .liveMigration, let stored = current?.cells.first,
            // A size that was asked for and never chosen says nothing about the running guest.
            stored.statedPageSize ?? 0 >= 0,
            let placed = fitted?.cells.first, placed.statedPageSize != stored.statedPageSize
        else { return nil }
        let (from, to) = (text(stored.pageSizeKibibytes), text(placed.pageSizeKibibytes))
        return Refusal(
            .failedPrecondition, reason: "PAGE_SIZE_CHANGED",
            message: "instance \(plan.instance.uuid) runs on pages of \(from), and would get pages of \(to) on "
                + "\(plan.claim.node.text); a running guest keeps its page size",
            metadata: ["from": from, "to": to, "migration": plan.migration.uuid])
    }

    private static func text(_ size: Int64?) -> String { size.map { "\($0) KiB" } ?? "no stated size" }
}
