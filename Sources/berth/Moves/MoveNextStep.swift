import Wire

/// What to do when a move is over on one of its sides.
enum MoveNextStep {
    /// What to tell the other side when a move is over on one; nil: both are on one host.
    ///
    /// - Parameters:
    ///   - status: what the other side hears.
    ///   - here: the host of the side that knows it already.
    static func text(_ move: Berth_Tracker_V1_Migration, status: String, here: String) -> String? {
        let isSource = here == move.sourceHost
        let other = isSource ? move.destHost : move.sourceHost
        guard !other.isEmpty, other != here else { return nil }
        return Printable.text(
            "Now tell the \(isSource ? "destination" : "source"): berth move update \(move.uuid) --host \(other) "
                + "--status \(status) --record-from \(here)")
    }
}
