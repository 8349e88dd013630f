import Testing
import Tracker
import Worker

@testable import berthd

@Suite("Settings about devices")
struct DeviceSettingTests {
    private func settings(_ flags: [String], file: String? = nil) async throws -> DaemonSettings {
        let given = ["--broker", "amqp://h", "--data-dir", "d"] + flags
        guard let file else {
            return try await SettingReader.read(try Arguments(given), environment: [:]).settings()
        }
        return try await SettingSamples.withFile(file) { path in
            try await SettingReader.read(try Arguments(given + ["--config", path]), environment: [:]).settings()
        }
    }

    private func problems(_ flags: [String]) async -> [String] {
        do {
            _ = try await settings(flags)
            return []
        } catch let errors as SettingErrors {
            return errors.problems
        } catch {
            return ["\(error)"]
        }
    }

    @Test("Without them no device is tracked and no alias is known")
    func none() async throws {
        #expect(try await settings([]).worker.policy.devices == DeviceConfiguration())
    }

    @Test("Specs and aliases from a file, each over several lines")
    func file() async throws {
        let file = """
            pci:
              device-specs: |
                [{"address": "0000:81:00.0", "physical_network": "physnet1"},
                 {"vendor_id": "10de"}]
              aliases: |
                [{"name": "gpu", "vendor_id": "10de", "product_id": "1db6"}]
            """
        let devices = try await settings([], file: file).worker.policy.devices
        #expect(devices.specs.count == 2 && devices.specs.last == DeviceSpec(vendorID: "10de"))
        #expect(devices.specs.first?.tags == ["physical_network": "physnet1"])
        let ids = PCISpec(matches: ["vendor_id": "10de", "product_id": "1db6"])
        #expect(devices.aliases == ["gpu": DeviceAlias(specs: [ids])])
    }

    @Test("One object needs no list")
    func object() async throws {
        let devices = try await settings(["--pci-device-specs", "{}"]).worker.policy.devices
        #expect(devices == DeviceConfiguration(specs: [DeviceSpec()]))
    }

    @Test("Every problem of both is a line of its own, with the setting and the stable name")
    func problems() async {
        let found = await problems([
            "--pci-device-specs", #"[{"vendor_id":"xyz","address":"0a:20.0"},{"managed":"maybe"}]"#,
            "--pci-aliases", #"[{"name":"a","device_type":"vdpa","vendor_id":"8086","product_id":"1515"},1]"#,
        ])
        #expect(
            found.map { $0.split(separator: ": ").prefix(3).joined(separator: " ") } == [
                "pci.device-specs PciConfigInvalidSpec entry 1", "pci.device-specs PciConfigInvalidSpec entry 1",
                "pci.device-specs PciConfigInvalidSpec entry 2", "pci.aliases PciInvalidAlias entry 1",
                "pci.aliases PciInvalidAlias entry 2",
            ])
    }

    @Test("A YAML list is no text, and is refused rather than read in some way")
    func yamlList() throws {
        let rule = "must be JSON in one text; in YAML write | behind the key and the JSON below it"
        for value in ["[{vendor_id: 10de}]", "{vendor_id: 10de, product_id: 1db6}"] {
            let text = "pci:\n  device-specs: \(value)\n  aliases: \(value)\n"
            #expect(
                try SettingReader.problems(text) == ["pci.aliases: \(rule)", "pci.device-specs: \(rule)"])
        }
    }

    @Test("A problem ends the program with the exit code of bad settings")
    func exitCode() async {
        do {
            _ = try await settings(["--pci-aliases", "{}"])
            Issue.record("An alias without a name was taken.")
        } catch {
            #expect(ExitCode(error) == .settings)
        }
    }
}
