internal import AMQP
internal import Journal
internal import Worker

/// Everything that happened in a run, in order: its digest is the same for the same seed.
struct Trace {
    /// The lines as text; kept only when somebody wants to read them.
    private(set) var lines: [String] = []
    private var bytes: [UInt8] = []
    private var folded: [UInt8] = []
    private let keepsLines: Bool

    init(keepsLines: Bool) { self.keepsLines = keepsLines }

    /// Notes what happened, for people and for the digest.
    mutating func note(_ text: String) {
        if keepsLines { lines.append(text) }
        bytes += text.utf8
        bytes.append(10)
        fold()
    }

    /// Notes content that nobody reads; the lines have its digest.
    mutating func note(content: [UInt8]) {
        if keepsLines {
            lines.append("    content \(ContentDigest.hexadecimal(ContentDigest.of([content])).prefix(16))")
        }
        bytes += content
        fold()
    }

    /// The digest over everything so far.
    var digest: String { ContentDigest.hexadecimal(ContentDigest.of([folded, bytes])) }

    /// Keeps the memory of a long run small.
    private mutating func fold() {
        guard bytes.count > 1 << 16 else { return }
        folded = ContentDigest.of([folded, bytes])
        bytes.removeAll(keepingCapacity: true)
    }
}

extension Trace {
    mutating func note(_ batch: JournalBatch) {
        let entries = batch.entries.map { "\($0.position.value) \($0.requestKey) \($0.method) \($0.timeNanoseconds)" }
        note("  commit \(batch.timeNanoseconds) entries [\(entries.joined(separator: ", "))] done \(batch.published)")
        for entry in batch.entries { note(content: entry.facts) }
        for key in batch.keys {
            note("  key \(key.key) \(key.ending.rawValue) \(key.position.value) \(key.status) \(key.replays)")
            note(content: key.contentDigest + key.reply)
        }
        for change in batch.entities {
            switch change {
            case .put(let key, let value):
                note("  put \(key.kind) \(key.key)")
                note(content: value)
            case .delete(let key): note("  delete \(key.kind) \(key.key)")
            }
        }
        for row in batch.outbox {
            note("  row \(row.id) \(row.lane.rawValue) \(row.sequence.value) \(row.exchange) \(row.routingKey)")
            note(content: row.envelope + row.body)
        }
        for letter in batch.deadLetters { note("  dead \(letter.requestKey) \(letter.reason) \(letter.attempts)") }
        for change in batch.held { note("  held \(change)") }
        note("  mark \(batch.mark)")
    }

    mutating func note(published messages: [OutgoingMessage], _ channel: String) {
        for message in messages {
            note("  publish \(channel) \(message.id) \(message.exchange) \(message.routingKey)")
            note(content: message.body)
        }
    }

    mutating func note(_ line: LogLine) {
        let metadata = line.metadata.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        note("  log \(line.level) \(line.message.rawValue) \(metadata.joined(separator: " "))")
    }
}
