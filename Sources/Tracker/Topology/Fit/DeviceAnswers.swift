/// Whether the requested devices can be had on sets of places, each question asked once.
struct DeviceAnswers {
    private let devices: DeviceNearness
    private let hostCells: [Int32]
    /// Places of the host cells that count.
    private let counting: CellSet
    /// Whether sets that differ may be the same as far as they count; the search asks about no set twice.
    private let isRepeating: Bool
    private var byPlaces: [CellSet: Bool] = [:]
    private var byLikeness: [DeviceLook: Bool] = [:]
    private var looksLeft: Int

    /// Prepares for a search.
    ///
    /// - Parameters:
    ///   - hostCells: numbers of the host cells, in the order in which sets of places count them.
    ///   - share: how many nodes share the limit.
    init(_ devices: DeviceNearness, hostCells: [Int32], share: Int) {
        self.devices = devices
        self.hostCells = hostCells
        looksLeft = devices.looks.most / share
        counting = hostCells.indices.reduce(into: CellSet()) { counting, place in
            if devices.cellsThatCount?.contains(hostCells[place]) ?? true { counting.insert(place) }
        }
        isRepeating = counting.count < hostCells.count
    }

    /// Whether the devices can be had on a complete set of places; absent: too much has been asked.
    mutating func areHad(on places: CellSet) -> Bool? {
        let key = places.intersection(counting)
        if isRepeating, let answer = byPlaces[key] { return answer }
        let answer = answer(Set(places.places.map { hostCells[$0] }))
        if isRepeating { byPlaces[key] = answer }
        return answer
    }

    private mutating func answer(_ cells: Set<Int32>) -> Bool? {
        guard let likeness = devices.likeness else { return ask(cells) }
        guard take(devices.looks.likeness) else { return nil }
        let look = likeness(cells)
        if let answer = byLikeness[look] { return answer }
        let answer = ask(cells)
        byLikeness[look] = answer
        return answer
    }

    private mutating func ask(_ cells: Set<Int32>) -> Bool? {
        take(devices.looks.answer) ? devices.accepts(cells) : nil
    }

    private mutating func take(_ looks: Int) -> Bool {
        guard looksLeft >= looks else { return false }
        looksLeft -= looks
        return true
    }
}
