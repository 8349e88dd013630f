import SwiftProtobuf
package import Tracker
import Wire

/// Facts as the journal keeps them: one `berth.journal.v1.Facts` per entry.
package enum StoredFacts {
    /// The bytes of some facts, the same for equal facts.
    package static func encode(_ facts: [Fact]) -> [UInt8] {
        StoredBytes.encode(Berth_Journal_V1_Facts.with { $0.facts = facts.map(Berth_Journal_V1_Fact.init) })
    }

    /// The facts of some bytes.
    ///
    /// - Throws: `malformedBytes`, and what a field's own mapping throws; then the store is damaged, or a newer version
    ///   wrote it.
    package static func decode(_ bytes: [UInt8]) throws(MappingError) -> [Fact] {
        let stored: Berth_Journal_V1_Facts = try StoredBytes.decode(bytes)
        return try stored.facts.map { fact throws(MappingError) in try Fact(fact) }
    }
}
