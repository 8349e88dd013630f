import ArgumentParser

/// `berth held`: casts that wait to be tried again.
struct HeldCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "held", abstract: "List, show, release and drop held requests.",
        discussion: """
            A cast that was refused for a reason that a later request can cure is held by the worker. It is tried \
            again after each change of what it waits for and from time to time, and becomes a dead letter when its \
            attempts or its time run out.
            """,
        subcommands: [HeldListCommand.self, HeldShowCommand.self, HeldReleaseCommand.self, HeldDropCommand.self])
}

/// Which held request is meant.
struct HeldOptions: ParsableArguments {
    @Argument(help: ArgumentHelp("The idempotency key, the request's message_id.", valueName: "key"))
    var key: String

    @Option(help: ArgumentHelp("The host that the request is for.", valueName: "name"))
    var host: String
}
