import Foundation

@testable import Worker
@testable import berthd

extension FuzzTarget {
    /// Files of settings (YAML).
    static let settingsFile = FuzzTarget(
        "settings-file", words: SettingsCheck.words, maximumBytes: 16_384, shortRun: 80
    ) { random in
        let lines = random.pick([
            "broker:\n  url: amqp://user:pa55w0rd@host/%2F\ndata-dir: /tmp/data\n",
            "broker: {url: 'amqp://host', tls: {verify-hostname: false}}\ndata-dir: d\nprefetch: 12\n",
        ])
        let more = (0..<random.number(0...3)).map { _ in
            "\(random.pick(["shard: a", "declare: yes", "usage-interval: 5s", "log:\n  level: debug"]))\n"
        }
        return Array((lines + Set(more).sorted().joined()).utf8)
    } check: { input in
        try SettingsCheck.check(file: input)
    }

    /// Environment variables and flags, one on a line; a line that begins with a dash is an argument.
    static let settingsText = FuzzTarget(
        "settings-text",
        words: SettingsCheck.words + SettingTable.all.flatMap { [$0.flag, $0.variable + "=", $0.flag + "="] }
    ) { random in
        var lines = ["BERTH_BROKER_URL=amqp://user:pa55w0rd@host", "--data-dir=/tmp/data"]
        for _ in 0..<random.number(0...4) {
            let setting = random.pick(SettingTable.all.filter { $0.key != "broker.url" && $0.key != "data-dir" })
            let value = setting.standard ?? "file"
            lines.append(random.once(in: 2) ? "\(setting.variable)=\(value)" : "\(setting.flag)=\(value)")
        }
        return Array(lines.joined(separator: "\n").utf8)
    } check: { input in
        let lines = String(decoding: input, as: UTF8.self).split(separator: "\n").map(String.init)
        let (flags, variables) = (lines.filter { $0.hasPrefix("-") }, lines.filter { !$0.hasPrefix("-") })
        let pairs = variables.compactMap { line -> (String, String)? in
            let parts = line.split(separator: "=", maxSplits: 1).map(String.init)
            return parts.count == 2 && parts[0] != "BERTH_CONFIG" ? (parts[0], parts[1]) : nil
        }
        return try SettingsCheck.check(flags, Dictionary(pairs) { $1 }, input)
    }
}

private enum SettingsCheck {
    static let words = [
        "broker", "url", "tls", "data-dir", "shard", "hosts", "prefetch", "declare", "limits", "body-bytes", "ratios",
        "cpu",
        "retention", "keys", "3d", "100ms", "log", "level", "trace", "format", "json", ": ", "- ", "&a", "*a", "!!",
        "---\n", "{", "[", "'", "\"", "|\n", "? ", "~", "null", "<<: ", "0x10", "1_000", "true", "'\n  '",
    ]

    static func check(file input: [UInt8]) throws -> FuzzTarget.Verdict {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("berth-fuzz-\(getpid()).yaml").path
        try Data(input).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try check(["--config", path], [:], input)
    }

    static func check(
        _ flags: [String], _ environment: [String: String], _ input: [UInt8]
    ) throws -> FuzzTarget.Verdict {
        // Elsewhere than in an address it is no password: an unknown key, for one, is named.
        let address = String(decoding: input, as: UTF8.self).replacing("://user:pa55w0rd@", with: "")
        let isSecret = !address.contains("pa55w0rd")
        do {
            let arguments = try Arguments(flags)
            if arguments.configurationFile != nil, flags.first != "--config" { return .refused }
            let reader = try FuzzThread.wait {
                try await SettingReader.read(arguments, environment: environment)
            }
            _ = try reader.settings()
            try expectSamePrinted(reader.values, isSecret)
            return .accepted
        } catch let error as SettingError {
            try expectSound("\(error)", isSecret)
            return .refused
        } catch let error as SettingErrors {
            try Defect.unless(!error.problems.isEmpty, "no problem is named")
            try expectSound("\(error)", isSecret)
            return .refused
        }
    }

    private static func expectSound(_ text: String, _ isSecret: Bool) throws(Defect) {
        try Defect.unless(!text.isEmpty, "an error without a text")
        try Defect.unless(!isSecret || !text.contains("pa55w0rd"), "the password is shown: \(text)")
    }

    /// What `--print-config` prints can be used as a file, and says the same; but for secrets, which are masked.
    private static func expectSamePrinted(_ values: [SettingReader.Value], _ isSecret: Bool) throws {
        let text = PrintedSettings.text(values)
        try Defect.unless(!isSecret || !text.contains("pa55w0rd"), "the password is printed")
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("berth-fuzz-\(getpid())-2.yaml").path
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let arguments = try Arguments(["--config", path])
        let again: SettingReader
        do {
            again = try FuzzThread.wait { try await SettingReader.read(arguments, environment: [:]) }
        } catch {
            throw Defect("the printed settings cannot be read: \(error)\n\(text)")
        }
        let before = values.filter { !$0.setting.isSecret }.map { "\($0.setting.key)=\(LogFormatter.masked($0.text))" }
        let after = again.values.filter { !$0.setting.isSecret }.map { "\($0.setting.key)=\($0.text)" }
        try Defect.unlessEqual(after, before, "the settings, printed as\n\(text)\n")
    }
}
