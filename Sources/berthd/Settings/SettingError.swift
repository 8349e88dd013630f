/// A setting that cannot be used: which one, from where, and what would be right.
struct SettingError: Error, Hashable, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
