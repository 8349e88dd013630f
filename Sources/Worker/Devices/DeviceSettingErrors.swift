/// Everything that is wrong with a setting about devices; with it a worker does not start.
package struct DeviceSettingErrors: Error, Hashable, Sendable, CustomStringConvertible {
    /// One problem of an entry.
    package struct Problem: Hashable, Sendable, CustomStringConvertible {
        /// What kind of problem it is; the names are the reference's and stay as they are (PCI, 3.5 and 5.1).
        package struct Kind: RawRepresentable, Hashable, Sendable {
            /// The stable identifier.
            package let rawValue: String

            /// Makes a kind from its stable identifier.
            package init(rawValue: String) { self.rawValue = rawValue }

            /// A device spec that is none, or with a value that its key does not take.
            package static let invalidSpec = Kind(rawValue: "PciConfigInvalidSpec")
            /// An address that is none.
            package static let wrongAddress = Kind(rawValue: "PciDeviceWrongAddressFormat")
            /// A device spec with both an address and the name of an interface.
            package static let invalidDeviceName = Kind(rawValue: "PciDeviceInvalidDeviceName")
            /// An alias that is none, or contradicts another of its name.
            package static let invalidAlias = Kind(rawValue: "PciInvalidAlias")
        }

        /// Its kind.
        package let kind: Kind
        /// Which entry, counted from 1; 0: the whole setting.
        package let entry: Int
        /// What is wrong and what would be right.
        package let message: String

        /// Kind, entry and message in one line.
        package var description: String {
            entry == 0 ? "\(kind.rawValue): \(message)" : "\(kind.rawValue): entry \(entry): \(message)"
        }
    }

    /// In the order of the entries.
    package let problems: [Problem]

    /// One problem on a line.
    package var description: String { problems.map(\.description).joined(separator: "\n") }
}
