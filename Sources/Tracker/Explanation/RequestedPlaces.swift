/// What a refused claim asked for beyond plain amounts, as its refusal keeps it.
public struct RequestedPlaces: Hashable, Sendable {
    /// How many guest cells were to be placed.
    public var cells: Int
    /// The devices asked for, without the choice of Placement; absent: they are not on record.
    public var devices: [PCIRequest]?

    /// So much of a refusal is spent on devices at most; longer ones are not kept.
    static let mostBytes = 2_048
    private static let (cellsKey, devicesKey, unknown) = ("numa_cells", "pci_requests", "?")

    init(cells: Int, devices: [PCIRequest]) {
        self.cells = cells
        self.devices = devices
    }

    /// Reads them from a refusal's details.
    ///
    /// - Parameter shortfalls: tell of an older refusal, which does not keep them, that there was something.
    public init(metadata: [String: String], shortfalls: [Shortfall]) {
        cells = metadata[Self.cellsKey].flatMap { Int($0) } ?? (shortfalls.contains(where: \.isOfCells) ? 1 : 0)
        if let text = metadata[Self.devicesKey] {
            devices = PCIRequestText.requests(text)
        } else {
            let areAskedFor = shortfalls.contains {
                $0.isOfDevices || $0.reason == FitReason.noFitWithDevices.rawValue
            }
            devices = areAskedFor ? nil : []
        }
    }

    /// As they stand in a refusal's details; what was not asked for does not.
    var metadata: [String: String] {
        var metadata: [String: String] = [:]
        if cells > 0 { metadata[Self.cellsKey] = "\(cells)" }
        if let devices, !devices.isEmpty {
            let text = PCIRequestText.text(devices)
            metadata[Self.devicesKey] = text.utf8.count > Self.mostBytes ? Self.unknown : text
        }
        return metadata
    }
}

extension Shortfall {
    /// Whether a request for devices could not be served, at all or near the guest's cells, or why.
    public var isOfDevices: Bool { resource == DeviceTest.resource || reason == FitReason.devices.rawValue }
    /// Whether guest cells had no place, or why.
    public var isOfCells: Bool { FitReason(rawValue: reason) != nil || guestCell != nil || hostCell != nil }
}

extension Refusal {
    /// With what was asked for beyond plain amounts, so that it can be told later who had it.
    func asking(for devices: [PCIRequest], cells: InstanceTopology?) -> Refusal {
        var refusal = self
        let places = RequestedPlaces(cells: cells?.cells.count ?? 0, devices: devices)
        refusal.metadata.merge(places.metadata) { $1 }
        return refusal
    }
}

/// Requests for devices as a text that can be read back:
/// `identity;alias;port;count;policy;key=value&key=value&!absent|key=value`, with commas between requests.
enum PCIRequestText {
    static func text(_ requests: [PCIRequest]) -> String {
        requests.map { request in
            [
                escaped(request.requestID), escaped(request.aliasName), escaped(request.requesterID),
                "\(request.count)", request.numaPolicy?.rawValue ?? "",
                request.specs.map(text).joined(separator: "|"),
            ].joined(separator: ";")
        }.joined(separator: ",")
    }

    /// Nil: it is no such text.
    static func requests(_ text: String) -> [PCIRequest]? {
        var requests: [PCIRequest] = []
        for part in parts(text, ",") {
            let fields = parts(part, ";")
            guard fields.count == 6, let count = Int32(fields[3]) else { return nil }
            let specs = parts(fields[5], "|").compactMap(spec)
            let names = fields.prefix(3).compactMap(unescaped)
            guard names.count == 3, specs.count == parts(fields[5], "|").count else { return nil }
            requests.append(
                PCIRequest(
                    requestID: names[0], aliasName: names[1], count: count, specs: specs,
                    numaPolicy: PCINUMAPolicy(rawValue: String(fields[4])), requesterID: names[2]))
        }
        return requests
    }

    private static func text(_ spec: PCISpec) -> String {
        let matches = spec.matches.sorted { $0.key < $1.key }.map { "\(escaped($0.key))=\(escaped($0.value))" }
        return (matches + spec.absent.map { "!" + escaped($0) }).joined(separator: "&")
    }

    private static func spec(_ text: Substring) -> PCISpec? {
        var spec = PCISpec()
        for part in text.isEmpty ? [] : parts(text, "&") {
            if part.first == "!" {
                guard let key = unescaped(part.dropFirst()) else { return nil }
                spec.absent.append(key)
                continue
            }
            let pair = parts(part, "=").compactMap(unescaped)
            guard pair.count == 2 else { return nil }
            spec.matches[pair[0]] = pair[1]
        }
        return spec
    }

    private static func parts(_ text: some StringProtocol, _ separator: Character) -> [Substring] {
        Substring(text).split(separator: separator, omittingEmptySubsequences: false)
    }

    /// Everything but letters, digits, `-`, `_`, `.` and `:` stands as the hexadecimal digits of its bytes.
    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for byte in text.utf8 {
            let scalar = Unicode.Scalar(byte)
            let isPlain =
                byte < 0x80 && (scalar.properties.isAlphabetic || (0x30...0x39).contains(byte))
                || [0x2D, 0x2E, 0x3A, 0x5F].contains(byte)
            if isPlain {
                escaped.unicodeScalars.append(scalar)
            } else {
                let digits = String(byte, radix: 16)
                escaped += "%" + (digits.count == 1 ? "0" : "") + digits
            }
        }
        return escaped
    }

    private static func unescaped(_ text: Substring) -> String? {
        var (bytes, rest) = ([UInt8](), text.utf8)
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard rest.count >= 2, let escaped = UInt8(Substring(rest.prefix(2)), radix: 16) else { return nil }
            bytes.append(escaped)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
