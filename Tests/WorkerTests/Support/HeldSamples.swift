import AMQP
import Journal
import SwiftProtobuf
import Testing
import Tracker
import Wire

@testable import Worker

extension Samples {
    /// A cast that waits for its node to be reported.
    static func disable(_ host: String, key: String, enabled: Bool = false) throws -> Sent {
        let request = Berth_Tracker_V1_SetNodeEnabledRequest.with {
            $0.host = host
            $0.node = node
            $0.enabled = enabled
            $0.reason = "maintenance"
        }
        return try sent(.setNodeEnabled, request, host: host, key: key, replyTo: nil)
    }

    static func listHeld(key: String, pageSize: Int32 = 0, token: String = "") throws -> Sent {
        let request = Berth_Tracker_V1_ListHeldRequestsRequest.with {
            $0.pageSize = pageSize
            $0.pageToken = token
        }
        return try sent(.listHeldRequests, request, host: "berth.requests.main", key: key)
    }

    static func getHeld(_ asked: String, _ host: String, key: String) throws -> Sent {
        let request = Berth_Tracker_V1_GetHeldRequestRequest.with {
            $0.host = host
            $0.requestID = asked
        }
        return try sent(.getHeldRequest, request, host: host, key: key)
    }

    static func releaseHeld(_ asked: String, _ host: String, key: String) throws -> Sent {
        let request = Berth_Tracker_V1_ReleaseHeldRequestRequest.with {
            $0.host = host
            $0.requestID = asked
        }
        return try sent(.releaseHeldRequest, request, host: host, key: key)
    }

    static func dropHeld(_ asked: String, _ host: String, key: String) throws -> Sent {
        let request = Berth_Tracker_V1_DropHeldRequestRequest.with {
            $0.host = host
            $0.requestID = asked
        }
        return try sent(.dropHeldRequest, request, host: host, key: key)
    }
}
