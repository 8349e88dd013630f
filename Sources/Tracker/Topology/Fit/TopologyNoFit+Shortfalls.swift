extension TopologyNoFit {
    /// So many pairs are listed at most, in order; the matrix has them all.
    static let mostPairs = 1024

    /// What a refusal's message is made of: the summary, then what stands in the way beyond single pairs.
    var headlines: [Shortfall] {
        let (asked, hosts) = (matrix.verdicts.count, matrix.hostCells.count)
        let summary = Shortfall(
            areDevicesRequested ? .noFitWithDevices : .noFit,
            message: obstacle == .searchLimit
                ? "whether \(asked) guest cells can be placed on \(hosts) host cells was not decided"
                : "\(placeable) of \(asked) guest cells can be placed on \(hosts) host cells at the same time"
                    + (areDevicesRequested ? ", devices left aside" : ""),
            requested: Double(asked), available: Double(placeable))
        return [summary] + details
    }

    /// Each guest cell on each host cell that it does not fit: the first check that failed.
    var pairs: [Shortfall] {
        var pairs: [Shortfall] = []
        for (guest, row) in matrix.verdicts.enumerated() {
            for (host, verdict) in zip(matrix.hostCells, row) {
                guard let check = verdict.failure else { continue }
                guard pairs.count < Self.mostPairs else { return pairs }
                pairs.append(Shortfall(check, guestCell: Int32(clamping: guest), hostCell: host))
            }
        }
        return pairs
    }

    private var details: [Shortfall] {
        switch obstacle {
        case .cells: []
        case .competition(let guests, let hosts): [Self.competition(guests, hosts)]
        case .networks(let networks): Self.unmet(networks)
        case .devices:
            [
                Shortfall(
                    .devices, message: "no placement of the guest cells gives the requested devices",
                    requested: 1, available: 0)
            ]
        case .searchLimit:
            [
                Shortfall(
                    .searchLimit, message: "too many sets of host cells to try, so the search was given up",
                    requested: Double(matrix.verdicts.count), available: 0)
            ]
        }
    }

    private static func competition(_ guests: [Int], _ hosts: [Int32]) -> Shortfall {
        Shortfall(
            .cellsCompete,
            message: "guest cells \(list(guests)) fit only host \(hosts.count == 1 ? "cell" : "cells") \(list(hosts))",
            requested: Double(guests.count), available: Double(hosts.count))
    }

    private static func unmet(_ networks: [UnmetNetwork]) -> [Shortfall] {
        if networks.contains(where: { !$0.isReachable }) {
            return networks.map {
                Shortfall(
                    .network,
                    message: "\($0.text) only near host \($0.hostCells.count == 1 ? "cell" : "cells") "
                        + "\(list($0.hostCells)), which no guest cell fits",
                    requested: 1, available: 0)
            }
        }
        return [
            Shortfall(
                .network,
                message: "no placement of the guest cells is near all of: "
                    + networks.map(\.text).joined(separator: ", "),
                requested: Double(networks.count), available: Double(networks.count - 1))
        ]
    }

    private static func list(_ numbers: [some CustomStringConvertible]) -> String {
        numbers.map(\.description).joined(separator: ", ")
    }
}

extension TopologyNoFit.UnmetNetwork {
    /// How messages write it.
    fileprivate var text: String { physicalNetwork.map { "physical network \($0)" } ?? "the tunnelled networks" }
}

extension Shortfall {
    fileprivate init(
        _ reason: FitReason, message: String, requested: Double, available: Double
    ) {
        self.init(
            resource: reason.resource, reason: reason.rawValue, message: message, requested: requested,
            available: available)
    }

    fileprivate init(_ check: FailedCheck, guestCell: Int32, hostCell: Int32) {
        self.init(
            resource: check.reason.resource, reason: check.reason.rawValue,
            message: "guest cell \(guestCell) on host cell \(hostCell): \(check.text)", requested: check.requested,
            available: check.available, guestCell: guestCell, hostCell: hostCell)
    }
}
