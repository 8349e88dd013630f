import SwiftProtobuf
import Wire

/// Messages as JSON for programs: the proto3 JSON mapping, on one line.
enum MessageJSON {
    /// The message as JSON with a final line feed.
    static func text(_ message: some SwiftProtobuf.Message) throws(ToolError) -> String {
        do throws(WireError) {
            return String(decoding: try MessageCodec(.json).encode(message), as: UTF8.self) + "\n"
        } catch {
            throw ToolError(.unexpected, "The answer cannot be written as JSON: \(error.message)")
        }
    }

    /// A message of any of the schema's types as JSON with a final line feed.
    static func text(any message: any SwiftProtobuf.Message) throws(ToolError) -> String { try text(message) }
}
