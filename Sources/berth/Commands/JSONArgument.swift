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
        let bytes = try bytes(ofFile: path)
        do throws(WireError) {
            return try MessageCodec(.json).decode(type, from: bytes)
        } catch {
            throw ToolError(.invalidArgument, "\(path): \(error.description)")
        }
    }

    /// A message from `{...}`, `@FILE` or `-`.
    ///
    /// - Parameter option: the option that gave it, for the error.
    static func message<M: SwiftProtobuf.Message>(
        _ type: M.Type, from argument: String, option: String
    ) throws(ToolError) -> M {
        let bytes = try bytes(argument)
        do throws(WireError) {
            return try MessageCodec(.json).decode(type, from: bytes)
        } catch {
            throw ToolError(.invalidArgument, "\(option): \(error.description)")
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
