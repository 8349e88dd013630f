/// Hyperthreading asked for as a trait (NUMA, 2.7, 5).
enum HyperthreadingTraitRule {
    private static let name = "HW_CPU_HYPERTHREADING"

    /// The thread policy, given that of 2.3; absent: none.
    static func policy(
        _ stated: Stated<ThreadPolicy>?, _ input: FlavorAndImage
    ) throws(ConstraintError) -> Stated<ThreadPolicy>? {
        guard let trait = trait(input) else { return stated }
        if let stated {
            throw ConstraintError(
                .invalidRequest, trait, allowed: "one of \(trait.key) and \(stated.setting.key)",
                "\(trait.text) and \(stated.setting.text) exclude each other; use one of the two")
        }
        switch trait.value {
        case "forbidden": return Stated(value: .isolate, setting: trait)
        case "required": return Stated(value: .require, setting: trait)
        default: return nil
        }
    }

    /// The flavor's first in the order of keys, else the image's if it requires it; an empty one says nothing.
    private static func trait(_ input: FlavorAndImage) -> Setting? {
        let key = input.flavor.extraSpecs.keys.filter { GroupedKey.matches($0, "trait", name) }.min()
        if let key { return input.givenExtraSpec(key) }
        return input.property("trait:\(name)").flatMap { $0.value == "required" ? $0 : nil }
    }
}
