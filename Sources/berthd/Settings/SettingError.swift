import Worker

/// A setting that cannot be used: which one, from where, and what would be right.
struct SettingError: Error, Hashable, CustomStringConvertible {
    /// For people; passwords in addresses are masked, wherever they were put.
    let description: String

    init(_ description: String) {
        self.description = LogFormatter.masked(description)
    }
}
