package import Tracker
package import Wire

/// Why a request never reaches the core: fields that break their rules, or a method that this version does not have.
package struct ValidationFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of failure it is; new ones may be added.
    package struct Code: RawRepresentable, Hashable, Sendable {
        /// The stable identifier, in UPPER_SNAKE_CASE; the reason of the refusal.
        package let rawValue: String

        /// Makes a code from its stable identifier.
        package init(rawValue: String) { self.rawValue = rawValue }

        /// At least one field breaks its rule.
        package static let invalidFields = Code(rawValue: "INVALID_FIELDS")
        /// The schema has the method, this version does not.
        package static let unimplemented = Code(rawValue: "METHOD_UNIMPLEMENTED")
    }

    /// What kind of failure it is.
    package let code: Code
    /// Every field that breaks its rule, in the order of the schema; empty for a method that is not there.
    package let violations: [FieldViolation]
    /// The method that is not there.
    private let method: Method?

    /// Fields break their rules.
    package init(violations: [FieldViolation]) {
        precondition(!violations.isEmpty, "a validation failure must name a violation")
        code = .invalidFields
        self.violations = violations
        method = nil
    }

    /// The method is in the schema, but this version does not have it.
    package static func unimplemented(_ method: Method) -> ValidationFailure { ValidationFailure(missing: method) }

    private init(missing method: Method) {
        code = .unimplemented
        violations = []
        self.method = method
    }

    /// The refusal that the caller is answered with.
    package var refusal: Refusal {
        guard let method else {
            return Refusal(.invalidArgument, reason: code.rawValue, message: summary, violations: violations)
        }
        return Refusal(
            .unimplemented, reason: code.rawValue, message: summary, metadata: ["method": method.rawValue])
    }

    /// Code and names of fields, without their values: safe to log.
    package var description: String { "\(code.rawValue): \(summary)" }

    /// One sentence without values.
    private var summary: String {
        if let method { return "\(method.rawValue) is not implemented by this version of the worker" }
        let named = violations.prefix(3).map(\.field).map { $0.isEmpty ? "the request" : $0 }
        let rest = violations.count - named.count
        let list = named.joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
        return violations.count == 1
            ? "a field breaks its rule: \(list)" : "\(violations.count) fields break their rules: \(list)"
    }
}
