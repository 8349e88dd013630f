import Foundation
import SwiftProtobuf

/// The two notifications that a cloud's services know for what `metrics.reported` tells (claims and moves, 11).
public enum MetricsNotification: String, CaseIterable, Sendable, Hashable {
    /// `compute.metrics.update`: percentages from 0 to 1.
    case legacy
    /// `metrics.update`: the versioned objects `MetricsPayload` and `MetricPayload` 1.0, whole numbers.
    case versioned

    /// The notification of an event, as JSON with its members in alphabetical order.
    ///
    /// Without `message_id` and `_unique_id`, which are given to each message that is sent.
    ///
    /// - Returns: nil for an event of another kind.
    /// - Throws: `notEncodable` if a measured value is not a number.
    public func json(of event: Berth_Tracker_V1_Event) throws(WireError) -> [UInt8]? {
        guard case .metricsReported(let report) = event.body else { return nil }
        switch self {
        case .legacy: return try Self.encoded(LegacyMetrics(event, report))
        case .versioned: return try Self.encoded(VersionedMetrics(event, report))
        }
    }

    private static func encoded(_ notification: some Encodable) throws(WireError) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return Array(try encoder.encode(notification))
        } catch {
            throw WireError(.notEncodable, "a measured value cannot be written as JSON: it is not a finite number")
        }
    }
}

/// The times of notifications; whatever cannot be told is empty.
enum NotificationTime {
    /// `2025-01-31T12:00:00.000000`, with another mark between day and time if wanted: UTC without saying so.
    static func zoneless(_ time: Google_Protobuf_Timestamp, separator: Character = "T") -> String {
        guard let text = RFC3339.format(.init(seconds: time.seconds)), (0...999_999_999).contains(time.nanos) else {
            return ""
        }
        let micros = String(time.nanos / 1000)
        return text.dropLast().map { $0 == "T" ? String(separator) : String($0) }.joined() + "."
            + String(repeating: "0", count: 6 - micros.count) + micros
    }

    /// `2025-01-31T12:00:00Z`: whole seconds.
    static func seconds(_ time: Google_Protobuf_Timestamp) -> String {
        RFC3339.format(.init(seconds: time.seconds)) ?? ""
    }
}
