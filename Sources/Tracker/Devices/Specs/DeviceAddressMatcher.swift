/// A device spec's addresses, made ready for one report (PCI, 3.3).
enum DeviceAddressMatcher {
    case any
    /// Whole fields; absent: any.
    case fields([String?])
    /// Expressions for the start of each field.
    case expressions([Regex<AnyRegexOutput>])
    /// Single addresses: they mean the virtual functions behind them too.
    case addresses(Set<String>)
    /// An expression that does not compile, which settings never have.
    case none

    /// Makes a pattern ready.
    init(_ pattern: DeviceAddressPattern, in report: ReportedDevices) {
        switch pattern {
        case .any: self = .any
        case .glob(let domain, let bus, let slot, let function):
            let fields = [domain, bus, slot, function].map { $0?.lowercased() }
            self = Self.single(fields.compactMap(\.self)).map { .addresses([$0]) } ?? .fields(fields)
        case .expression(let domain, let bus, let slot, let function):
            let patterns = [domain, bus, slot, function]
            if let address = Self.single(patterns) {
                self = .addresses([address])
            } else {
                let expressions = patterns.compactMap { try? Regex($0) }
                self = expressions.count == patterns.count ? .expressions(expressions) : .none
            }
        case .interface(let name): self = .addresses(report.addresses(ofInterface: name))
        }
    }

    /// Whether it means a device.
    func matches(_ entry: ReportedDevices.Entry) -> Bool {
        switch self {
        case .any: true
        case .fields(let fields): zip(fields, entry.address.fields).allSatisfy { $0 == nil || $0 == $1 }
        case .expressions(let expressions):
            zip(expressions, entry.address.fields).allSatisfy { (try? $0.prefixMatch(in: $1)) ?? nil != nil }
        case .addresses(let addresses):
            addresses.contains(entry.address.text) || entry.parent.map { addresses.contains($0.text) } ?? false
        case .none: false
        }
    }

    /// The address that four fields spell; expressions without anything but digits spell one as well.
    private static func single(_ fields: [String]) -> String? {
        guard fields.count == 4 else { return nil }
        let text = "\(fields[0]):\(fields[1]):\(fields[2]).\(fields[3])"
        // Expressions see addresses in lower case, so one in upper case means none.
        return DeviceAddress(text)?.text == text ? text : nil
    }
}
