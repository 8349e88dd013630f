import Foundation
import Wire

/// Reads the text of a setting; every error says what is allowed.
enum SettingParsing {
    /// A whole number within bounds.
    static func integer(_ text: String, _ range: ClosedRange<Int64>) throws(SettingError) -> Int64 {
        guard let value = Int64(text), range.contains(value) else {
            throw SettingError("must be a whole number from \(range.lowerBound) to \(range.upperBound), not '\(text)'")
        }
        return value
    }

    /// A finite number that is not negative; 0 means "not set".
    static func ratio(_ text: String) throws(SettingError) -> Double {
        guard let value = Double(text), value.isFinite, (0...1_000_000).contains(value) else {
            throw SettingError("must be a number from 0 to 1000000, not '\(text)'")
        }
        return value
    }

    /// Yes or no.
    static func boolean(_ text: String) throws(SettingError) -> Bool {
        switch text.lowercased() {
        case "true", "yes", "1", "on": return true
        case "false", "no", "0", "off": return false
        default: throw SettingError("must be true or false, not '\(text)'")
        }
    }

    /// A length of time: digits and one of `ms`, `s`, `m`, `h`, `d`.
    static func duration(_ text: String, _ range: ClosedRange<Duration>) throws(SettingError) -> Duration {
        let units: [(suffix: String, milliseconds: Int64)] = [
            ("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000),
        ]
        for unit in units where text.hasSuffix(unit.suffix) {
            guard let number = Int64(text.dropLast(unit.suffix.count)), number >= 0 else { continue }
            let (value, overflow) = number.multipliedReportingOverflow(by: unit.milliseconds)
            guard !overflow, range.contains(.milliseconds(value)) else { break }
            return .milliseconds(value)
        }
        throw SettingError(
            "must be a length of time from \(range.lowerBound) to \(range.upperBound), such as 100ms, 30s, 12h or 3d, "
                + "not '\(text)'")
    }

    /// One of the values of an enumeration.
    static func choice<Value: RawRepresentable & CaseIterable>(
        _ text: String, _ type: Value.Type
    ) throws(SettingError) -> Value where Value.RawValue == String {
        guard let value = Value(rawValue: text) else {
            throw SettingError(
                "must be one of \(Value.allCases.map(\.rawValue).joined(separator: ", ")), not '\(text)'")
        }
        return value
    }

    /// Names of hosts with commas between them, each once.
    static func hosts(_ text: String) throws(SettingError) -> [String] {
        var hosts: [String] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let name = part.trimmingCharacters(in: .whitespaces)
            if let violation = HostName.violation(of: name) {
                throw SettingError("must be names of hosts with commas between them; '\(name)' \(violation)")
            }
            guard !hosts.contains(name) else { throw SettingError("names the host \(name) twice") }
            hosts.append(name)
        }
        return hosts
    }

    /// A name on the broker: 1 to 200 visible characters.
    static func name(_ text: String) throws(SettingError) -> String {
        let isVisible = text.unicodeScalars.allSatisfy { (0x21...0x7E).contains($0.value) }
        guard (1...200).contains(text.utf8.count), isVisible else {
            throw SettingError("must be 1 to 200 visible ASCII characters, not '\(text)'")
        }
        return text
    }
}
