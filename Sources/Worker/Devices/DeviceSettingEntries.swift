/// The entries of a setting about devices: one JSON object, or a list of them (PCI, 3.1 and 5.1).
struct DeviceSettingEntries {
    /// So many bytes at most.
    static let byteLimit = 1 << 20
    /// So many entries at most.
    static let entryLimit = 1024

    /// The objects, each with its number from 1.
    private(set) var objects: [(number: Int, members: [JSONMember])] = []
    /// What is wrong with the rest, and all that is found wrong later.
    var problems: [DeviceSettingErrors.Problem] = []

    /// Reads a setting's text.
    init(_ text: String, _ kind: DeviceSettingErrors.Problem.Kind) {
        guard text.utf8.count <= Self.byteLimit else {
            refuse(kind, 0, "must have at most \(Self.byteLimit) bytes, has \(text.utf8.count)")
            return
        }
        do throws(JSONError) {
            let value = try JSONReader.value(text)
            switch value {
            case .object(let members): objects = [(1, members)]
            case .list(let values): read(values, kind)
            case .null, .boolean, .number, .text:
                refuse(kind, 0, "invalid entry: an object or a list of objects is expected")
            }
        } catch {
            refuse(kind, 0, "invalid entry: it is no JSON: \(error.description)")
        }
    }

    private mutating func read(_ values: [JSONValue], _ kind: DeviceSettingErrors.Problem.Kind) {
        guard values.count <= Self.entryLimit else {
            return refuse(kind, 0, "must have at most \(Self.entryLimit) entries, has \(values.count)")
        }
        for (index, value) in values.enumerated() {
            if case .object(let members) = value {
                objects.append((index + 1, members))
            } else {
                refuse(kind, index + 1, "invalid entry: an object is expected")
            }
        }
    }

    /// Notes a problem.
    mutating func refuse(_ kind: DeviceSettingErrors.Problem.Kind, _ entry: Int, _ message: String) {
        problems.append(DeviceSettingErrors.Problem(kind: kind, entry: entry, message: message))
    }
}
