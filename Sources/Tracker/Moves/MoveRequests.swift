/// What an instance asks for of devices before and after a move, besides what its flavors say themselves (PCI, 11).
public struct MoveRequests: Hashable, Sendable {
    /// The alias requests that it was known with when the destination was claimed.
    public var before: [PCIRequest]
    /// Those that the claim asked for; of ports only what the claim itself brought, since ports come and go meanwhile.
    public var after: [PCIRequest]

    /// Makes them from their parts.
    public init(before: [PCIRequest], after: [PCIRequest]) {
        self.before = before
        self.after = after
    }

    /// What a claim of the destination asks for.
    ///
    /// A new flavor asks anew. Without one, what was asked for before is asked for again, unless the request says what;
    /// which providers Placement chose for it at the source says nothing at the destination.
    ///
    /// - Parameter known: the instance as the source's record has it; absent: only the request describes it.
    init(_ command: ClaimMove, _ type: MigrationType, known: Instance?) {
        before = (known ?? command.instance).pciRequests.filter { !$0.isOfPort }
        let told = command.pciRequests
        let isAskedAnew = type == .resize || told.contains { !$0.isOfPort }
        let again = before.map { request in
            var request = request
            request.providerUUIDs = []
            return request
        }
        after = (isAskedAnew ? [] : again) + told
    }

    /// The requests of an instance that comes to be on a side.
    ///
    /// - Parameter current: those that it has; its ports stay with it, once each.
    func list(on side: MoveSide, current: [PCIRequest]) -> [PCIRequest] {
        let asked = side == .source ? before : after
        return asked + current.ports(apartFrom: asked)
    }
}
