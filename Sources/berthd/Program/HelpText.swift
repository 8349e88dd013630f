/// What `berthd --help` prints.
enum HelpText {
    static var text: String {
        var lines = [
            "berthd: serves one shard of the Berth resource tracker behind RabbitMQ.",
            "",
            "Usage: berthd --broker URL --data-dir FOLDER [--config FILE] [setting ...]",
            "",
            "  --config FILE     read settings from a YAML file (also BERTH_CONFIG)",
            "  --check-config    say whether the settings can be used, and end",
            "  --print-config    print the settings in force, secrets masked, and end",
            "  --adopt           take the shard over from the store that owns it, giving up what that store holds",
            "  --accept-missing-log  open a store that was not closed although its write-ahead log is missing",
            "  --ready-file FILE made when the worker serves, removed when it does not",
            "  --version         print the version, and end",
            "  --help            print this, and end",
            "",
            "Settings; each is also a key of the file and an environment variable (shard: BERTH_SHARD).",
            "A flag counts more than the environment, the environment more than the file. --broker is --broker-url.",
            "",
        ]
        for setting in SettingTable.all {
            let value = setting.standard.map { " (\($0))" } ?? ""
            lines.append("  \(setting.flag) VALUE".padded(to: 38) + setting.help + value)
        }
        lines.append("")
        lines.append(
            "Exit codes: 0 stopped, 1 unexpected, 2 settings, 3 data folder in use, 4 shard owned by another store,")
        lines.append("5 store damaged or not usable, 6 broker refuses this worker.")
        return lines.joined(separator: "\n")
    }
}

extension String {
    /// The text with blanks up to a width; one blank at least.
    fileprivate func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(1, width - count))
    }
}
