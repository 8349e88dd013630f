/// Which memory pages the guest gets (NUMA, 2.9).
enum PageSizeRequestRule {
    /// KiB, or −1 small, −2 large, −3 any; absent: not asked for.
    static func size(_ input: FlavorAndImage) throws(ConstraintError) -> Stated<Int64>? {
        let image = input.givenProperty("hw_mem_page_size")
        guard let flavor = input.givenExtraSpec("hw:mem_page_size") else {
            if let image { throw forbidden(image, "the flavor has no hw:mem_page_size") }
            return nil
        }
        let asked = try read(flavor)
        guard let image else { return stated(asked, flavor) }
        guard asked == RequestedPageSize.any || asked == RequestedPageSize.large else {
            throw forbidden(image, "the flavor's \(flavor.text) leaves no choice")
        }
        return stated(try read(image), image)
    }

    private static func stated(_ size: Int64, _ setting: Setting) -> Stated<Int64>? {
        size == 0 ? nil : Stated(value: size, setting: setting)
    }

    private static func read(_ setting: Setting) throws(ConstraintError) -> Int64 {
        guard let size = RequestedPageSize.kibibytes(setting.value) else {
            throw ConstraintError(
                .memoryPageSizeInvalid, setting, allowed: RequestedPageSize.allowed,
                "\(setting.text) is no page size; allowed: \(RequestedPageSize.allowed)")
        }
        return size
    }

    private static func forbidden(_ image: Setting, _ why: String) -> ConstraintError {
        let allowed = "an image without page size, or a flavor with hw:mem_page_size=large or any"
        return ConstraintError(
            .memoryPageSizeForbidden, image, allowed: allowed,
            "the image asks for \(image.text), but \(why); allowed: \(allowed)")
    }
}
