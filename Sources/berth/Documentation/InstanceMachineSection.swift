import Tracker

/// The section about the life of an instance on one host.
enum InstanceMachineSection {
    /// States, transitions and what a request does in each state.
    static func text() -> String {
        """
        ## An instance on one host


        """ + diagram() + "\n" + states() + "\n" + transitions() + """

            What a request about the instance itself does in each state. What is *decided* may still be refused for
            another reason, such as a lack of room.


            """ + verdicts() + "\n"
    }

    private static func diagram() -> String {
        var diagram = StateDiagram()
        diagram.add(from: nil, to: InstanceState.untracked.rawValue)
        for transition in InstanceTransitions.table {
            diagram.add(from: transition.from.rawValue, to: transition.to.rawValue, transition.rule)
        }
        return diagram.rendered()
    }

    private static func states() -> String {
        var table = MarkdownTable(["state", "the host"])
        for state in InstanceState.allCases { table.add(["`\(state.rawValue)`", meaning(state)]) }
        return table.rendered()
    }

    private static func transitions() -> String {
        var table = MarkdownTable(["rule", "from", "to", "what happens", "usage of the node"])
        for transition in InstanceTransitions.table {
            table.add([
                transition.rule, "`\(transition.from.rawValue)`", "`\(transition.to.rawValue)`", transition.event,
                transition.usage,
            ])
        }
        return table.rendered()
    }

    private static func verdicts() -> String {
        var table = MarkdownTable(["request"] + InstanceState.allCases.map { "`\($0.rawValue)`" })
        for request in InstanceRequest.allCases {
            table.add(
                [request.rawValue]
                    + InstanceState.allCases.map { InstanceTransitions.verdict(request, in: $0).rawValue })
        }
        return table.rendered()
    }

    private static func meaning(_ state: InstanceState) -> String {
        switch state {
        case .untracked: "holds nothing for it"
        case .claimed: "holds its own grant; it has not been reported up"
        case .tracked: "holds its own grant; it is up"
        case .incoming: "holds a move's claim; the instance is still elsewhere"
        case .outgoing: "holds what a revert would need; the instance has left"
        case .dual: "holds its own grant and the other side of a move within the host"
        }
    }
}
