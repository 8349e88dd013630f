internal import SwiftProtobuf
internal import Wire

/// What an "about to apply" mark says.
struct ApplyMark {
    /// The digest of the message that is about to be applied; nil: none is.
    let current: [UInt8]?
    /// Whether earlier suspects are named, too.
    let hasEarlier: Bool

    init?(_ bytes: [UInt8]?) {
        guard let bytes, let mark = try? Berth_Journal_V1_ApplyMark(serializedBytes: bytes) else { return nil }
        current = mark.hasCurrent ? [UInt8](mark.current.digest) : nil
        hasEarlier = !mark.earlier.isEmpty
    }
}
