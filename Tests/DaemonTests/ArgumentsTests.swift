import Testing

@testable import berthd

@Suite("The command line")
struct ArgumentsTests {
    private func problem(_ arguments: String...) -> String? {
        do {
            _ = try Arguments(arguments)
            return nil
        } catch {
            return error.description
        }
    }

    @Test("Without arguments berthd serves")
    func serves() throws {
        let arguments = try Arguments([])
        #expect(arguments.action == .serve && !arguments.adopts && arguments.values.isEmpty)
    }

    @Test("A setting's value stands behind its flag, or behind an equals sign with more of them in it")
    func values() throws {
        let arguments = try Arguments(["--shard", "a", "--broker=amqp://u:p=q@h", "--config", "f", "--ready-file=r=1"])
        #expect(arguments.values == ["shard": "a", "broker.url": "amqp://u:p=q@h"])
        #expect(arguments.configurationFile == "f" && arguments.readyFile == "r=1")
    }

    @Test("Every setting has a flag")
    func everySetting() throws {
        for setting in SettingTable.all {
            #expect(try Arguments([setting.flag, "v"]).values == [setting.key: "v"])
        }
    }

    @Test("What ends at once is told apart")
    func actions() throws {
        let table: [String: Arguments.Action] = [
            "--help": .help, "-h": .help, "--version": .version, "--check-config": .checkConfiguration,
            "--print-config": .printConfiguration,
        ]
        for (flag, action) in table { #expect(try Arguments([flag]).action == action) }
        #expect(try Arguments(["--adopt"]).adopts)
        #expect(try Arguments(["--accept-missing-log"]).acceptsMissingLog)
    }

    @Test("Unknown flags, missing and empty values, and anything given twice are refused")
    func refused() {
        #expect(problem("--shrad", "x")?.contains("--shrad") == true)
        #expect(problem("--shard") == "--shard needs a value")
        #expect(problem("--shard", "") == "--shard needs a value")
        #expect(problem("--shard=") == "--shard needs a value")
        #expect(problem("--adopt=yes") != nil)
        #expect(problem("--shard", "a", "--shard", "a") == "--shard is given twice")
        #expect(problem("--broker", "a", "--broker-url", "b") == "--broker-url is given twice")
        #expect(problem("--config", "a", "--config", "b") == "--config is given twice")
        #expect(problem("--ready-file", "a", "--ready-file=b") == "--ready-file is given twice")
    }

    @Test("A flag is never taken for the value of the one before it")
    func forgottenValue() {
        #expect(problem("--shard", "--adopt") == "--shard needs a value")
        #expect(problem("--data-dir", "--prefetch=5") == "--data-dir needs a value")
    }

    @Test("An argument that is no flag is refused without being repeated: it may hold a password")
    func secrets() {
        let found = problem("amqp://user:s3cret@host")
        #expect(found != nil && found?.contains("s3cret") == false)
    }
}
