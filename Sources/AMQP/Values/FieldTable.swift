/// An ordered table of named values: headers, arguments, properties of the peer.
///
/// The order of insertion is kept on the wire. A key occurs once; keys of a received table that occur twice keep the
/// last value.
public struct FieldTable: Sendable {
    /// One key with its value.
    public struct Entry: Sendable, Hashable {
        /// At most 255 bytes of UTF-8.
        public var key: String
        /// What stands under the key.
        public var value: FieldValue

        /// A key with its value.
        public init(key: String, value: FieldValue) {
            self.key = key
            self.value = value
        }
    }

    /// Up to so many entries a search through all of them costs less than a dictionary.
    private static let few = 16

    /// All entries in their order.
    public private(set) var entries: [Entry]

    /// An empty table.
    public init() { entries = [] }

    /// A table of entries that are known to have different keys.
    package init(distinct entries: [Entry]) {
        assert(Set(entries.map(\.key)).count == entries.count, "a key must not occur twice")
        self.entries = entries
    }

    /// A table of these entries; of equal keys the last one counts.
    public init(_ entries: some Sequence<Entry>) {
        let entries = Array(entries)
        self.entries = []
        self.entries.reserveCapacity(entries.count)
        guard entries.count > Self.few else {
            for entry in entries { self[entry.key] = entry.value }
            return
        }
        // A received table can have ten thousands of keys: searching all of them for each would take seconds.
        var positions: [String: Int] = [:]
        for entry in entries {
            if let position = positions[entry.key] {
                self.entries[position].value = entry.value
            } else {
                positions[entry.key] = self.entries.count
                self.entries.append(entry)
            }
        }
    }

    /// The value under a key; setting nil removes the entry.
    ///
    /// Costs a search through all keys.
    public subscript(key: String) -> FieldValue? {
        get { entries.first { $0.key == key }?.value }
        set {
            let index = entries.firstIndex { $0.key == key }
            switch (index, newValue) {
            case (let index?, let value?): entries[index].value = value
            case (let index?, nil): entries.remove(at: index)
            case (nil, let value?): entries.append(Entry(key: key, value: value))
            case (nil, nil): break
            }
        }
    }

    /// How many entries there are.
    public var count: Int { entries.count }

    /// Whether there is no entry.
    public var isEmpty: Bool { entries.isEmpty }

    /// All keys in their order.
    public var keys: [String] { entries.map(\.key) }
}

extension FieldTable: ExpressibleByDictionaryLiteral {
    /// A table of these entries, in this order; of equal keys the last one counts.
    public init(dictionaryLiteral elements: (String, FieldValue)...) {
        self.init(elements.lazy.map { Entry(key: $0.0, value: $0.1) })
    }
}

extension FieldTable: Hashable {
    /// Equal when the same keys have the same values, in whatever order.
    public static func == (left: FieldTable, right: FieldTable) -> Bool {
        left.entries == right.entries || left.count == right.count && Set(left.entries) == Set(right.entries)
    }

    /// Hashes the entries regardless of their order.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(Set(entries))
    }
}

extension FieldTable: Sequence {
    /// The entries in their order.
    public func makeIterator() -> IndexingIterator<[Entry]> { entries.makeIterator() }
}
