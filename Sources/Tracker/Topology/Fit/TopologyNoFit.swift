/// Why a guest topology does not fit a host.
struct TopologyNoFit: Error, Hashable, Sendable {
    /// For the refusal: the summary first, then each guest cell on each host cell with the first check that failed.
    var shortfalls: [Shortfall] = []
}
