import ArgumentParser

/// `berth dead drop`: throw dead letters away.
struct DeadDropCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drop", abstract: "Throw dead letters away, for good.")

    @Flag(help: "Do not ask.")
    var yes = false

    @Flag(help: "Mean every letter when no filter is given.")
    var all = false

    @OptionGroup var filter: DeadFilterOptions
    @OptionGroup var target: DeadQueueOptions
    @OptionGroup var broker: BrokerOptions

    func validate() throws {
        if filter.filter().isEverything && !all {
            throw ValidationError("Say which letters, with a filter, or --all.")
        }
        if !yes && !Terminal.canAsk { throw ValidationError("Nobody can be asked here: give --yes.") }
    }

    func run() async throws {
        try await target.look(broker) { dead, letters, _ in
            let now = WallClock.seconds
            let matches = filter.filter().matches(in: letters, now: now)
            guard !matches.isEmpty else { throw ToolError(.notFound, "No dead letter matches.") }
            if !yes {
                Terminal.write(DeadLetterText.table(matches, now: now))
                guard Terminal.confirm("Throw \(Amount.letters(matches.count)) away?") else {
                    throw EndedWith(status: .declined)
                }
            }
            for letter in matches { dead.remove(letter) }
            Terminal.line("Dropped \(Amount.letters(matches.count)).")
        }
    }
}
