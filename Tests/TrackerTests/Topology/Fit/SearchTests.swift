import Testing

@testable import Tracker

@Suite("The search for an assignment")
struct SearchTests {
    static func set(_ places: [Int]) -> CellSet { places.reduce(into: CellSet()) { $0.insert($1) } }

    @Test("A set of cells holds 256 places and behaves as a set", arguments: 0..<20)
    func sets(seed: Int) {
        var random = SplitMix(seed: UInt64(seed))
        func draw() -> Set<Int> { Set((0..<40).map { _ in Int.random(in: 0..<256, using: &random) }) }
        let (one, other) = (draw(), draw())
        let (left, right) = (Self.set(one.sorted()), Self.set(other.shuffled(using: &random)))
        #expect(left.places == one.sorted() && left.count == one.count, "seed \(seed)")
        #expect(left.first == one.min())
        #expect(left.union(right).places == one.union(other).sorted())
        #expect(left.intersection(right).places == one.intersection(other).sorted())
        #expect(left.subtracting(right).places == one.subtracting(other).sorted())
        #expect(left.intersects(right) == !one.isDisjoint(with: other))
        #expect(left.intersection(right).isSubset(of: left) && !left.isSubset(of: CellSet()))
        #expect((0..<256).allSatisfy { left.contains($0) == one.contains($0) })
        for count in [0, 1, 64, 127, 128, 129, 255, 256] {
            #expect(CellSet(upTo: count).places == Array(0..<count))
        }
        var shrinking = left
        for place in one { shrinking.remove(place) }
        #expect(shrinking.isEmpty)
    }

    /// Random candidates of guest cells among host cells.
    static func candidates(_ seed: Int, guests: Int, hosts: Int) -> [CellSet] {
        var random = SplitMix(seed: UInt64(seed))
        let density = Int.random(in: 1...4, using: &random)
        return (0..<guests).map { _ in
            set((0..<hosts).filter { _ in Int.random(in: 0..<5, using: &random) < density })
        }
    }

    /// How many guest cells can be matched, by trying.
    static func most(_ candidates: ArraySlice<CellSet>, used: CellSet = CellSet()) -> Int {
        guard let first = candidates.first else { return 0 }
        let rest = candidates.dropFirst()
        return first.subtracting(used).places.map { 1 + most(rest, used: used.adding($0)) }
            .reduce(most(rest, used: used), max)
    }

    @Test("A matching is as large as can be, and proves it where it is not complete", arguments: 0..<60)
    func matching(seed: Int) throws {
        let candidates = Self.candidates(seed, guests: seed % 5 + 1, hosts: 5)
        let matching = CellMatching(candidates: candidates, hostCount: 5)
        #expect(matching.count == Self.most(candidates[...]), "seed \(seed)")
        for (guest, place) in matching.placeOf.enumerated() {
            guard let place else { continue }
            #expect(candidates[guest].contains(place) && matching.guestAt[place] == guest)
        }
        guard let competition = matching.competition else {
            #expect(matching.count == candidates.count)
            return
        }
        #expect(competition.guests.count == competition.hosts.count + 1, "seed \(seed)")
        let fitting = competition.guests.reduce(CellSet()) { $0.union(candidates[$1]) }
        #expect(fitting == competition.hosts, "they fit nothing else")
    }

    @Test("Exactly the places that leave places for the guest cells behind are choices", arguments: 0..<60)
    func choices(seed: Int) {
        let candidates = Self.candidates(seed, guests: 4, hosts: 5)
        guard var assignment = CellReassignment(CellMatching(candidates: candidates, hostCount: 5)) else {
            #expect(Self.most(candidates[...]) < 4)
            return
        }
        var (used, random) = (CellSet(), SplitMix(seed: UInt64(seed)))
        for guest in 0..<4 {
            let choices = assignment.choices(for: guest, used: used)
            let expected = candidates[guest].subtracting(used).places.filter {
                Self.most(candidates[(guest + 1)...], used: used.adding($0)) == 3 - guest
            }
            #expect(choices.places == expected, "seed \(seed), guest cell \(guest)")
            let before = assignment.placeOf
            for place in expected {
                let mark = assignment.mark
                assignment.move(guest, to: place)
                #expect(assignment.placeOf[guest] == place && Set(assignment.placeOf).count == 4)
                assignment.undo(to: mark)
                #expect(assignment.placeOf == before, "seed \(seed), guest cell \(guest), place \(place)")
            }
            guard let choice = expected.randomElement(using: &random) else { return }
            assignment.move(guest, to: choice)
            used.insert(choice)
        }
    }

