/// How many cells the guest has (NUMA, 2.8).
enum NodeCountRule {
    /// The number, held at `Int64.max`; absent: none is asked for.
    static func count(_ input: FlavorAndImage) throws(ConstraintError) -> Stated<Int64>? {
        let flavor = input.givenExtraSpec("hw:numa_nodes")
        let image = input.property("hw_numa_nodes")
        let imageCount = image.flatMap { DecimalText.integer($0.value) }
        if let flavor, let image, imageCount != 0 {
            throw ConstraintError(
                .imageNUMATopologyForbidden, image, allowed: "one of \(flavor.key) and \(image.key)",
                "\(image.text) of the image stands beside \(flavor.text) of the flavor; use one of the two")
        }
        if let flavor { return try checked(flavor, canonical(flavor.value)) }
        return try image.map { setting throws(ConstraintError) in try checked(setting, imageCount) }
    }

    private static func checked(_ setting: Setting, _ count: Int64?) throws(ConstraintError) -> Stated<Int64> {
        guard let count, count >= 1 else {
            throw ConstraintError(
                .invalidNUMANodesNumber, setting, allowed: "a whole number from 1 on",
                "\(setting.text) is no number of cells; allowed: a whole number from 1 on")
        }
        return Stated(value: count, setting: setting)
    }

    /// The number, if it is written as the reference would write it: digits, and no zero in front.
    private static func canonical(_ text: String) -> Int64? {
        let isCanonical =
            text.utf8.first != UInt8(ascii: "0")
            && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        return isCanonical ? DecimalText.integer(text) : nil
    }
}
