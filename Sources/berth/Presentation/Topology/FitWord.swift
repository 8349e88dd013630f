import Tracker

/// The first check that a guest cell failed on a host cell, in one short word.
enum FitWord {
    /// The word for a stable reason; one that this version does not know is shown by itself.
    static func text(_ reason: String) -> String {
        if let reason = FitReason(rawValue: reason) { return word(reason) }
        return Printable.shortened(Printable.text(reason.lowercased().replacing("_", with: "-")), to: 12)
    }

    private static func word(_ reason: FitReason) -> String {
        switch reason {
        case .pageSizeMissing: "no-pages"
        case .pageSizeIndivisible, .memoryIndivisible: "odd-size"
        case .pagesShort: "pages"
        case .memoryShort: "memory"
        case .dedicatedTotal, .sharedTotal: "few-cpus"
        case .dedicatedFree: "cpus-used"
        case .isolateApart, .isolateCores, .isolateNothing: "isolate"
        case .requireThreads, .requireCores: "require"
        case .coreless: "no-core"
        case .guestCellWithoutCPUs: "no-cpus"
        case .emulatorCPU: "emulator"
        case .cpuRatio: "cpu-ratio"
        case .memoryRatio: "ram-ratio"
        case .noFit, .noFitWithDevices, .cellsCompete: "no-fit"
        case .network: "network"
        case .devices: "devices"
        case .searchLimit: "given-up"
        }
    }
}
