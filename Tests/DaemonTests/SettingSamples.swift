import Foundation

@testable import berthd

/// Values for settings that differ from their defaults.
enum SettingSamples {
    /// Two other values for every setting.
    static let others: [String: [String]] = [
        "broker.url": ["amqp://one:s3cret@one.example/a", "amqps://two:s3cret@two.example/b"],
        "broker.tls.ca": ["/a/ca.pem", "/b/ca.pem"],
        "broker.tls.certificate": ["/a/c.pem", "/b/c.pem"],
        "broker.tls.key": ["/a/c.key", "/b/c.key"],
        "broker.tls.verify-hostname": ["false", "no"],
        "data-dir": ["/a/data", "/b/data"],
        "shard": ["north", "south"],
        "hosts": ["cmp-1,cmp-2", "cmp-3"],
        "prefetch": ["7", "8"],
        "declare": ["false", "off"],
        "give-back-after": ["1m", "5m"],
        "limits.body-bytes": ["2048", "4096"],
        "held.attempts": ["5", "6"], "held.longest": ["10m", "20m"],
        "held.per-subject": ["7", "8"], "held.per-shard": ["70", "80"],
        "admission": ["trust-limits", "trust-limits"],
        "retention.keys": ["1d", "36h"],
        "retention.journal": ["10d", "11d"],
        "retention.dead": ["20d", "21d"],
        "retention.bases": ["3", "4"],
        "build-failure-threshold": ["1", "2"],
        "audit.grace": ["1m", "2m"], "audit.hold-orphans": ["true", "yes"],
        "numa.pack-host-cells": ["true", "yes"],
        "pci.device-specs": [#"[{"vendor_id": "10de"}, {"address": "0000:81:00.0"}]"#, "{}"],
        "pci.aliases": [
            #"{"name": "it's", "vendor_id": "10de", "product_id": "1db6"}"#,
            "[\n {\"name\": \"a\",\n  \"vendor_id\": \"8086\", \"product_id\": \"1515\"}\n]",
        ],
        "usage-interval": ["1s", "2m"],
        "events.format": ["json", "json"],
        "log.level": ["debug", "error"],
        "log.format": ["json", "json"],
        "ratios.cpu": ["2.5", "3"], "ratios.ram": ["1.25", "2"], "ratios.disk": ["1.5", "2"],
        "initial-ratios.cpu": ["2", "8.5"], "initial-ratios.ram": ["2", "3"], "initial-ratios.disk": ["2", "3"],
        "reserved.vcpus": ["1", "2"], "reserved.memory-mb": ["1024", "2048"], "reserved.disk-mb": ["1", "2"],
        "names.requests-exchange": ["a.requests", "b.requests"],
        "names.events-exchange": ["a.events", "b.events"],
        "names.dead-exchange": ["a.dead", "b.dead"],
        "names.requests-queue": ["a.queue", "b.queue"],
        "names.owner-queue": ["a.owner", "b.owner"],
    ]

    /// A YAML file of these settings, nested by the dots of their keys; texts are quoted where YAML needs it.
    static func yaml(_ values: [String: String]) -> String {
        let reader = SettingTable.all.compactMap { setting in
            values[setting.key].map {
                SettingReader.Value(setting: Setting(setting.key, nil, "") { _, _ in }, text: $0)
            }
        }
        return PrintedSettings.text(reader, shown: \.text) + "\n"
    }

    /// Runs with a file of this content, which is gone afterwards.
    static func withFile<Result>(
        _ content: String, _ run: (String) async throws -> Result
    ) async throws -> Result {
        let file = FileManager.default.temporaryDirectory.appending(path: "berthd-\(UUID().uuidString).yaml")
        try Data(content.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        return try await run(file.path())
    }
}
