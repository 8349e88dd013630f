/// The name of an entity row: what kind of thing it is, and which one.
///
/// Keys are compared byte by byte as UTF-8: texts that only look the same are different keys.
public struct EntityKey: Hashable, Comparable, Sendable {
    /// The kind of thing, a short word such as `node`.
    public let kind: String

    /// Which one of its kind; opaque to the store.
    public let key: String

    /// Makes a key.
    public init(kind: String, key: String) {
        self.kind = kind
        self.key = key
    }

    /// Equal when all bytes are.
    public static func == (left: Self, right: Self) -> Bool {
        left.kind.utf8.elementsEqual(right.kind.utf8) && left.key.utf8.elementsEqual(right.key.utf8)
    }

    /// Orders by the bytes of the kind, then by those of the key, as the store does.
    public static func < (left: Self, right: Self) -> Bool {
        if left.kind.utf8.elementsEqual(right.kind.utf8) {
            return left.key.utf8.lexicographicallyPrecedes(right.key.utf8)
        }
        return left.kind.utf8.lexicographicallyPrecedes(right.kind.utf8)
    }

    /// Feeds the bytes that ``==(_:_:)`` compares.
    public func hash(into hasher: inout Hasher) {
        for var text in [kind, key] {
            hasher.combine(text.utf8.count)
            text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        }
    }
}

/// A change of one entity row.
public enum EntityChange: Sendable {
    /// The row is to have this value, whether it exists or not.
    case put(EntityKey, [UInt8])

    /// The row is to be gone; if it does not exist, nothing happens.
    case delete(EntityKey)
}
