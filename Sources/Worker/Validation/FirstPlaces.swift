/// Remembers where each of a list's identities was first, to find repetitions.
struct FirstPlaces<Identity: Hashable> {
    private var places: [Identity: Int] = [:]

    /// Notes an identity at an index.
    ///
    /// - Returns: where it was first; nil: here.
    mutating func place(_ identity: Identity, _ index: Int) -> Int? {
        if let first = places[identity] { return first }
        places[identity] = index
        return nil
    }
}
