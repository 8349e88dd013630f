import Wire

/// Why devices cannot be had, request by request: what was asked for, and which filter left which pools out.
enum DeviceShortageText {
    /// True for a shortfall that is about devices alone.
    static func isAboutDevices(_ shortfall: Berth_Tracker_V1_Shortfall) -> Bool {
        shortfall.resource == "PCI_DEVICE" && !FitMatrixText.isAboutCells(shortfall)
    }

    /// True for a step that left pools out; false for the request that it is of.
    static func isAboutStep(_ shortfall: Berth_Tracker_V1_Shortfall) -> Bool {
        isAboutDevices(shortfall) && shortfall.reason != "PCI_NO_FIT"
    }

    /// A heading for each request, and below it a line for each filter; empty if nothing is about devices.
    static func people(_ shortfalls: [Berth_Tracker_V1_Shortfall]) -> String {
        var text = ""
        for shortfall in shortfalls.filter(isAboutDevices) {
            let isHeading = !isAboutStep(shortfall)
            let words = "\(shortfall.message)  (\(shortfall.reason))"
            text += isHeading ? Printable.text(words) + "\n" : list(words)
            if isHeading, !shortfall.pciRequestID.isEmpty {
                text += "  PCI request \(Printable.text(shortfall.pciRequestID))\n"
            }
        }
        return text
    }

    /// The pools of a filter follow each other with semicolons; a line is broken between them.
    private static func list(_ words: String) -> String {
        let parts = Printable.text(words).split(separator: ";").map { part in
            String(part.first == " " ? part.dropFirst() : part)
        }
        let last = parts.count - 1
        return WrappedLine.text("- ", parts.enumerated().map { $0 < last ? $1 + ";" : $1 })
    }
}
