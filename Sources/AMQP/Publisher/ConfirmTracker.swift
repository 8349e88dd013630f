/// Which published messages the broker has not settled yet, on one incarnation of one channel.
///
/// RabbitMQ numbers the messages of a channel in confirm mode from 1, and settles them singly or all up to a number. A
/// `basic.return` carries no number, but comes before its acknowledgement, and returns come in the order of publishing.
struct ConfirmTracker<Entry> {
    /// What became of one message.
    enum Outcome: Equatable {
        case confirmed
        case returned(code: UInt16, text: String)
        case negative
    }

    private struct Slot {
        var entry: Entry
        var returned: Outcome?
    }

    /// Slots from `firstTag` on; settled ones are nil, and the first one never is.
    private var slots: ContiguousArray<Slot?> = []
    /// Settled slots at the front of `slots`, cut off when they are many.
    private var head = 0
    private var firstTag: UInt64 = 1

    /// How many messages wait for the broker.
    private(set) var count = 0

    /// The number that the broker will give to the next message.
    var nextTag: UInt64 { firstTag + UInt64(slots.count) }

    /// Takes the next message as published.
    mutating func published(_ entry: Entry) {
        slots.append(Slot(entry: entry))
        count += 1
    }

    /// Notes a return for the first waiting message that matches; false if there is none.
    mutating func returned(code: UInt16, text: String, matching: (Entry) -> Bool) -> Bool {
        for index in head..<slots.count {
            guard let slot = slots[index], slot.returned == nil, matching(slot.entry) else { continue }
            slots[index]?.returned = .returned(code: code, text: text)
            return true
        }
        return false
    }

    /// Settles one message or all up to the number, in order; numbers that are not waiting are ignored.
    mutating func settled(
        tag: UInt64, multiple: Bool, positive: Bool, report: (Entry, Outcome) -> Void
    ) {
        // RabbitMQ's "all so far" is tag 0 with multiple.
        let last = multiple && tag == 0 ? nextTag &- 1 : tag
        guard last >= firstTag, last < nextTag else { return }
        let end = Int(last - firstTag)
        for index in (multiple ? min(head, end) : end)...end {
            guard let slot = slots[index] else { continue }
            slots[index] = nil
            count -= 1
            report(slot.entry, positive ? slot.returned ?? .confirmed : .negative)
        }
        advance()
    }

    /// Takes out everything that waits, in order: the channel is gone.
    ///
    /// Numbering starts again.
    mutating func drain() -> [Entry] {
        let waiting = slots[head...].compactMap { $0?.entry }
        self = ConfirmTracker()
        return waiting
    }

    /// Moves the front over settled slots.
    ///
    /// Cutting off costs a move of the rest, so it waits until half is settled.
    private mutating func advance() {
        while head < slots.count, slots[head] == nil { head += 1 }
        guard head == slots.count || head > 1024 && head * 2 > slots.count else { return }
        slots.removeFirst(head)
        firstTag += UInt64(head)
        head = 0
    }
}
