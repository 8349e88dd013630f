/// What a flavor and an image ask for in the way of cells (NUMA, 2).
public enum TopologyConstraints {
    /// The requested topology; absent: none is needed.
    ///
    /// - Throws: the first rule that flavor and image break, in the order of NUMA, 2.1.
    public static func topology(
        flavor: Flavor, imageProperties: [String: String]
    ) throws(ConstraintError) -> InstanceTopology? {
        nil
    }
}
