import SwiftProtobuf

/// The notification `metrics.update`.
struct VersionedMetrics: Encodable {
    /// A versioned object: name, version and fields.
    struct Object<Fields: Encodable>: Encodable {
        var name: String
        var namespace = "nova"
        var version = "1.0"
        var data: Fields

        enum CodingKeys: String, CodingKey {
            case name = "nova_object.name"
            case namespace = "nova_object.namespace"
            case version = "nova_object.version"
            case data = "nova_object.data"
        }
    }

    /// One measurement; both `value` and `numa_membw_values` are there, one of them null.
    struct Metric: Encodable {
        var name: String
        var timestamp: String
        var source: String
        var value: Int64?
        var cells: [String: Int64]?

        enum CodingKeys: String, CodingKey {
            case name, timestamp, source, value
            case cells = "numa_membw_values"
        }

        init(_ metric: Berth_Tracker_V1_Metric) {
            name = metric.name
            timestamp = NotificationTime.seconds(metric.time)
            source = metric.source
            if metric.hasValue {
                value = Self.whole(metric.value)
            } else {
                cells = Dictionary(
                    metric.numaValues.map { (String($0.cell), Self.whole($0.value)) }, uniquingKeysWith: { $1 })
            }
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(name, forKey: .name)
            try container.encode(timestamp, forKey: .timestamp)
            try container.encode(source, forKey: .source)
            try container.encode(value, forKey: .value)
            try container.encode(cells, forKey: .cells)
        }

        /// The number without its fraction; one that no 64 bits hold is the nearest that they do, and none is 0.
        private static func whole(_ value: Double) -> Int64 {
            if let whole = Int64(exactly: value.rounded(.towardZero)) { return whole }
            return value.isNaN ? 0 : value < 0 ? .min : .max
        }
    }

    struct Payload: Encodable {
        var host: String
        var hostIP: String
        var node: String
        var metrics: [Object<Metric>]

        enum CodingKeys: String, CodingKey {
            case host, metrics
            case hostIP = "host_ip"
            case node = "nodename"
        }
    }

    var eventType = "metrics.update"
    var priority = "INFO"
    var publisher: String
    var timestamp: String
    var payload: Object<Payload>

    enum CodingKeys: String, CodingKey {
        case priority, timestamp, payload
        case eventType = "event_type"
        case publisher = "publisher_id"
    }

    init(_ event: Berth_Tracker_V1_Event, _ report: Berth_Tracker_V1_MetricsReported) {
        publisher = "nova-compute:\(event.host)"
        timestamp = NotificationTime.zoneless(event.time, separator: " ")
        let metrics = report.metrics.map { Object(name: "MetricPayload", data: Metric($0)) }
        payload = Object(
            name: "MetricsPayload",
            data: Payload(host: event.host, hostIP: report.hostIp, node: event.node, metrics: metrics))
    }
}
