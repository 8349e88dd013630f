/// An ordered set in chunks: finding is logarithmic, a change copies at most one chunk and the list of chunks.
///
/// Copies share what they have in common, which the state's cheap copies rely on.
struct SortedSet<Element: Comparable & Sendable>: Sendable {
    /// A chunk is split when it grows beyond this.
    static var chunkLimit: Int { 128 }

    /// Sorted chunks of sorted elements; none is empty.
    private var chunks: [[Element]] = []
    /// How many elements there are.
    private(set) var count = 0

    /// The smallest element.
    var first: Element? { chunks.first?.first }

    /// Adds an element; false if it was there.
    @discardableResult
    mutating func insert(_ element: Element) -> Bool {
        guard !chunks.isEmpty else {
            chunks = [[element]]
            count = 1
            return true
        }
        let chunk = min(chunkIndex(of: element), chunks.count - 1)
        let offset = Self.offset(of: element, in: chunks[chunk])
        if offset < chunks[chunk].count, chunks[chunk][offset] == element { return false }
        chunks[chunk].insert(element, at: offset)
        count += 1
        splitIfFull(chunk)
        return true
    }

    /// Takes an element out; false if it was not there.
    @discardableResult
    mutating func remove(_ element: Element) -> Bool {
        let chunk = chunkIndex(of: element)
        guard chunk < chunks.count else { return false }
        let offset = Self.offset(of: element, in: chunks[chunk])
        guard chunks[chunk][offset] == element else { return false }
        chunks[chunk].remove(at: offset)
        count -= 1
        joinIfSmall(chunk)
        return true
    }

    /// The elements at or behind `start` in order, for as long as `isIncluded` holds.
    func elements(from start: Element, while isIncluded: (Element) -> Bool) -> [Element] {
        var found: [Element] = []
        var chunk = chunkIndex(of: start)
        guard chunk < chunks.count else { return found }
        var offset = Self.offset(of: start, in: chunks[chunk])
        while chunk < chunks.count {
            for element in chunks[chunk][offset...] {
                guard isIncluded(element) else { return found }
                found.append(element)
            }
            chunk += 1
            offset = 0
        }
        return found
    }

    /// The elements in order, for as long as `isIncluded` holds.
    func elements(while isIncluded: (Element) -> Bool = { _ in true }) -> [Element] {
        guard let first else { return [] }
        return elements(from: first, while: isIncluded)
    }

    /// The first chunk whose last element is not before `element`.
    private func chunkIndex(of element: Element) -> Int {
        var low = 0
        var high = chunks.count
        while low < high {
            let middle = (low + high) / 2
            if let last = chunks[middle].last, last < element { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The first place in a chunk whose element is not before `element`.
    private static func offset(of element: Element, in chunk: [Element]) -> Int {
        var low = 0
        var high = chunk.count
        while low < high {
            let middle = (low + high) / 2
            if chunk[middle] < element { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private mutating func splitIfFull(_ chunk: Int) {
        guard chunks[chunk].count > Self.chunkLimit else { return }
        let half = chunks[chunk].count / 2
        let tail = Array(chunks[chunk][half...])
        chunks[chunk].removeSubrange(half...)
        chunks.insert(tail, at: chunk + 1)
    }

    private mutating func joinIfSmall(_ chunk: Int) {
        if chunks[chunk].isEmpty {
            chunks.remove(at: chunk)
        } else if chunk + 1 < chunks.count, chunks[chunk].count + chunks[chunk + 1].count <= Self.chunkLimit / 2 {
            chunks[chunk].append(contentsOf: chunks[chunk + 1])
            chunks.remove(at: chunk + 1)
        }
    }
}
