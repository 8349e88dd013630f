/// Whether the guest's memory is kept from being swapped out (NUMA, 2.10).
enum LockedMemoryRule {
    /// Whether it is locked, by itself or because encryption needs it.
    static func isLocked(_ input: FlavorAndImage) throws(ConstraintError) -> Bool {
        if try isAskedFor(input) { return true }
        return try MemoryEncryptionRule.model(input)?.locksMemory ?? false
    }

    private static func isAskedFor(_ input: FlavorAndImage) throws(ConstraintError) -> Bool {
        let flavor = input.extraSpec("hw:locked_memory")
        let image = input.property("hw_locked_memory")
        if let flavor, let image, DecimalText.isTrue(flavor.value) != DecimalText.isTrue(image.value) {
            throw ConstraintError(
                .flavorImageLockedMemoryConflict, image, allowed: "the same as \(flavor.text)",
                "the image says \(image.text) and the flavor \(flavor.text); let them say the same, or one of them")
        }
        guard let setting = flavor ?? image, DecimalText.isTrue(setting.value) else { return false }
        let pageSize = input.givenExtraSpec("hw:mem_page_size") ?? input.givenProperty("hw_mem_page_size")
        if pageSize == nil {
            throw ConstraintError(
                .lockMemoryForbidden, setting, allowed: "false, or true with hw:mem_page_size",
                "\(setting.text) needs a page size; give hw:mem_page_size too")
        }
        return true
    }
}
