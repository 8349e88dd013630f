import ArgumentParser

/// What a flavor and an image ask for beyond amounts, setting by setting.
struct SettingOptions: ParsableArguments {
    @Option(
        name: [.customLong("extra-spec"), .customLong("extra")],
        help: ArgumentHelp("An extra spec of the flavor; may be repeated.", valueName: "key=value"))
    var extra: [String] = []

    @Option(help: ArgumentHelp("A property of the image; may be repeated.", valueName: "key=value"))
    var imageProperty: [String] = []

    func validate() throws {
        for pair in extra where !pair.contains("=") {
            throw ValidationError("--extra-spec must look like key=value.")
        }
        for pair in imageProperty where !pair.contains("=") {
            throw ValidationError("--image-property must look like key=value.")
        }
    }

    /// The extra specs by key; of two values the last counts.
    var extraSpecs: [String: String] { Self.map(extra) }

    /// The image's properties by key; of two values the last counts.
    var imageProperties: [String: String] { Self.map(imageProperty) }

    private static func map(_ pairs: [String]) -> [String: String] {
        var map: [String: String] = [:]
        for pair in pairs {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            map[String(parts[0])] = parts.count > 1 ? String(parts[1]) : ""
        }
        return map
    }
}
