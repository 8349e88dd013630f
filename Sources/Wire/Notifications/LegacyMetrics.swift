import SwiftProtobuf

/// The notification `compute.metrics.update`.
struct LegacyMetrics: Encodable {
    /// One measurement: `value`, or `numa_membw_values`.
    struct Metric: Encodable {
        var name: String
        var timestamp: String
        var source: String
        var value: Double?
        var cells: [String: Double]?

        enum CodingKeys: String, CodingKey {
            case name, timestamp, source, value
            case cells = "numa_membw_values"
        }

        init(_ metric: Berth_Tracker_V1_Metric) {
            name = metric.name
            timestamp = NotificationTime.zoneless(metric.time)
            source = metric.source
            // A metric that is a percentage says so in its name; here it is a fraction of one.
            let unit = metric.name.hasSuffix(".percent") ? 100.0 : 1
            if metric.hasValue {
                value = metric.value / unit
            } else {
                cells = Dictionary(
                    metric.numaValues.map { (String($0.cell), $0.value / unit) }, uniquingKeysWith: { $1 })
            }
        }
    }

    struct Payload: Encodable {
        var host: String
        var hostIP: String
        var node: String
        var metrics: [Metric]

        enum CodingKeys: String, CodingKey {
            case host, metrics
            case hostIP = "host_ip"
            case node = "nodename"
        }
    }

    var eventType = "compute.metrics.update"
    var priority = "INFO"
    var publisher: String
    var timestamp: String
    var payload: Payload

    enum CodingKeys: String, CodingKey {
        case priority, timestamp, payload
        case eventType = "event_type"
        case publisher = "publisher_id"
    }

    init(_ event: Berth_Tracker_V1_Event, _ report: Berth_Tracker_V1_MetricsReported) {
        publisher = "compute.\(event.node)"
        timestamp = NotificationTime.zoneless(event.time, separator: " ")
        payload = Payload(
            host: event.host, hostIP: report.hostIp, node: event.node, metrics: report.metrics.map(Metric.init))
    }
}
