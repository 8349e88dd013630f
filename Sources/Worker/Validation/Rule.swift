/// What a value must be, in words for people and as a check; the words and the check must say the same.
struct Rule<Value: Sendable>: Sendable {
    /// Completes "must be …".
    let text: String
    private let holds: @Sendable (Value) -> Bool
    private let show: @Sendable (Value) -> String

    /// Makes a rule.
    ///
    /// - Parameters:
    ///   - text: completes "must be …".
    ///   - show: how a value is shown when it breaks the rule.
    ///   - holds: whether a value keeps the rule; must not trap, whatever the value.
    init(_ text: String, show: @escaping @Sendable (Value) -> String, holds: @escaping @Sendable (Value) -> Bool) {
        self.text = text
        self.show = show
        self.holds = holds
    }

    /// What is wrong with a value; nil: nothing.
    func violation(of value: Value) -> String? {
        holds(value) ? nil : "must be \(text), is \(show(value))"
    }
}

extension Rule where Value: BinaryInteger {
    /// A whole number within a range.
    static func number(_ range: ClosedRange<Value>, _ unit: String) -> Rule {
        Rule("\(range.lowerBound) to \(range.upperBound) \(unit)", show: { "\($0)" }, holds: { range.contains($0) })
    }
}

extension Rule<Double> {
    /// A finite number within a range.
    static func number(_ range: ClosedRange<Double>, _ unit: String) -> Rule {
        Rule(
            "a finite number, \(range.lowerBound) to \(range.upperBound), \(unit)", show: { "\($0)" },
            holds: { $0.isFinite && range.contains($0) })
    }
}

extension Rule<String> {
    /// A text of some form.
    static func form(_ text: String, _ holds: @escaping @Sendable (String) -> Bool) -> Rule {
        Rule(text, show: { $0.isEmpty ? "empty" : Shown.text($0) }, holds: holds)
    }

    /// One line: so many bytes of UTF-8 without control characters.
    static func line(_ bytes: ClosedRange<Int>) -> Rule {
        form("\(bytes.lowerBound) to \(bytes.upperBound) bytes without control characters") {
            bytes.contains($0.utf8.count) && !Characters.hasControl($0)
        }
    }

    /// Any text but for NUL: so many bytes of UTF-8.
    static func content(_ bytes: ClosedRange<Int>) -> Rule {
        form("\(bytes.lowerBound) to \(bytes.upperBound) bytes without NUL") {
            bytes.contains($0.utf8.count) && !$0.utf8.contains(0)
        }
    }

    /// The same rule, but an empty text is fine too.
    var orEmpty: Rule {
        Rule("empty or \(text)", show: { Shown.text($0) }, holds: { $0.isEmpty || violation(of: $0) == nil })
    }
}
