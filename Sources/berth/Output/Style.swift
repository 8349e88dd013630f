/// Colours, used only where they are seen and wanted.
struct Style: Sendable {
    /// False: every text is returned as it is.
    let isEnabled: Bool

    /// Decides from where the text goes and what the user's environment says.
    ///
    /// `NO_COLOR` counts when it is present and not empty (no-color.org); `TERM=dumb` cannot show colours.
    init(isInteractive: Bool, environment: [String: String]) {
        let refused = !(environment["NO_COLOR"] ?? "").isEmpty
        isEnabled = isInteractive && !refused && environment["TERM"] != "dumb"
    }

    /// What is wrong.
    func bad(_ text: String) -> String { paint(text, "31") }
    /// What is fine.
    func good(_ text: String) -> String { paint(text, "32") }
    /// What stands out.
    func strong(_ text: String) -> String { paint(text, "1") }

    private func paint(_ text: String, _ code: String) -> String {
        isEnabled ? "\u{1b}[\(code)m\(text)\u{1b}[0m" : text
    }
}
