import Foundation

/// What this machine is called, and the identity it keeps.
enum MachineIdentity {
    /// The host name as the kernel knows it.
    static func hostName(in tree: SystemTree) throws(ToolError) -> String {
        for path in ["/proc/sys/kernel/hostname", "/etc/hostname"] {
            if let name = try tree.text(path), !name.isEmpty { return name }
        }
        throw ToolError(.invalidArgument, "This machine's host name is not known.", advice: "Name it with --host.")
    }

    /// A node UUID that stays the same for as long as `/etc/machine-id` does.
    ///
    /// The 128 bits of the file are taken with the version and variant bits of a random UUID, as machine-id(5) suggests
    /// for programs that need one. A machine whose tracker already knows it by another UUID names that instead.
    static func nodeUUID(in tree: SystemTree) throws(ToolError) -> String {
        guard let text = try tree.text("/etc/machine-id"), let uuid = uuid(fromMachineID: text) else {
            throw ToolError(
                .invalidArgument,
                "\(tree.location("/etc/machine-id")) does not hold 32 hexadecimal digits.",
                advice: "Give the node's identity with --node-uuid, or make the file with systemd-machine-id-setup.")
        }
        return uuid
    }

    /// The UUID for the text of a machine-id file; nil when it is not one.
    static func uuid(fromMachineID text: String) -> String? {
        var digits = Array(text.lowercased())
        guard digits.count == 32, digits.allSatisfy({ $0.isASCII && $0.isHexDigit }) else { return nil }
        guard digits.contains(where: { $0 != "0" }) else { return nil }
        digits[12] = "4"
        let variant = (digits[16].hexDigitValue ?? 0) & 0b0011 | 0b1000
        digits[16] = Character(String(variant, radix: 16))
        let lengths = [8, 4, 4, 4, 12]
        var start = 0
        return lengths.map { length in
            defer { start += length }
            return String(digits[start..<start + length])
        }.joined(separator: "-")
    }
}
