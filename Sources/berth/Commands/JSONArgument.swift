import Foundation
import SwiftProtobuf
import Wire

/// JSON that the command line gives: as it is, from a file, or from standard input.
enum JSONArgument {
    /// The most that is read; the largest request the tracker takes is `AuditNode`.
    static let maximumBytes = 16 << 20

    /// The bytes of `{...}`, `@FILE` or `-`.
    static func bytes(_ argument: String) throws(ToolError) -> [UInt8] {
        if argument == "-" { return try bytes(ofFile: "-") }
        if argument.hasPrefix("@") { return try bytes(ofFile: String(argument.dropFirst())) }
        return Array(argument.utf8)
    }

    /// A message from a file of JSON; `-` is standard input.
    static func message<M: SwiftProtobuf.Message>(_ type: M.Type, fromFile path: String) throws(ToolError) -> M {
        try decode(type, bytes(ofFile: path), from: path)
    }

    /// A message from `{...}`, `@FILE` or `-`.
    ///
    /// - Parameter option: the option that gave it, for the error.
    static func message<M: SwiftProtobuf.Message>(
        _ type: M.Type, from argument: String, option: String
    ) throws(ToolError) -> M {
        try decode(type, bytes(argument), from: option)
    }

    private static func decode<M: SwiftProtobuf.Message>(
        _ type: M.Type, _ bytes: [UInt8], from source: String
    ) throws(ToolError) -> M {
        do throws(WireError) {
            return try MessageCodec(.json).decode(type, from: bytes)
        } catch {
            if bytes.first(where: { !" \t\r\n".utf8.contains($0) }) == UInt8(ascii: "[") {
                throw ToolError(
                    .invalidArgument, "\(source): one JSON object is expected, not a list.",
                    advice: "Of a list give each object by itself.")
            }
            switch DeviceTypeNames.read(bytes) {
            case .unchanged: throw ToolError(.invalidArgument, "\(source): \(error.description)")
            case .unknown(let what): throw ToolError(.invalidArgument, "\(source): \(what)")
            case .renamed(let bytes): return try decode(type, bytes, from: source)
            }
        }
    }

    private static func bytes(ofFile path: String) throws(ToolError) -> [UInt8] {
        let data: Data
        do {
            if path == "-" {
                data = try FileHandle.standardInput.readToEnd() ?? Data()
            } else {
                data = try Data(contentsOf: URL(fileURLWithPath: path))
            }
        } catch {
            throw ToolError(
                .invalidArgument, "\(path) cannot be read.", advice: "Does the file exist, may you read it?")
        }
        guard data.count <= maximumBytes else {
            throw ToolError(.invalidArgument, "\(path) is longer than \(maximumBytes) bytes.")
        }
        return Array(data)
    }
}
