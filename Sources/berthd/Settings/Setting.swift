/// One setting: its key in the file, which also gives its flag and its environment variable.
struct Setting: Sendable {
    let key: String
    /// The default as it would be written; nil: none.
    let standard: String?
    let help: String
    /// Whether the value is masked when settings are printed.
    let isSecret: Bool
    let apply: @Sendable (inout DaemonSettings, String) throws -> Void

    init(
        _ key: String, _ standard: String?, _ help: String, isSecret: Bool = false,
        apply: @escaping @Sendable (inout DaemonSettings, String) throws -> Void
    ) {
        self.key = key
        self.standard = standard
        self.help = help
        self.isSecret = isSecret
        self.apply = apply
    }

    /// The flag: `broker.tls.ca` is `--broker-tls-ca`.
    var flag: String { "--" + key.split(separator: ".").joined(separator: "-") }

    /// The environment variable: `broker.tls.ca` is `BERTH_BROKER_TLS_CA`.
    var variable: String { "BERTH_" + key.uppercased().map { $0 == "." || $0 == "-" ? "_" : String($0) }.joined() }
}
