/// Whether the requested devices can be had on sets of places, each question asked once.
struct DeviceAnswers {
    private let devices: DeviceNearness
    private let hostCells: [Int32]
    /// Places of the host cells that count.
    private let counting: CellSet
    private var byPlaces: [CellSet: Bool] = [:]
    private var byLikeness: [[Int32]: Bool] = [:]
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
    }

    /// Whether the devices can be had on a complete set of places; absent: too much has been asked.
    mutating func areHad(on places: CellSet) -> Bool? {
        // Most sets differ only in cells that do not count.
        let key = places.intersection(counting)
        if let answer = byPlaces[key] { return answer }
        let cells = Set(places.places.map { hostCells[$0] })
        guard let likeness = devices.likeness else { return ask(cells, key) }
        guard take(devices.looks.likeness) else { return nil }
        let look = likeness(cells)
        if let answer = byLikeness[look] {
            byPlaces[key] = answer
            return answer
        }
        let answer = ask(cells, key)
        byLikeness[look] = answer
        return answer
    }

    private mutating func ask(_ cells: Set<Int32>, _ key: CellSet) -> Bool? {
        guard take(devices.looks.answer) else { return nil }
        let answer = devices.accepts(cells)
        byPlaces[key] = answer
        return answer
    }

    private mutating func take(_ looks: Int) -> Bool {
        guard looksLeft >= looks else { return false }
        looksLeft -= looks
        return true
    }
}
