public import SwiftProtobuf

/// Something in a binary message that this version's schema does not know: the sender is newer, or wrong.
///
/// JSON refuses both kinds while decoding; the binary form keeps them, so that the receiver can decide.
public struct UnknownItem: Sendable, Hashable, CustomStringConvertible {
    /// What is unknown.
    public enum Kind: Sendable, Hashable {
        /// A message has fields that the schema does not know; these are their numbers, ascending, at most 16.
        case fields([Int])
        /// An enum has a number that the schema does not name.
        case enumValue(Int)
    }

    /// The message with the unknown fields, or the field with the unknown value:
    /// `instance.pci_requests[1].numa_policy`; empty: the outermost message.
    public let path: String
    /// What is unknown there.
    public let kind: Kind

    /// Makes an item.
    public init(path: String, kind: Kind) {
        self.path = path
        self.kind = kind
    }

    /// One line for people, safe to log.
    public var description: String {
        let place = path.isEmpty ? "the message" : path
        switch kind {
        case .fields(let numbers):
            return "\(place) has unknown fields: \(numbers.map(String.init).joined(separator: ", "))"
        case .enumValue(let number): return "\(place) has the unknown value \(number)"
        }
    }
}

extension SwiftProtobuf.Message {
    /// What the schema does not know, anywhere in this message, in the order of the fields.
    ///
    /// Cost: one walk over the message. An `Any` is not looked into.
    /// - Parameter limit: stop after this many.
    public func unknownItems(limit: Int = 16) -> [UnknownItem] {
        var finder = UnknownItemFinder(limit: limit)
        finder.walk(self)
        return finder.items
    }

    /// True if this message, or one within it, has a field or an enum value that the schema does not know.
    public var hasUnknownItems: Bool { !unknownItems(limit: 1).isEmpty }
}
