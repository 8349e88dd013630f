internal import HeapModule

/// The held requests of a shard, by number, key and subject, and when they are due.
///
/// Of one subject the first in order of arrival is tried, and those behind it when it is gone; every one of them ends
/// at its own time.
struct HeldRequests: Sendable {
    private struct Due: Comparable {
        let atNanoseconds: Int64
        let id: Int64

        static func < (left: Due, right: Due) -> Bool {
            (left.atNanoseconds, left.id) < (right.atNanoseconds, right.id)
        }
    }

    private var items: [Int64: HeldItem] = [:]
    private var numbersByKey: [String: Int64] = [:]
    /// Numbers in order of arrival.
    private var numbersBySubject: [HeldSubject: [Int64]] = [:]
    /// May name what is gone or due later; told apart when taken.
    private var due: Heap<Due> = []

    init(_ items: [HeldItem] = []) {
        for item in items { put(item) }
    }

    var count: Int { items.count }

    func count(of subject: HeldSubject) -> Int { numbersBySubject[subject]?.count ?? 0 }

    func item(_ id: Int64) -> HeldItem? { items[id] }

    func item(key: String) -> HeldItem? { numbersByKey[key].flatMap { items[$0] } }

    /// The first of a subject.
    func first(of subject: HeldSubject) -> HeldItem? { numbersBySubject[subject]?.first.flatMap { items[$0] } }

    /// What an item waits behind; nil: it is the first of its subject.
    func predecessor(of item: HeldItem) -> HeldItem? {
        guard let numbers = numbersBySubject[item.subject], let place = numbers.firstIndex(of: item.id), place > 0
        else { return nil }
        return items[numbers[place - 1]]
    }

    /// Up to `most` in order of arrival, from behind a number on.
    func list(after id: Int64, most: Int) -> [HeldItem] {
        items.keys.filter { $0 > id }.sorted().prefix(most).compactMap { items[$0] }
    }

    /// When the next is due, in nanoseconds; may be earlier than anything is.
    var wakeUpNanoseconds: Int64? { due.min?.atNanoseconds }

    /// Adds an item, or changes what is known of it.
    mutating func put(_ item: HeldItem) {
        if items.updateValue(item, forKey: item.id) == nil {
            numbersByKey[item.key] = item.id
            var numbers = numbersBySubject[item.subject] ?? []
            numbers.insert(item.id, at: numbers.firstIndex { $0 > item.id } ?? numbers.endIndex)
            numbersBySubject[item.subject] = numbers
        }
        due.insert(Due(atNanoseconds: dueNanoseconds(item), id: item.id))
    }

    mutating func remove(_ item: HeldItem) {
        items[item.id] = nil
        numbersByKey[item.key] = nil
        var numbers = numbersBySubject[item.subject] ?? []
        numbers.removeAll { $0 == item.id }
        numbersBySubject[item.subject] = numbers.isEmpty ? nil : numbers
        // The next one may be due by now.
        if let next = first(of: item.subject) {
            due.insert(Due(atNanoseconds: dueNanoseconds(next), id: next.id))
        }
    }

    /// Takes one that is due: to be tried, or to be given up.
    mutating func popDue(nowNanoseconds: Int64) -> HeldItem? {
        while let entry = due.min, entry.atNanoseconds <= nowNanoseconds {
            due.removeMin()
            guard let item = items[entry.id] else { continue }
            if dueNanoseconds(item) <= nowNanoseconds { return item }
        }
        return nil
    }

    /// The first of a subject is due by its back-off; what waits behind another only by its end.
    private func dueNanoseconds(_ item: HeldItem) -> Int64 {
        let isFirst = numbersBySubject[item.subject]?.first == item.id
        return isFirst ? min(item.nextNanoseconds, item.endNanoseconds) : item.endNanoseconds
    }
}
