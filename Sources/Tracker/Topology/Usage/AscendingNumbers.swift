extension [Int32] {
    /// The elements in ascending order; they mostly are already.
    var ascending: [Int32] {
        for index in indices.dropFirst() where self[index - 1] > self[index] { return sorted() }
        return self
    }

    /// The different elements in ascending order; they mostly are already.
    var ascendingOnce: [Int32] {
        for index in indices.dropFirst() where self[index - 1] >= self[index] {
            return sorted().reduce(into: []) { if $0.last != $1 { $0.append($1) } }
        }
        return self
    }

    /// Whether a number is in a list that ascends.
    func hasAscending(_ number: Int32) -> Bool {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < number { low = middle + 1 } else { high = middle }
        }
        return low < count && self[low] == number
    }
}
