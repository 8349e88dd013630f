/// What the requests of a claim see of the devices from a set of host cells: sets that look the same get the same
/// answer, whichever cells they are of.
///
/// A choice depends on nothing but the pools in canonical order: of each the requests that may take from it, how near
/// it is, how many devices it has, and which physical function its devices belong to. Pools that follow each other and
/// are alike in all of that are as good as one.
struct DeviceLikeness: Sendable {
    /// How near a pool is to the guest.
    private enum Nearness: Int32 {
        case exact, none, socket, other
    }

    /// A pool, as far as it can be told from others.
    private struct Pool: Sendable {
        /// Number of the requests that may look at it, and take from it.
        var kind: Int32
        var count: Int32
        /// Place in the list of cells; absent: it is near none.
        var cell: Int?
        /// Number of the physical function that excludes its devices, or that it is; absent: nothing excludes them.
        var card: Int?
        var isCard = false
        /// Whether it must be told from the pool before it.
        var isSingle = false
        /// Which requests look at it where it is not exactly near.
        var isSeenFrom: (none: Bool, socket: Bool, afar: Bool) = (false, false, false)
    }

    private var pools: [Pool] = []
    /// Cells that have pools.
    private let cells: [Int32]
    private let socketOf: [Int32: Int32]
    private var cardCount = 0

    /// Prepares for a supply; absent: its devices exclude each other in a way that the order of pools depends on.
    init?(_ supply: DeviceSupply, on host: NUMATopology?) {
        let hostCells = host?.cells ?? []
        let countsSockets =
            supply.filters.contains { $0.request.numaPolicy == .socket } && hostCells.allSatisfy { $0.socket != nil }
        let sockets = countsSockets ? hostCells.compactMap { cell in cell.socket.map { (cell.id, $0) } } : []
        socketOf = Dictionary(sockets, uniquingKeysWith: { first, _ in first })
        let nodes = supply.groups.map { supply.index.groups[$0].numaNode }
        cells = Set(nodes.compactMap(\.self)).sorted()
        let places = Dictionary(uniqueKeysWithValues: cells.enumerated().map { ($1, $0) })
        guard let cards = Self.cards(supply) else { return nil }
        cardCount = Set(cards.compactMap(\.?.number)).count
        var kinds: [Kind: Int32] = [:]
        var kindOf = Array(repeating: Kind(), count: supply.groups.count)
        for (number, filter) in supply.filters.enumerated() {
            for pool in supply.pools[number] {
                kindOf[pool.place].requests.append(number * 2 + (pool.isKept ? 1 : 0))
                kindOf[pool.place].policies.insert(filter.request.numaPolicy ?? .legacy)
                // How many each pool has counts there, and whose it is.
                if filter.providers != nil {
                    kindOf[pool.place].provider = supply.index.groups[pool.group].providerUUID
                }
            }
        }
        for (place, kind) in kindOf.enumerated() {
            var pool = Pool(kind: 0, count: Int32(clamping: supply.free[place].count))
            pool.kind = kinds[kind] ?? Int32(clamping: kinds.count)
            kinds[kind] = pool.kind
            pool.cell = nodes[place].flatMap { places[$0] }
            pool.card = cards[place]?.number
            pool.isCard = cards[place]?.isCard ?? false
            pool.isSingle = pool.card != nil || kind.provider != nil
            let isAfar = kind.policies.contains(.preferred)
            pool.isSeenFrom = (isAfar || kind.policies.contains(.legacy), kind.policies.contains(.socket), isAfar)
            pools.append(pool)
        }
    }

    /// What is seen from a set of host cells.
    func of(_ guestCells: Set<Int32>) -> [Int32] {
        let sockets = Set(guestCells.compactMap { socketOf[$0] })
        let nearness = cells.map { cell -> Nearness in
            if guestCells.contains(cell) { return .exact }
            return socketOf[cell].map(sockets.contains) ?? false ? .socket : .other
        }
        var seen: [Int32] = []
        seen.reserveCapacity(pools.count * 3)
        var numbers = Array(repeating: Int32(0), count: cardCount)
        var (last, cardsSeen) = (Int32(-1), Int32(0))
        for pool in pools {
            let near = pool.cell.map { nearness[$0] } ?? .none
            switch near {
            case .exact: break
            case .none: guard pool.isSeenFrom.none else { continue }
            case .socket: guard pool.isSeenFrom.socket || pool.isSeenFrom.afar else { continue }
            case .other: guard pool.isSeenFrom.afar else { continue }
            }
            let look = pool.kind << 2 | near.rawValue
            if look == last, !pool.isSingle {
                seen[seen.count - 2] += pool.count
                continue
            }
            var card: Int32 = 0
            if let number = pool.card {
                if numbers[number] == 0 {
                    cardsSeen += 1
                    numbers[number] = cardsSeen
                }
                card = pool.isCard ? -numbers[number] : numbers[number]
            }
            seen.append(look)
            seen.append(pool.count)
            seen.append(card)
            last = pool.isSingle ? -1 : look
        }
        return seen
    }
}

extension DeviceLikeness {
    /// What tells a pool from others wherever it is.
    private struct Kind: Hashable {
        /// Requests that look at it, twice the number, and one more if they may take from it.
        var requests: [Int] = []
        var policies: Set<PCINUMAPolicy> = []
        var provider: String?
    }

    /// Which pools exclude each other.
    private struct Card {
        var number: Int
        var isCard: Bool
    }

    /// Of each pool the physical function that its devices share, or that it is; absent: a pool can lose its lowest
    /// device and keep others, so that the order changes.
    private static func cards(_ supply: DeviceSupply) -> [Card?]? {
        let index = supply.index
        var cards: [Card?] = Array(repeating: nil, count: supply.groups.count)
        var numbers: [Int: Int] = [:]
        for (place, devices) in supply.free.enumerated() {
            // What has virtual functions must be alone in its pool, and have no physical function itself.
            let isParent = devices.contains { !index.children[$0].isEmpty }
            let parents = Set(devices.map { index.parent(of: $0) })
            guard parents.count == 1, let parent = parents.first, !isParent || (devices.count == 1 && parent == nil)
            else { return nil }
            guard let parent, let card = supply.place(ofGroup: index.groupOfDevice[parent]),
                supply.free[card].contains(parent)
            else { continue }
            let number = numbers[parent] ?? numbers.count
            numbers[parent] = number
            cards[place] = Card(number: number, isCard: false)
            cards[card] = Card(number: number, isCard: true)
        }
        return cards
    }
}
