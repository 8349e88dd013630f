/// Lines have at most 120 columns.
///
/// A line with a web address may be longer: addresses cannot be broken.
enum LineLengthRule {
    static let name = "line-length"
    static let limit = 120

    static func findings(in file: SwiftFile) -> [Finding] {
        file.lines.enumerated().compactMap { index, line in
            guard line.utf8.count > limit, line.count > limit, !line.contains("://") else { return nil }
            return Finding(
                rule: name, path: file.path, line: index + 1, message: "\(line.count) columns; at most \(limit)")
        }
    }
}

/// Files have at most 400 lines, tests included; 250 is the aim.
enum FileLengthRule {
    static let name = "file-length"
    static let limit = 400

    static func findings(in file: SwiftFile) -> [Finding] {
        let count = file.lines.last?.isEmpty == true ? file.lines.count - 1 : file.lines.count
        guard count > limit else { return [] }
        return [
            Finding(
                rule: name, path: file.path, line: 0,
                message: "\(count) lines; at most \(limit): one concept per file, a folder per capability")
        ]
    }
}
