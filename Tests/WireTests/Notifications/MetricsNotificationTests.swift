import Foundation
import SwiftProtobuf
import Testing
import Wire

@Suite("Metrics as notifications of both shapes")
struct MetricsNotificationTests {
    private func metric(
        _ name: String, _ value: Double? = nil, cells: [(Int32, Double)] = []
    ) -> Berth_Tracker_V1_Metric {
        .with {
            $0.name = name
            $0.source = "libvirt.LibvirtDriver"
            $0.time = .init(seconds: 1_735_787_045, nanos: 1_234_000)
            if let value { $0.value = value }
            $0.numaValues = cells.map { cell in
                .with {
                    $0.cell = cell.0
                    $0.value = cell.1
                }
            }
        }
    }

    private func event(_ metrics: [Berth_Tracker_V1_Metric]) -> Berth_Tracker_V1_Event {
        .with {
            $0.host = "host1"
            $0.node = "node1"
            $0.time = .init(seconds: 1_735_787_045, nanos: 837_621_000)
            $0.metricsReported = .with {
                $0.hostIp = "10.0.0.1"
                $0.metrics = metrics
            }
        }
    }

    private func text(_ shape: MetricsNotification, _ metrics: [Berth_Tracker_V1_Metric]) throws -> String {
        String(decoding: try #require(try shape.json(of: event(metrics))), as: UTF8.self)
    }

    @Test("The legacy shape: a fraction instead of a percentage, microseconds without a zone")
    func legacy() throws {
        let found = try text(
            .legacy, [metric("cpu.frequency", 1_000), metric("cpu.percent", 97), metric("cpu.user.time", 2.5)])
        let time = #""timestamp":"2025-01-02T03:04:05.001234""#
        let source = #""source":"libvirt.LibvirtDriver""#
        #expect(
            found == #"{"event_type":"compute.metrics.update","payload":{"host":"host1","host_ip":"10.0.0.1","#
                + #""metrics":[{"name":"cpu.frequency",\#(source),\#(time),"value":1000},"#
                + #"{"name":"cpu.percent",\#(source),\#(time),"value":0.97},"#
                + #"{"name":"cpu.user.time",\#(source),\#(time),"value":2.5}],"nodename":"node1"},"#
                + #""priority":"INFO","publisher_id":"compute.node1","timestamp":"2025-01-02 03:04:05.837621"}"#)
    }

    @Test("The versioned shape: objects with name and version, whole numbers, whole seconds in UTC")
    func versioned() throws {
        let found = try text(.versioned, [metric("cpu.percent", 97.9)])
        let object = #""nova_object.namespace":"nova","nova_object.version":"1.0""#
        #expect(
            found == #"{"event_type":"metrics.update","payload":{"nova_object.data":{"host":"host1","#
                + #""host_ip":"10.0.0.1","metrics":[{"nova_object.data":{"name":"cpu.percent","#
                + #""numa_membw_values":null,"source":"libvirt.LibvirtDriver","timestamp":"2025-01-02T03:04:05Z","#
                + #""value":97},"nova_object.name":"MetricPayload",\#(object)}],"#
                + #""nodename":"node1"},"nova_object.name":"MetricsPayload",\#(object)},"priority":"INFO","#
                + #""publisher_id":"nova-compute:host1","timestamp":"2025-01-02 03:04:05.837621"}"#)
    }

    @Test("Values by cell stand under numa_membw_values, and instead of a value")
    func cells() throws {
        let metrics = [metric("numa.membw.current", cells: [(0, 10), (1, 20.5)])]
        let legacy = try text(.legacy, metrics)
        #expect(legacy.contains(#""numa_membw_values":{"0":10,"1":20.5}"#) && !legacy.contains(#""value""#))
        let versioned = try text(.versioned, metrics)
        #expect(versioned.contains(#""numa_membw_values":{"0":10,"1":20}"#) && versioned.contains(#""value":null"#))
    }

    @Test("A value out of range does not end the program; another kind of event has no such notification")
    func hostile() throws {
        #expect(try text(.versioned, [metric("x", 1e300)]).contains(#""value":\#(Int64.max)"#))
        #expect(try text(.versioned, [metric("x", -1e300)]).contains(#""value":\#(Int64.min)"#))
        #expect(try text(.versioned, [metric("x", .nan)]).contains(#""value":0"#))
        #expect(throws: WireError.self) { try MetricsNotification.legacy.json(of: event([metric("x", .infinity)])) }
        let other = Berth_Tracker_V1_Event.with { $0.claimConfirmed = .init() }
        for shape in MetricsNotification.allCases { #expect(try shape.json(of: other) == nil) }
    }
}
