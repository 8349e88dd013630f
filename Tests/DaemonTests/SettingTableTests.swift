import Foundation
import Testing
import Tracker
import Worker

@testable import berthd

@Suite("The table of settings")
struct SettingTableTests {
    @Test("Keys, flags and variables are unique and lead nowhere else")
    func unique() {
        let all = SettingTable.all
        #expect(Set(all.map(\.key)).count == all.count)
        #expect(Set(all.map(\.flag)).count == all.count)
        #expect(Set(all.map(\.variable)).count == all.count)
        let taken = ["--config", "--ready-file", "--adopt", "--help", "--version", "--broker", "--check-config"]
        #expect(all.allSatisfy { !taken.contains($0.flag) && $0.variable != "BERTH_CONFIG" })
        #expect(all.first { $0.key == "broker.tls.verify-hostname" }?.variable == "BERTH_BROKER_TLS_VERIFY_HOSTNAME")
    }

    @Test("A key stands for a value or for a group, never for both, and a group's keys stand together")
    func groups() {
        let keys = SettingTable.all.map(\.key)
        for key in keys { #expect(!keys.contains { $0.hasPrefix(key + ".") }, "\(key)") }
        let groups = keys.map { $0.split(separator: ".").dropLast().joined(separator: ".") }.filter { !$0.isEmpty }
        var runs: [String] = []
        for group in groups where runs.last != group { runs.append(group) }
        #expect(runs.count == Set(runs).count, "\(runs)")
    }

    @Test("Every default can be used, and means what an untouched worker does")
    func defaults() throws {
        var settings = DaemonSettings()
        for setting in SettingTable.all {
            if let text = setting.standard {
                #expect(throws: Never.self, "\(setting.key)") { try setting.apply(&settings, text) }
            }
        }
        let worker = WorkerSettings()
        #expect(settings.worker.shard == worker.shard && settings.worker.prefetch == worker.prefetch)
        #expect(settings.worker.hosts == worker.hosts)
        // Of a ratio that is not configured 0 and nothing say the same.
        let ratios = settings.worker.policy.configuredRatios
        #expect([ratios.cpu, ratios.ram, ratios.disk] == [0, 0, 0])
        settings.worker.policy.configuredRatios = worker.policy.configuredRatios
        #expect(settings.worker.names == worker.names && settings.worker.policy == worker.policy)
        #expect(settings.worker.retention == worker.retention && settings.worker.bases == worker.bases)
        #expect(settings.worker.limits == worker.limits && settings.worker.declares == worker.declares)
        #expect(settings.worker.usageIntervalNanoseconds == worker.usageIntervalNanoseconds)
        #expect(settings.worker.held == worker.held)
        #expect(settings.worker.giveBackNanoseconds == worker.giveBackNanoseconds)
        #expect(settings.worker.eventForm == worker.eventForm && settings.worker.logLevel == worker.logLevel)
    }

    @Test("The sample file has every setting in the table and no other, with its default where it is not commented out")
    func sampleFile() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let text = try String(contentsOf: root.appending(path: "deploy/berthd.yaml"), encoding: .utf8)
        let found = SampleFile(text).values
        let known = Set(SettingTable.all.map(\.key))
        #expect(known.subtracting(found.keys).sorted() == [], "missing in the sample file")
        #expect(Set(found.keys).subtracting(known).sorted() == [], "unknown in the sample file")
        let own: Set = ["data-dir"]
        for setting in SettingTable.all where !own.contains(setting.key) {
            guard let value = found[setting.key], !value.isCommented else { continue }
            #expect(value.text == setting.standard, "\(setting.key)")
        }
    }
}

/// Keys and values of the sample file, the commented ones too, found by their indentation.
private struct SampleFile {
    private(set) var values: [String: (text: String, isCommented: Bool)] = [:]

    init(_ text: String) {
        var path: [String] = []
        for line in text.split(separator: "\n").map(String.init) {
            let isCommented = line.drop { $0 == " " }.hasPrefix("#")
            let bare = isCommented ? line.replacing(/#\ ?/, with: "", maxReplacements: 1) : line
            let indent = bare.prefix { $0 == " " }.count
            guard let match = bare.wholeMatch(of: /\ *([a-z][a-z-]*):(\ +(\S+))?/), indent % 2 == 0,
                indent / 2 <= path.count
            else { continue }
            path = path.prefix(indent / 2) + [String(match.output.1)]
            guard let value = match.output.3 else { continue }
            values[path.joined(separator: ".")] = (String(value), isCommented)
            path.removeLast()
        }
    }
}
