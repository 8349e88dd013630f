import Tracker

extension CPUList {
    /// The numbers of a specification of a host's configuration, `0-7,^3` (NUMA, 1.6).
    ///
    /// - Returns: nil when the text is none, or has numbers that no machine has.
    static func specified(_ text: String) -> Set<Int32>? {
        do {
            return try CPUSpecification(parsing: text).numbers(limit: maximumNumber + 1).map(Set.init)
        } catch {
            return nil
        }
    }
}
