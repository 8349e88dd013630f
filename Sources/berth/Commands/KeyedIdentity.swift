import Worker

/// The identities that a command makes for what nobody has named.
///
/// They come from its idempotency key: the same command under the same key is the same request, byte by byte, and under
/// another key it is another one.
enum KeyedIdentity {
    /// What is named.
    enum Kind: String {
        case instance
        case pciRequest = "pci_request"
    }

    /// A UUID for one of the things of a kind that a request names.
    static func uuid(_ kind: Kind, key: String, position: Int = 0) -> String {
        ContentDigest.uuid(of: "berth \(kind.rawValue) \(position) \(key)")
    }
}
