import Tracker

/// The section about the statuses of moves.
enum MoveStatusSection {
    /// Which statuses there are, which kinds of move have them, and in which sets they are.
    static func text() -> String {
        """
        ## The statuses of moves

        *Open*: not over; something may be held. *Claimable*: a destination may be claimed, or changed. *Terminal*:
        over; only `done` is followed by `completed`.


        """ + statuses() + "\n" + sets() + "\n"
    }

    private static func statuses() -> String {
        let types = MigrationType.allCases
        var table = MarkdownTable(["status"] + types.map { "`\($0.rawValue)`" } + ["open", "claimable", "terminal"])
        for status in MigrationStatus.allCases {
            table.add(
                ["`\(status.rawValue)`"] + types.map { mark($0.statuses.contains(status)) }
                    + [mark(status.isOpen), mark(status.isClaimable), mark(status.isTerminal)])
        }
        return table.rendered()
    }

    private static func sets() -> String {
        var table = MarkdownTable(["kind of move", "new", "claimed", "finished", "claimable", "terminal"])
        for type in MigrationType.allCases {
            table.add([
                "`\(type.rawValue)`", StatusNames.text([type.firstStatus]), StatusNames.text([type.claimedStatus]),
                StatusNames.text([type.finishedStatus]), StatusNames.text(type.statuses.filter(\.isClaimable)),
                StatusNames.text(type.statuses.filter(\.isTerminal)),
            ])
        }
        return table.rendered()
    }

    private static func mark(_ isSo: Bool) -> String { isSo ? "yes" : "" }
}

/// Statuses as the page writes them.
enum StatusNames {
    /// The names in their order; a dash for none.
    static func text(_ statuses: [MigrationStatus]) -> String {
        statuses.isEmpty ? "–" : statuses.map { "`\($0.rawValue)`" }.joined(separator: ", ")
    }
}
