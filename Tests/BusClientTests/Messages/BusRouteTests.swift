import AMQP
import Testing
import Wire

@testable import BusClient

@Suite("What a request looks like on the wire")
struct BusRouteTests {
    @Test("A call goes to its host with key, deadline, time and a direct reply address")
    func call() throws {
        var message = Berth_Tracker_V1_GetNodeRequest()
        message.host = "cmp-17"
        let request = try BusRequest(.getNode, message, host: "cmp-17", key: "k-1", rehearse: true)
        let sent = BusRoute().message(
            request, number: 7, timeout: .milliseconds(1500), milliseconds: 1_700_000_000_123)
        #expect(sent.exchange == "berth.requests" && sent.routingKey == "cmp-17" && sent.mandatory)
        let properties = sent.properties
        #expect(properties.type == "/berth.tracker.v1.ResourceTracker/GetNode")
        #expect(properties.contentType == "application/protobuf")
        #expect(properties.messageID == "k-1" && properties.correlationID == "7")
        #expect(properties.replyTo == "amq.rabbitmq.reply-to")
        #expect(properties.appID == "berth" && properties.userID == nil && properties.expiration == nil)
        #expect(properties.timestampSeconds == 1_700_000_000)
        #expect(properties.headers["timestamp_in_ms"] == .int64(1_700_000_000_123))
        #expect(properties.headers["berth-rehearse"] == .string("1"))
        let timeout = try #require(properties.headers["grpc-timeout"]?.text)
        #expect(try GRPCTimeout.parse(timeout) == .milliseconds(1500))
    }

    @Test("A cast has neither a reply address nor a deadline")
    func cast() throws {
        var request = try BusRequest(.getNode, Berth_Tracker_V1_GetNodeRequest(), host: "cmp-17", key: "k-1")
        request.isCast = true
        let properties = BusRoute().message(request, number: 7, timeout: .seconds(1), milliseconds: 0).properties
        #expect(properties.replyTo == nil && properties.correlationID == nil)
        #expect(properties.headers["grpc-timeout"] == nil)
    }

    @Test("A request without a host goes to its shard's queue through the default exchange")
    func shard() throws {
        var route = BusRoute()
        route.shard = "north"
        var request = try BusRequest(.listNodes, Berth_Tracker_V1_ListNodesRequest(), host: nil, key: "k")
        let message = route.message(request, number: 1, timeout: .seconds(1), milliseconds: -5)
        #expect(message.exchange == "" && message.routingKey == "berth.requests.north")
        #expect(message.properties.timestampSeconds == 0)
        request.shard = "south"
        #expect(
            route.message(request, number: 1, timeout: .zero, milliseconds: 0).routingKey == "berth.requests.south")
    }

    @Test("A caller's headers go along, and cannot take the place of Berth's own")
    func headers() throws {
        var request = try BusRequest(.listNodes, Berth_Tracker_V1_ListNodesRequest(), host: nil, key: "k")
        request.headers = ["traceparent": "00-x", "grpc-timeout": "1S", "timestamp_in_ms": "never"]
        let headers = BusRoute().message(request, number: 1, timeout: .seconds(2), milliseconds: 9).properties.headers
        #expect(headers["traceparent"] == "00-x")
        #expect(headers["grpc-timeout"] == "2000000u")
        #expect(headers["timestamp_in_ms"] == .int64(9))
    }
}
