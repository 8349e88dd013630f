import Tracker

/// Finds the serial number of a device's card in what a hypervisor reports as `capabilities`, a JSON text (PCI, 2.1).
enum CardSerialNumber {
    /// The number; absent: there is none, or the text is no JSON.
    static func find(in extra: [String: String]) -> String? {
        guard let text = extra["capabilities"], let capabilities = try? JSONReader.value(text),
            let number = capabilities["vpd"]?[DeviceExtra.serialNumber]?.text, !number.isEmpty
        else { return nil }
        return number
    }
}