    /// A search in which every guest cell fits every host cell.
    static func search(
        guests: Int, hosts: Int, networks: [CellSet] = [], accepts: ((CellSet) -> Bool)? = nil
    ) throws -> AssignmentSearch.Outcome {
        let matching = CellMatching(
            candidates: Array(repeating: CellSet(upTo: hosts), count: guests), hostCount: hosts)
        var search = try #require(AssignmentSearch(matching, networks: networks, accepts: accepts))
        return search.run()
    }

    @Test("Up to 16 host cells every set is tried before devices are refused")
    func everySet() throws {
        var asked = 0
        let outcome = try Self.search(guests: 5, hosts: 16) { _ in
            asked += 1
            return false
        }
        #expect(outcome == .nowhere)
        #expect(asked == 4368, "16 over 5")
    }

    @Test("The last set in order is found, whatever failed before")
    func lastSet() throws {
        let last = Self.set([5, 6, 7])
        #expect(try Self.search(guests: 3, hosts: 8) { $0 == last } == .found([5, 6, 7]))
    }

    @Test("A search of too many sets is given up, with a reason, at the same point each time")
    func givenUp() throws {
        var asked: [Int] = [0, 0]
        for run in asked.indices {
            let outcome = try Self.search(guests: 3, hosts: 100) { _ in
                asked[run] += 1
                return false
            }
            #expect(outcome == .tooMany)
        }
        #expect(asked[0] == asked[1] && asked[0] < AssignmentSearch.stateLimit)
        var host = FitHost((0..<100).map { .legacy($0, cpus: $0..<$0 + 1) })
        host.devices = DeviceNearness(freeDevices: [:], areRequested: true) { _ in false }
        let refusal = try #require(host.refusal((0..<3).map { .shared($0..<$0 + 1) }))
        #expect(refusal.headlines.map(\.reason) == ["NUMA_PCI_NO_FIT", "NUMA_SEARCH_LIMIT"])
    }

    @Test("Networks near one host cell each are told apart without trying sets")
    func forcedCells() throws {
        // Nine networks near nine different cells, eight guest cells: refused at once, or it would be given up.
        let networks = (0..<9).map { Self.set([$0 * 20]) }
        #expect(try Self.search(guests: 8, hosts: 256, networks: networks) == .nowhere)
        let eight = Array(networks.dropFirst())
        #expect(
            try Self.search(guests: 8, hosts: 256, networks: eight)
                == .found([20, 40, 60, 80, 100, 120, 140, 160]))
    }

    @Test("More cells than a set has room for are refused, not trapped on")
    func tooManyCells() throws {
        let host = FitHost((0..<257).map { .legacy($0, cpus: $0..<$0 + 1) })
        #expect(try #require(host.refusal([.shared(0..<1)])).obstacle == .searchLimit)
        let most = FitHost((0..<256).map { .legacy($0, cpus: $0..<$0 + 1) })
        #expect(most.place((0..<256).map { .shared($0..<$0 + 1) })?.last?.hostCell == 255)
    }

    @Test("Networks of random cells lead to the first assignment that hits them all", arguments: 0..<80)
    func networks(seed: Int) throws {
        var random = SplitMix(seed: UInt64(seed))
        let hosts = Int.random(in: 3...5, using: &random)
        let candidates = Self.candidates(seed, guests: Int.random(in: 1...3, using: &random), hosts: hosts)
        let networks = (0..<Int.random(in: 1...3, using: &random)).map { _ in
            Self.set([Int.random(in: 0..<hosts, using: &random), Int.random(in: 0..<hosts, using: &random)])
        }
        let expected = NaiveFit.assignments(of: candidates.count, to: Array(0..<hosts)).first { assignment in
            let fits = zip(candidates, assignment).allSatisfy { $0.contains($1) }
            return fits && networks.allSatisfy { $0.intersects(Self.set(assignment)) }
        }
        let matching = CellMatching(candidates: candidates, hostCount: hosts)
        guard var search = AssignmentSearch(matching, networks: networks, accepts: nil) else {
            #expect(expected == nil, "seed \(seed)")
            return
        }
        let outcome = search.run()
        #expect(outcome == expected.map { .found($0) } ?? .nowhere, "seed \(seed)")
    }
}
