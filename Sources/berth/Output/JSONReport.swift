import Foundation

/// Documented objects as JSON, one line or indented, members in alphabetical order.
enum JSONReport {
    /// The value as indented JSON with a final line feed, for a command's whole result.
    static func document(_ value: some Encodable) throws(ToolError) -> String {
        try encoded(value, [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
    }

    /// The value as one line of JSON with a final line feed, for a stream of results.
    static func line(_ value: some Encodable) throws(ToolError) -> String {
        try encoded(value, [.sortedKeys, .withoutEscapingSlashes])
    }

    private static func encoded(
        _ value: some Encodable, _ formatting: JSONEncoder.OutputFormatting
    ) throws(ToolError) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = formatting
        do {
            return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
        } catch {
            throw ToolError(.unexpected, "The result cannot be written as JSON: \(error)")
        }
    }
}
