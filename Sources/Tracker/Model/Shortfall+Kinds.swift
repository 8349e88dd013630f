extension Shortfall {
    /// Whether a request for devices could not be served, at all or near the guest's cells, or why.
    public var isOfDevices: Bool { resource == DeviceTest.resource || reason == FitReason.devices.rawValue }
    /// Whether guest cells had no place, or why.
    public var isOfCells: Bool { FitReason(rawValue: reason) != nil || guestCell != nil || hostCell != nil }
    /// Whether it names the reason that cells have a place, and none that has the devices.
    public var isOfCellsWithDevices: Bool { reason == FitReason.noFitWithDevices.rawValue }
}
