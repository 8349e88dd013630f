extension FailedCheck {
    /// What is short, with amounts and units, for people.
    var text: String {
        let (asked, there) = (Self.number(requested), Self.number(available))
        switch reason {
        case .pageSizeMissing: return "\(asked) MiB in \(pages) asked for, the host cell has none"
        case .pageSizeIndivisible: return "\(asked) MiB cannot be divided into \(pages)"
        case .pagesShort: return "\(asked) MiB in \(pages) asked for, \(there) MiB free"
        case .memoryIndivisible: return "\(asked) MiB cannot be divided into the smallest pages, \(pages)"
        case .memoryShort: return "\(asked) MiB of memory asked for, \(there) MiB available"
        case .dedicatedTotal: return "\(asked) dedicated CPUs asked for, the host cell has \(there)"
        case .sharedTotal: return "\(asked) shared CPUs asked for, the host cell has \(there)"
        case .dedicatedFree: return "\(asked) dedicated CPUs asked for, \(there) free"
        case .isolateApart:
            return "isolated cores asked for, but hardware threads are kept apart for shared and dedicated CPUs"
        case .isolateCores: return "\(asked) isolated cores asked for, \(there) wholly free"
        case .isolateNothing: return "isolated cores asked for, but the guest cell has no dedicated CPU"
        case .requireThreads: return "\(asked) sibling threads asked for, but a core has one thread only"
        case .requireCores: return "\(asked) sibling threads asked for, \(there) free on equally filled cores"
        case .coreless: return "\(asked) dedicated CPUs asked for, \(there) free in cores"
        case .guestCellWithoutCPUs: return "the guest cell has no CPU, which its CPU policy does not allow"
        case .emulatorCPU: return "\(asked) CPU for emulator threads asked for, \(there) left"
        case .cpuRatio: return "\(asked) shared CPUs asked for, \(there) left of what the limits allow"
        case .memoryRatio: return "\(asked) MiB of memory asked for, \(there) MiB left of what the limits allow"
        case .noFit, .noFitWithDevices, .cellsCompete, .network, .devices, .searchLimit: return "no fit"
        }
    }

    private var pages: String {
        switch pageSizeKibibytes {
        case nil: "pages"
        case -1: "pages of the smallest size"
        case -2: "large pages"
        case -3: "pages of any size"
        case let size?: "pages of \(size) KiB"
        }
    }

    private static func number(_ amount: Double) -> String {
        guard let whole = Int64(exactly: amount) else { return amount.description }
        return whole.description
    }
}
