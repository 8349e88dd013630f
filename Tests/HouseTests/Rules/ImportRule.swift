/// Layers import downwards only: what each target of `Sources` may import.
enum ImportRule {
    static let name = "imports"

    private static let platform: Set<String> = [
        "Foundation", "FoundationEssentials", "Glibc", "Darwin", "Musl", "Dispatch", "Synchronization",
    ]

    /// Per target what it may import besides the standard library.
    ///
    /// `Tracker` has no I/O and no clock: not even Foundation.
    static let allowed: [String: Set<String>] = [
        "Tracker": ["HashTreeCollections"],
        "AMQP": platform.union(["CRabbitMQ", "Logging"]),
        "Wire": platform.union(["SwiftProtobuf"]),
        "Journal": platform.union(["GRDB", "GRDBSQLite"]),
        "Worker": platform.union([
            "Tracker", "Wire", "Journal", "AMQP", "CLibcrypto", "HashTreeCollections", "DequeModule", "HeapModule",
            "Logging",
            "ServiceLifecycle", "SwiftProtobuf",
        ]),
        "BusClient": platform.union(["Wire", "AMQP", "GRPCCore", "GRPCProtobuf", "Logging", "SwiftProtobuf"]),
        "berthd": platform.union([
            "Worker", "Tracker", "Wire", "Journal", "AMQP", "Configuration", "Logging", "ServiceLifecycle",
            "SystemPackage", "UnixSignals", "Yams",
        ]),
        "berth": platform.union([
            "Worker", "Tracker", "BusClient", "Wire", "AMQP", "Logging", "ArgumentParser", "SwiftProtobuf",
        ]),
    ]

    static func findings(in file: SwiftFile) -> [Finding] {
        guard file.isSource, let target = file.target else { return [] }
        guard let modules = allowed[target] else {
            return [finding(file, 0, "target \(target) has no entry in the table of imports; add it to ImportRule")]
        }
        return file.codeLines.enumerated().compactMap { index, line in
            guard let module = importedModule(of: line), !modules.contains(module) else { return nil }
            return finding(file, index + 1, "\(target) must not import \(module); layers import downwards only")
        }
    }

    /// The module of an import declaration, whatever attributes, access level and kind of symbol stand around it.
    static func importedModule(of line: String) -> String? {
        let words = line.split(separator: " ")
        guard let keyword = words.firstIndex(of: "import"),
            words[..<keyword].allSatisfy({
                $0.hasPrefix("@") || ["public", "package", "internal", "private", "fileprivate"].contains($0)
            })
        else { return nil }
        let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
        let path = words[(keyword + 1)...].first { !kinds.contains($0) }
        return path?.split(separator: ".").first.map(String.init)
    }

    private static func finding(_ file: SwiftFile, _ line: Int, _ message: String) -> Finding {
        Finding(rule: name, path: file.path, line: line, message: message)
    }
}
