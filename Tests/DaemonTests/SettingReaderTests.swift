import Testing

@testable import berthd

@Suite("Settings from flags, environment and file")
struct SettingReaderTests {
    private func read(
        _ flags: [String] = [], environment: [String: String] = [:], file: String? = nil
    ) async throws -> [String: String] {
        guard let file else {
            return Self.texts(try await SettingReader.read(try Arguments(flags), environment: environment))
        }
        return try await SettingSamples.withFile(file) { path in
            let arguments = try Arguments(flags + ["--config", path])
            return Self.texts(try await SettingReader.read(arguments, environment: environment))
        }
    }

    private static func texts(_ reader: SettingReader) -> [String: String] {
        Dictionary(uniqueKeysWithValues: reader.values.map { ($0.setting.key, $0.text) })
    }

    private func problems(_ flags: [String], file: String? = nil) async -> [String] {
        do {
            let arguments = try Arguments(flags)
            guard let file else {
                _ = try await SettingReader.read(arguments, environment: [:]).settings()
                return []
            }
            return try await SettingSamples.withFile(file) { path in
                var arguments = arguments
                arguments.configurationFile = path
                do {
                    _ = try await SettingReader.read(arguments, environment: [:]).settings()
                    return []
                } catch let errors as SettingErrors {
                    return errors.problems
                }
            }
        } catch let errors as SettingErrors {
            return errors.problems
        } catch {
            return ["\(error)"]
        }
    }

    @Test("There is another value to try for every setting")
    func samples() {
        #expect(Set(SettingSamples.others.keys) == Set(SettingTable.all.map(\.key)))
    }

    @Test("Without anything the defaults are in force")
    func defaults() async throws {
        let values = try await read()
        for setting in SettingTable.all { #expect(values[setting.key] == setting.standard, "\(setting.key)") }
    }

    @Test("Every setting can be given in the file, whatever YAML takes its value for")
    func fromFile() async throws {
        let wanted = SettingSamples.others.compactMapValues(\.first)
        let values = try await read(file: SettingSamples.yaml(wanted))
        for (key, value) in wanted { #expect(values[key] == value, "\(key)") }
    }

    @Test("Every setting can be given in the environment, which counts more than the file")
    func fromEnvironment() async throws {
        let file = SettingSamples.yaml(SettingSamples.others.compactMapValues(\.first))
        let wanted = SettingSamples.others.compactMapValues(\.last)
        let environment = Dictionary(
            uniqueKeysWithValues: SettingTable.all.map { ($0.variable, wanted[$0.key] ?? "") })
        let values = try await read(environment: environment, file: file)
        for (key, value) in wanted { #expect(values[key] == value, "\(key)") }
    }

    @Test("Every setting can be given as a flag, which counts most")
    func fromFlags() async throws {
        let wanted = SettingSamples.others.compactMapValues(\.first)
        let others = SettingSamples.others.compactMapValues(\.last)
        let environment = Dictionary(
            uniqueKeysWithValues: SettingTable.all.map { ($0.variable, others[$0.key] ?? "") })
        let flags = SettingTable.all.flatMap { [$0.flag, wanted[$0.key] ?? ""] }
        let values = try await read(flags, environment: environment, file: SettingSamples.yaml(others))
        for (key, value) in wanted { #expect(values[key] == value, "\(key)") }
    }

    @Test("A key that no setting has is named, with the file")
    func unknownKeys() throws {
        #expect(
            try SettingReader.problems("shard: a\nshrad: b\nbroker:\n  tls:\n    cert: x\n") == [
                "broker.tls.cert: is not a setting", "shrad: is not a setting",
            ])
        #expect(try SettingReader.problems("") == [])
        #expect(try SettingReader.problems("- a\n") == ["(the file): is not a setting"])
        #expect(try SettingReader.problems("broker: amqp://h\n") == ["broker: is not a setting"])
        #expect(try SettingReader.problems("log.level: debug\n") == ["'log.level': is not a setting"])
        #expect(try SettingReader.problems("prefetch: [7]\n") == ["prefetch: must be one value"])
    }

    @Test("Every problem is told at once, each with its setting")
    func problems() async {
        let found = await problems(["--prefetch", "0", "--log-level", "loud", "--broker-tls-key", "k"])
        for key in ["prefetch", "log.level", "broker.url", "data-dir", "broker.tls.certificate"] {
            #expect(found.filter { $0.hasPrefix("\(key): ") }.count == 1, "\(key) in \(found)")
        }
        #expect(found.count == 5)
    }

    @Test("A request is held for a shorter time than its key is known")
    func heldAndKeys() async {
        let given = ["--broker", "amqp://h", "--data-dir", "d", "--retention-keys", "1h"]
        #expect(await problems(given + ["--held-longest", "59m"]) == [])
        #expect(await problems(given + ["--held-longest", "1h"]).map { $0.prefix(12) } == ["held.longest"])
    }

    @Test("A file that is missing, no YAML, or has unknown keys is a problem, never passed over")
    func badFiles() async {
        #expect(await problems(["--config", "/nowhere/berthd.yaml"]).first?.contains("/nowhere/berthd.yaml") == true)
        #expect(await problems([], file: "shrad: a\n").first?.hasPrefix("shrad: is not a setting") == true)
        #expect(await problems([], file: "a: [b\n").count == 1)
        #expect(await problems([], file: "prefetch: [1, 2]\n").isEmpty == false)
    }

    @Test("A wrong broker address is told without its password")
    func secretStays() async {
        for url in ["amqp://u:s3cret@h:port", "http://u:s3cret@h", "amqp://u:s3cret@h?x=1", "u:s3cret@h"] {
            let found = await problems(["--broker", url, "--data-dir", "/d"])
            #expect(found.count == 1 && !"\(found)".contains("s3cret"), "\(found)")
        }
    }

    @Test("Printed settings mask secrets, and read back they are the same settings")
    func printed() async throws {
        let flags = SettingTable.all.flatMap { [$0.flag, SettingSamples.others[$0.key]?.first ?? ""] }
        let reader = try await SettingReader.read(try Arguments(flags), environment: [:])
        let text = PrintedSettings.text(reader.values)
        #expect(!text.contains("s3cret"))
        let back = try await read(file: text + "\n")
        for value in reader.values where !value.setting.isSecret {
            #expect(back[value.setting.key] == value.text, "\(value.setting.key)")
        }
        #expect(back["broker.url"]?.contains("one.example") == true)
    }

    @Test("Printed values that YAML would read otherwise are quoted")
    func quoted() async throws {
        for name in ["it's", "a: b", "#x", "yes", "1e3", "~", "null", "*a", "-", "a,b"] {
            let reader = try await SettingReader.read(try Arguments(["--data-dir", name]), environment: [:])
            let back = try await read(file: PrintedSettings.text(reader.values) + "\n")
            #expect(back["data-dir"] == name, "\(name)")
        }
    }
}
