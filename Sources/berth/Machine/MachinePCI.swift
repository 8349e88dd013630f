/// The PCI devices that the kernel sees, bridges left out.
enum MachinePCI {
    /// One device as `/sys/bus/pci/devices` shows it.
    struct Device: Sendable, Equatable {
        /// What a device is to SR-IOV.
        enum Kind: Sendable, Equatable {
            case standard, physicalFunction, vdpa(parent: String), virtualFunction(parent: String)

            /// The physical function; nil: it has none.
            var parent: String? {
                switch self {
                case .standard, .physicalFunction: nil
                case .vdpa(let parent), .virtualFunction(let parent): parent
                }
            }
        }

        var address: String
        var vendorID: String
        var productID: String
        var kind: Kind
        var numaNode: Int32?
        /// What else is told of it, by the names that device specs and drivers know.
        var extra: [String: String] = [:]
    }

    /// The devices by ascending address, and what was left out and why.
    static func read(in tree: SystemTree, cells: [Int32]) -> (devices: [Device], notes: [String]) {
        var devices: [Device] = []
        var notes: [String] = []
        for name in tree.names(in: folder) {
            let address = name.lowercased()
            guard isAddress(address) else {
                notes.append(
                    "PCI device \(Printable.text(name)) is left out: its address is not of the form dddd:bb:ss.f.")
                continue
            }
            guard !isBridge(name, in: tree) else { continue }
            guard let vendor = identifier(name, "vendor", in: tree), let product = identifier(name, "device", in: tree)
            else {
                notes.append("PCI device \(address) is left out: its vendor or device id cannot be read.")
                continue
            }
            guard let kind = kind(name, in: tree) else {
                notes.append("PCI device \(address) is left out: its physical function cannot be told.")
                continue
            }
            devices.append(
                Device(
                    address: address, vendorID: vendor, productID: product, kind: kind,
                    numaNode: numaNode(name, in: tree, cells: cells)))
        }
        let sound = withSoundParents(devices, &notes)
        return (MachinePCIDetails.added(to: sound, in: tree), notes)
    }

    /// The folder of all devices.
    static let folder = "/sys/bus/pci/devices"

    /// A physical function has none itself; the tracker would refuse the whole report.
    private static func withSoundParents(_ devices: [Device], _ notes: inout [String]) -> [Device] {
        let children = Set(devices.filter { $0.kind.parent != nil }.map(\.address))
        return devices.filter { device in
            guard let parent = device.kind.parent, children.contains(parent) else { return true }
            notes.append(
                "PCI device \(device.address) is left out: its physical function \(parent) is a virtual one itself.")
            return false
        }
    }

    /// Class 06 is a bridge of the machine itself; none can be given to a guest.
    private static func isBridge(_ name: String, in tree: SystemTree) -> Bool {
        tree.optionalText("\(folder)/\(name)/class")?.lowercased().hasPrefix("0x06") ?? false
    }

    /// Four hexadecimal digits from a file such as `0x8086`.
    private static func identifier(_ name: String, _ file: String, in tree: SystemTree) -> String? {
        guard let text = tree.optionalText("\(folder)/\(name)/\(file)")?.lowercased(), text.hasPrefix("0x") else {
            return nil
        }
        let digits = text.dropFirst(2)
        return digits.count == 4 && digits.allSatisfy({ $0.isASCII && $0.isHexDigit }) ? String(digits) : nil
    }

    /// A physical function is one also while it has no virtual functions: `sriov_totalvfs` says that it could.
    ///
    /// - Returns: nil when it is a virtual function, and of which one is not told.
    private static func kind(_ name: String, in tree: SystemTree) -> Device.Kind? {
        let place = "\(folder)/\(name)"
        guard !tree.exists("\(place)/physfn") else {
            guard let parent = tree.linkedName("\(place)/physfn")?.lowercased(), isAddress(parent) else { return nil }
            let isVDPA = tree.names(in: place).contains { $0.hasPrefix("vdpa") }
            return isVDPA ? .vdpa(parent: parent) : .virtualFunction(parent: parent)
        }
        let possible = tree.optionalText("\(place)/sriov_totalvfs").flatMap(Int.init) ?? 0
        return possible > 0 || tree.exists("\(place)/virtfn0") ? .physicalFunction : .standard
    }

    /// The kernel writes -1 where the firmware says nothing; a node that is not reported would be refused.
    private static func numaNode(_ name: String, in tree: SystemTree, cells: [Int32]) -> Int32? {
        guard let text = tree.optionalText("\(folder)/\(name)/numa_node"), let node = Int32(text) else { return nil }
        return cells.contains(node) ? node : nil
    }

    /// True for `dddd:bb:ss.f` in hexadecimal digits.
    static func isAddress(_ text: String) -> Bool {
        let shape = Array("hhhh:hh:hh.h")
        guard text.count == shape.count else { return false }
        return zip(text, shape).allSatisfy { character, form in
            form == "h" ? character.isASCII && character.isHexDigit : character == form
        }
    }
}
