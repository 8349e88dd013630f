import Tracker

/// The section about one kind of move, or about several that have the same table.
enum MoveMachineSection {
    /// The kinds of move, those with the same table together.
    static var groups: [[MigrationType]] {
        var groups: [[MigrationType]] = []
        for type in MigrationType.allCases {
            let table = MigrationTransitions.table(of: type)
            let index = groups.firstIndex { group in
                group.first.map { MigrationTransitions.table(of: $0) == table && $0.statuses == type.statuses } ?? false
            }
            if let index { groups[index].append(type) } else { groups.append([type]) }
        }
        return groups
    }

    /// Diagram, steps with their owners, what is held, and what each side may report next.
    static func text(_ types: [MigrationType]) -> String {
        guard let type = types.first else { return "" }
        return "## Moves of type " + types.map { "`\($0.rawValue)`" }.joined(separator: " and ") + "\n\n"
            + diagram(type) + "\n" + steps(type) + """

                What each side holds in a status, after the step that leads to it (*unchanged*: what it held before;
                *where it is*: the instance's own grant on the side where the instance is, nothing on the other).


                """ + holdings(type) + """

                What a side may report next. The destination is not told of the source's steps, so those may lie in
                between; every other status is refused, with this list as `allowed`.


                """ + next(type) + "\n"
    }

    private static func diagram(_ type: MigrationType) -> String {
        var diagram = StateDiagram()
        for step in MigrationTransitions.table(of: type) {
            diagram.add(from: step.from?.rawValue, to: step.to.rawValue, step.event)
        }
        for status in type.statuses where status.isTerminal { diagram.add(from: status.rawValue, to: nil) }
        return diagram.rendered()
    }

    private static func steps(_ type: MigrationType) -> String {
        var table = MarkdownTable(["rule", "from", "to", "whose step", "what happens"])
        for step in MigrationTransitions.table(of: type) {
            table.add([
                step.rule, step.from.map { "`\($0.rawValue)`" } ?? "(new)", "`\(step.to.rawValue)`",
                step.owner.rawValue, step.event,
            ])
        }
        return table.rendered()
    }

    private static func holdings(_ type: MigrationType) -> String {
        var table = MarkdownTable(["status", "source holds", "destination holds"])
        for status in type.statuses {
            table.add(["`\(status.rawValue)`"] + MoveSide.allCases.map { meaning(MoveHolding.of($0, status)) })
        }
        return table.rendered()
    }

    private static func next(_ type: MigrationType) -> String {
        var table = MarkdownTable(["from", "the source", "the destination"])
        for status in type.statuses {
            table.add(
                ["`\(status.rawValue)`"]
                    + MoveSide.allCases.map {
                        StatusNames.text(MigrationTransitions.allowed(type, $0, from: status))
                    })
        }
        return table.rendered()
    }

    private static func meaning(_ holding: MoveHolding) -> String {
        switch holding {
        case .nothing: "nothing"
        case .instance: "the instance's own grant"
        case .moveNew: "the move's claim (`MOVE_NEW`), if one was made"
        case .moveOld: "what a revert needs (`MOVE_OLD`)"
        case .whereItIs: "where it is"
        case .unchanged: "unchanged"
        }
    }
}
