import AMQP
import Configuration
import Foundation
import Journal
import SystemPackage
import Worker
import Yams

/// Reads settings from flags, environment and file, in this order of weight.
struct SettingReader {
    /// A setting in force.
    struct Value {
        let setting: Setting
        let text: String
    }

    /// What is in force; settings without a value and without a default are left out.
    let values: [Value]

    /// Reads everything; every problem is collected.
    ///
    /// - Throws: `SettingErrors` with all problems.
    static func read(_ arguments: Arguments, environment: [String: String]) async throws -> SettingReader {
        var providers: [any ConfigProvider] = [
            InMemoryProvider(
                name: "flags",
                values: Dictionary(
                    uniqueKeysWithValues: arguments.values.map {
                        (key($0.key), ConfigValue(.string($0.value), isSecret: false))
                    })),
            EnvironmentVariablesProvider(environmentVariables: environment).prefixKeys(with: "berth"),
        ]
        if let path = arguments.configurationFile ?? environment["BERTH_CONFIG"] {
            providers.append(try await file(path))
        }
        let reader = ConfigReader(providers: providers)
        let values = SettingTable.all.compactMap { setting in
            (reader.string(forKey: ConfigKey(setting.key)) ?? setting.standard).map {
                Value(setting: setting, text: $0)
            }
        }
        return SettingReader(values: values)
    }

    /// The settings, with every value checked.
    ///
    /// - Throws: `SettingErrors` naming every setting that cannot be used.
    func settings() throws(SettingErrors) -> DaemonSettings {
        var settings = DaemonSettings()
        var problems: [String] = []
        for value in values {
            do {
                try value.setting.apply(&settings, value.text)
            } catch let errors as SettingErrors {
                problems += errors.problems.map { "\(value.setting.key): \($0)" }
            } catch {
                problems.append("\(value.setting.key): \(error)")
            }
        }
        if values.allSatisfy({ $0.setting.key != "broker.url" }) {
            problems.append("broker.url: is missing; give --broker amqp://user:password@host/vhost")
        }
        if settings.dataDirectory == nil { problems.append("data-dir: is missing; give --data-dir FOLDER") }
        if (settings.tls.certificateFile == nil) != (settings.tls.keyFile == nil) {
            problems.append("broker.tls.certificate: goes with broker.tls.key, both or neither")
        }
        let held = Duration.nanoseconds(settings.worker.held.longestNanoseconds)
        if held >= settings.worker.retention.keys {
            problems.append("held.longest: must be shorter than retention.keys, which is when keys are forgotten")
        }
        guard problems.isEmpty else { throw SettingErrors(problems: problems) }
        return settings
    }

    private static func key(_ text: String) -> AbsoluteConfigKey {
        AbsoluteConfigKey(ConfigKey(text))
    }

    private static func file(_ path: String) async throws -> any ConfigProvider {
        let text: String
        do {
            text = try String(contentsOfFile: path, encoding: .utf8)
        } catch {
            throw SettingErrors(problems: ["the file \(path) cannot be read: \(error.localizedDescription)"])
        }
        do {
            let problems = try problems(text)
            guard problems.isEmpty else { throw SettingErrors(problems: problems.map { "\($0) (in \(path))" }) }
            return try await FileProvider<YAMLSnapshot>(filePath: FilePath(path))
        } catch let errors as SettingErrors {
            throw errors
        } catch {
            throw SettingErrors(problems: [
                "the file \(path) is not a YAML mapping of settings: \(YAMLProblem.text(error))"
            ])
        }
    }

    /// What the file says that would be passed over in silence: a misspelt key, a list instead of one value.
    static func problems(_ text: String) throws -> [String] {
        guard let root = try Yams.compose(yaml: text) else { return [] }
        let known = Set(SettingTable.all.map(\.key))
        return leaves(root, "", known).compactMap { leaf in
            guard known.contains(leaf.path) else { return "\(leaf.path): is not a setting" }
            guard !leaf.isOneValue else { return nil }
            let isJSON = SettingTable.devices.contains { $0.key == leaf.path }
            return "\(leaf.path): must be "
                + (isJSON ? "JSON in one text; in YAML write | behind the key and the JSON below it" : "one value")
        }.sorted()
    }

    private struct Leaf {
        var path: String
        var isOneValue: Bool
    }

    /// Yams bounds the depth of what it parses.
    private static func leaves(_ node: Node, _ path: String, _ known: Set<String>) -> [Leaf] {
        guard !known.contains(path), let mapping = node.mapping else {
            return [Leaf(path: path.isEmpty ? "(the file)" : path, isOneValue: node.scalar != nil)]
        }
        return mapping.flatMap { key, value in
            let name = key.string ?? "?"
            // A key with a dot looks like a setting, but is none: the file has a level for each part.
            let step = name.contains(".") ? "'\(name)'" : name
            return leaves(value, path.isEmpty ? step : "\(path).\(step)", known)
        }
    }
}

/// Everything that is wrong with the settings.
struct SettingErrors: Error, CustomStringConvertible {
    let problems: [String]

    /// One problem on a line; passwords in addresses are masked, wherever they were put.
    var description: String { LogFormatter.masked(problems.joined(separator: "\n")) }
}
