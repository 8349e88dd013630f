import Tracker
import Worker

extension SettingTable {
    /// What operators say about PCI devices; each is one text with JSON in it.
    static let devices: [Setting] = [
        Setting("pci.device-specs", nil, "JSON, an object or a list: which devices guests may have; none if absent") {
            do throws(DeviceSettingErrors) {
                $0.worker.policy.devices.specs = try DeviceSpecReader.specs($1)
            } catch {
                throw SettingErrors(problems: error.problems.map(\.description))
            }
        },
        Setting("pci.aliases", nil, "JSON, an object or a list: names under which flavors ask for devices") {
            do throws(DeviceSettingErrors) {
                $0.worker.policy.devices.aliases = try DeviceAliasReader.aliases($1)
            } catch {
                throw SettingErrors(problems: error.problems.map(\.description))
            }
        },
    ]
}
