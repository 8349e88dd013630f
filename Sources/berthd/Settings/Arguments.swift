/// The command line: what to do, and settings given as flags.
struct Arguments: Equatable {
    enum Action: Equatable {
        case serve, checkConfiguration, printConfiguration, version, help
    }

    var action = Action.serve
    var configurationFile: String?
    var readyFile: String?
    var adopts = false
    var acceptsMissingLog = false
    /// Settings by key.
    var values: [String: String] = [:]

    /// Reads the arguments after the program's name.
    ///
    /// - Throws: for an unknown flag, a missing value, or a flag given twice.
    init(_ arguments: [String]) throws(SettingError) {
        var keys: [String: String] = ["--broker": "broker.url"]
        for setting in SettingTable.all { keys[setting.flag] = setting.key }
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let flag = parts[0]
            if parts.count == 1, takeSwitch(flag) { continue }
            guard flag == "--config" || flag == "--ready-file" || keys[flag] != nil else {
                throw Self.unknown(flag)
            }
            guard let value = parts.count == 2 ? parts[1] : Self.value(&rest), !value.isEmpty else {
                throw SettingError("\(flag) needs a value")
            }
            try set(flag, value, keys[flag])
        }
    }

    /// What is no flag is not repeated: it may be a value that holds a password.
    private static func unknown(_ argument: String) -> SettingError {
        let what = argument.hasPrefix("--") ? "argument '\(argument)'" : "argument that is no --flag"
        return SettingError("unknown \(what); berthd --help lists what is known")
    }

    /// The next argument, unless it is a flag: then the value was forgotten.
    ///
    /// A value that begins with two dashes can be given behind `=`.
    private static func value(_ rest: inout ArraySlice<String>) -> String? {
        guard let next = rest.first, !next.hasPrefix("--") else { return nil }
        return rest.popFirst()
    }

    private mutating func takeSwitch(_ flag: String) -> Bool {
        switch flag {
        case "--check-config": action = .checkConfiguration
        case "--print-config": action = .printConfiguration
        case "--version": action = .version
        case "--help", "-h": action = .help
        case "--adopt": adopts = true
        case "--accept-missing-log": acceptsMissingLog = true
        default: return false
        }
        return true
    }

    private mutating func set(_ flag: String, _ value: String, _ key: String?) throws(SettingError) {
        let before: String?
        if let key {
            before = values.updateValue(value, forKey: key)
        } else if flag == "--config" {
            before = configurationFile
            configurationFile = value
        } else {
            before = readyFile
            readyFile = value
        }
        guard before == nil else { throw SettingError("\(flag) is given twice") }
    }
}
