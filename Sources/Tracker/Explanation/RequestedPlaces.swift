/// What a refused claim asked for beyond plain amounts, as its refusal keeps it.
public struct RequestedPlaces: Hashable, Sendable {
    /// How many guest cells were to be placed, or devices had to be near.
    public var cells: Int
    /// The devices asked for; absent: they are not on record.
    public var devices: [PCIRequest]?

    /// Makes one from its parts.
    public init(cells: Int = 0, devices: [PCIRequest]?) {
        self.cells = cells
        self.devices = devices
    }
}
