import ArgumentParser

/// `berth dead show`: one dead letter.
struct DeadShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a dead letter's headers, and its body if asked.")

    @Argument(help: ArgumentHelp("Its idempotency key, or its number in dead list.", valueName: "key"))
    var letter: String

    @Flag(help: "Print the body too: as JSON where it can be read.")
    var body = false

    @OptionGroup var target: DeadQueueOptions
    @OptionGroup var broker: BrokerOptions

    @Flag(help: "Print JSON, one object to a line.")
    var json = false

    func run() async throws {
        try await target.look(broker) { _, letters, _ in
            let found = Self.find(letter, in: letters)
            guard !found.isEmpty else {
                throw ToolError(
                    .notFound, "There is no dead letter \(Printable.text(letter)).",
                    advice: "Look at what there is: berth dead list")
            }
            let now = WallClock.seconds
            for letter in found {
                let text =
                    json
                    ? try JSONReport.line(DeadLetterSummary(letter, now: now)) : DeadLetterText.people(letter, now: now)
                Terminal.write(text + (body ? DeadLetterText.body(letter) : "") + (json ? "" : "\n"))
            }
        }
    }

    /// Letters with this key; else the one with this number.
    static func find(_ name: String, in letters: [DeadLetter]) -> [DeadLetter] {
        let named = letters.filter { $0.key == name }
        if !named.isEmpty { return named }
        guard let position = Int(name) else { return [] }
        return letters.filter { $0.position == position }
    }
}
