import Foundation
import Tracker

/// Where a list goes on: opaque to callers, base64 of the kind of list and of what was listed last.
enum PageToken {
    private static let version = "1"
    private static let heldVersion = "2"
    /// A token of two names of 255 bytes, each at worst three times as long in its key.
    private static let longest = 4096

    /// The token behind a node.
    static func token(after node: NodeIdentifier) -> String {
        Data((version + StoredKey.joined([node.host, node.name])).utf8).base64EncodedString()
    }

    /// The node that a token was made for; nil: it is none of ours.
    static func node(of token: String) -> NodeIdentifier? {
        guard !token.isEmpty, token.utf8.count <= longest, let data = Data(base64Encoded: token),
            let text = String(data: data, encoding: .utf8), text.unicodeScalars.starts(with: version.unicodeScalars),
            let parts = StoredKey.parts(of: String(text.unicodeScalars.dropFirst(version.unicodeScalars.count))),
            parts.count == 2
        else { return nil }
        return NodeIdentifier(host: parts[0], name: parts[1])
    }

    /// The token behind a held request, by its number.
    static func token(afterHeld id: Int64) -> String {
        Data((heldVersion + String(id)).utf8).base64EncodedString()
    }

    /// The number that a token was made for; nil: it is none of ours.
    static func heldNumber(of token: String) -> Int64? {
        guard !token.isEmpty, token.utf8.count <= longest, let data = Data(base64Encoded: token),
            let text = String(data: data, encoding: .utf8), text.hasPrefix(heldVersion),
            let id = Int64(text.dropFirst(heldVersion.count)), id > 0
        else { return nil }
        return id
    }
}
