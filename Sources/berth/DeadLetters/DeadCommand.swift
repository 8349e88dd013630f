import ArgumentParser

/// `berth dead`: messages that could not be processed.
struct DeadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dead", abstract: "List, show, replay and drop dead letters.",
        discussion: """
            Looking at a letter takes it from the queue for a moment and gives it back in its old place. Meanwhile \
            nobody else sees it, and its x-delivery-count rises by one. A message's body is printed only by \
            show --body: it may hold what must not be in a terminal's history.
            """,
        subcommands: [DeadListCommand.self, DeadShowCommand.self, DeadReplayCommand.self, DeadDropCommand.self])
}
