import Foundation
import Tracker

/// Where a list of nodes goes on: opaque to callers, base64 of a version and the last node that was listed.
enum PageToken {
    private static let version = "1"
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
}
