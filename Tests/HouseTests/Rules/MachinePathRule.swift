/// No file names a folder that only one developer's machine has.
enum MachinePathRule {
    static let name = "machine-paths"

    private static let folders = ["/home/", "/Users/", "/root/", "/opt/"]

    static func findings(path: String, text: String) -> [Finding] {
        guard folders.contains(where: text.contains) else { return [] }
        return text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().flatMap { index, line in
            folders.filter { names(Array(line.utf8), folder: Array($0.utf8)) }.map {
                Finding(rule: name, path: path, line: index + 1, message: "names \($0), a folder of one machine")
            }
        }
    }

    /// Whether a line has the folder at the beginning of a path: `docs/home/` is something else.
    private static func names(_ line: [UInt8], folder: [UInt8]) -> Bool {
        guard line.count >= folder.count else { return false }
        return (0...(line.count - folder.count)).contains { start in
            line[start] == folder[0] && line[start..<(start + folder.count)].elementsEqual(folder)
                && (start == 0 || !continuesPath(line[start - 1]))
        }
    }

    private static func continuesPath(_ byte: UInt8) -> Bool {
        byte.isWord || byte == .dot || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "}")
            || byte == UInt8(ascii: ">") || byte == UInt8(ascii: "*")
    }
}
