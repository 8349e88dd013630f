import Foundation
import SwiftProtobuf
import Wire

/// (j) The p99 of claims on other nodes while a large node is audited once a second, beside the p99 without audits.
struct BusyAuditBenchmark {
    let options: Options
    let folder: RunFolder
    let worker: WorkerProgram
    let control: BrokerControl

    private static let seconds = 8
    private static let perSecond = 500

    func run(_ requests: inout Requests) async throws -> [Figure] {
        let (program, _) = try await worker.startAndWait()
        defer { program.end(SIGTERM) }
        var figures: [Figure] = []
        for size in [100, 1_000, 10_000] {
            let audited = try await prepare(size)
            var without: [Double] = [], beside: [Double] = []
            for round in 0..<2 * options.rounds {
                let isAudited = round % 2 == 1
                let latency = try await latency(&requests, isAudited ? audited : nil)
                if isAudited { beside.append(latency) } else { without.append(latency) }
            }
            figures.append(
                Figure(
                    letter: "j", title: "p99 of claims beside audits of \(size) instances", unit: "ms",
                    value: Sample(values: beside), reference: Sample(values: without), aim: .atMost(1.2)))
        }
        return figures
    }

    /// A node of its own with so many instances, and its audit.
    private func prepare(_ size: Int) async throws -> Requests.Entry {
        let host = "audited-\(size)"
        let entries = try Requests.audited(host, size)
        let file = try folder.write("audited", Requests.file(entries.claims))
        for entry in [entries.report] { try await control.publish(entry) }
        _ = try Program(
            options.reference, ["fill", "\(options.port)", "berth.requests", BrokerControl.replies, file]
        ).values()
        let clock = ContinuousClock(), deadline = clock.now + .seconds(120)
        while try await control.count(BrokerControl.replies) < size {
            guard clock.now < deadline else { throw BenchError("the worker does not answer") }
            try await clock.sleep(for: .milliseconds(20))
        }
        try await control.purge()
        // The first audit takes over where the instances are.
        try await control.publish(entries.audit)
        return entries.audit
    }

    private func latency(_ requests: inout Requests, _ audit: Requests.Entry?) async throws -> Double {
        let count = Self.perSecond * Self.seconds
        let file = try folder.write("requests", Requests.file(try requests.claims(count)))
        let load = try Program(
            options.reference, ["open", "\(options.port)", "\(Self.perSecond)", file, "berth.requests"])
        if let audit {
            let clock = ContinuousClock()
            for number in 0..<Self.seconds - 1 where load.isRunning {
                var again = audit
                again.key = "\(audit.key)-\(number)-\(UInt64.random(in: 0 ... .max))"
                try await control.publish(again)
                try await clock.sleep(for: .seconds(1))
            }
        }
        let values = try load.values()
        try await control.purge()
        return (values["open_p99_ns"] ?? .nan) / 1e6
    }
}

extension Requests {
    /// The report of a node, claims of so many instances on it, and an audit that has them all.
    static func audited(
        _ host: String, _ size: Int
    ) throws -> (report: Entry, claims: [Entry], audit: Entry) {
        var report = Berth_Tracker_V1_ReportInventoryRequest()
        report.host = host
        report.node = host
        report.nodeUuid = uuid(size, group: "audited")
        report.inventory.vcpus = 100_000
        report.inventory.memoryMb = 1 << 30
        report.inventory.localGb = 10_000_000
        let instances = (0..<size).map { number in
            Berth_Tracker_V1_Instance.with {
                $0.uuid = uuid(number, group: host)
                $0.projectID = "6f70656e737461636b20627920626572"
                $0.vmState = "active"
                $0.host = host
                $0.node = host
                $0.flavor.id = "42"
                $0.flavor.name = "m1.small"
                $0.flavor.vcpus = 1
                $0.flavor.memoryMb = 512
                $0.flavor.rootGb = 5
            }
        }
        let claims = try instances.map { instance in
            let claim = Berth_Tracker_V1_ClaimInstanceRequest.with {
                $0.host = host
                $0.node = host
                $0.instance = instance
            }
            return Entry(
                method: .claimInstance, key: "claim-\(instance.uuid)", host: host,
                body: try MessageCodec(.protobuf).encode(claim))
        }
        let audit = Berth_Tracker_V1_AuditNodeRequest.with {
            $0.host = host
            $0.node = host
            $0.instances = instances
        }
        return (
            Entry(
                method: .reportInventory, key: "report-\(host)", host: host,
                body: try MessageCodec(.protobuf).encode(report)), claims,
            Entry(
                method: .auditNode, key: "audit-\(host)", host: host, body: try MessageCodec(.protobuf).encode(audit))
        )
    }
}
