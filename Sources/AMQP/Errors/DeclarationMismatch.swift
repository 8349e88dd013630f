/// Which property of a declared queue or exchange differs from what exists.
///
/// Read from the broker's text, which is the only place where it is said. Form seen with RabbitMQ 3.10.8:
/// `PRECONDITION_FAILED - inequivalent arg 'x-max-length' for queue 'q' in vhost '/': received the value '20' of type
/// 'long' but current is the value '10' of type 'long'`.
public struct DeclarationMismatch: Sendable, Hashable {
    /// `queue` or `exchange`.
    public let kind: String
    /// The name of the queue or exchange.
    public let name: String
    /// The argument or property, for instance `durable` or `x-queue-type`.
    public let argument: String
    /// What this side asked for, in the broker's words.
    public let wanted: String
    /// What exists, in the broker's words.
    public let found: String

    /// A mismatch with all its parts.
    public init(kind: String, name: String, argument: String, wanted: String, found: String) {
        self.kind = kind
        self.name = name
        self.argument = argument
        self.wanted = wanted
        self.found = found
    }

    /// Reads the broker's text; nil if it does not have the known form.
    public init?(brokerText: String) {
        var rest = Substring(brokerText)
        guard Self.skip("inequivalent arg '", in: &rest), let argument = Self.take(until: "' for ", in: &rest),
            let kind = Self.take(until: " '", in: &rest), let name = Self.take(until: "' in vhost '", in: &rest),
            Self.skip("': received ", in: &rest), let wanted = Self.take(until: " but current is ", in: &rest)
        else { return nil }
        self.init(
            kind: String(kind), name: String(name), argument: String(argument), wanted: Self.plain(wanted),
            found: Self.plain(rest))
    }

    /// Moves behind the first occurrence of the mark.
    private static func skip(_ mark: String, in rest: inout Substring) -> Bool {
        take(until: mark, in: &rest) != nil
    }

    /// Returns what stands before the first occurrence of the mark and moves behind it.
    private static func take(until mark: String, in rest: inout Substring) -> Substring? {
        guard let range = rest.firstRange(of: mark) else { return nil }
        defer { rest = rest[range.upperBound...] }
        return rest[..<range.lowerBound]
    }

    /// `the value '10' of type 'long'` as `'10' (long)`; anything else as it is.
    private static func plain(_ text: Substring) -> String {
        var rest = text
        guard rest.hasPrefix("the value "), skip("the value ", in: &rest),
            let value = take(until: " of type '", in: &rest), let type = take(until: "'", in: &rest)
        else { return String(text) }
        return "\(value) (\(type))"
    }
}

extension DeclarationMismatch: CustomStringConvertible {
    /// One sentence that names object, argument, what exists and what was wanted.
    public var description: String {
        "\(kind) '\(name)' exists with another '\(argument)': found \(found), wanted \(wanted); "
            + "change the declaration, or delete the \(kind)"
    }
}
