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
                throw SettingError("unknown argument '\(flag)'; berthd --help lists what is known")
            }
            guard let value = parts.count == 2 ? parts[1] : rest.popFirst(), !value.isEmpty else {
                throw SettingError("\(flag) needs a value")
            }
            try set(flag, value, keys[flag])
        }
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
        if let key {
            guard values.updateValue(value, forKey: key) == nil else { throw SettingError("\(flag) is given twice") }
        } else if flag == "--config" {
            configurationFile = value
        } else {
            readyFile = value
        }
    }
}
