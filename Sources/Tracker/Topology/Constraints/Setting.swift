/// One key of a flavor or an image and its value, as they were given.
struct Setting: Hashable, Sendable {
    /// The whole key, such as `hw:cpu_policy`.
    let key: String
    /// Its value; may be empty.
    let value: String

    /// For messages: `hw:cpu_policy=mixed`.
    var text: String { "\(key)=\(Self.shortened(value, to: 64))" }

    /// The text, or its beginning: a value from outside may have any length.
    static func shortened(_ text: String, to limit: Int) -> String {
        text.utf8.count <= limit ? text : String(text.unicodeScalars.prefix(limit - 1)) + "…"
    }
}

/// What a rule found, and the setting that says it.
struct Stated<Value: Hashable & Sendable>: Hashable, Sendable {
    /// What was found.
    let value: Value
    /// Who says so.
    let setting: Setting
}

extension ConstraintError {
    /// A rule that one setting breaks.
    init(_ reason: Reason, _ setting: Setting, allowed: String, _ message: String) {
        self.init(
            reason, key: setting.key, value: Setting.shortened(setting.value, to: 256), allowed: allowed,
            message: message)
    }
}
