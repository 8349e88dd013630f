import AMQP
import Testing
import Wire

@testable import berth

@Suite("What a request looks like on the wire")
struct RequestRouteTests {
    @Test("A call goes to its host with key, deadline, time and a direct reply address")
    func call() throws {
        var route = RequestRoute()
        route.timeout = .milliseconds(1500)
        var message = Berth_Tracker_V1_GetNodeRequest()
        message.host = "cmp-17"
        let request = try PreparedRequest(.getNode, message, host: "cmp-17", key: "k-1", rehearse: true)
        let sent = route.message(request, number: 7, milliseconds: 1_700_000_000_123)
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
        var request = try PreparedRequest(.getNode, Berth_Tracker_V1_GetNodeRequest(), host: "cmp-17", key: "k-1")
        request.isCast = true
        let properties = RequestRoute().message(request, number: 7, milliseconds: 0).properties
        #expect(properties.replyTo == nil && properties.correlationID == nil)
        #expect(properties.headers["grpc-timeout"] == nil)
    }

    @Test("A request without a host goes to its shard's queue through the default exchange")
    func shard() throws {
        var route = RequestRoute()
        route.shard = "north"
        let request = try PreparedRequest(.listNodes, Berth_Tracker_V1_ListNodesRequest(), host: nil, key: "k")
        let message = route.message(request, number: 1, milliseconds: -5)
        #expect(message.exchange == "" && message.routingKey == "berth.requests.north")
        #expect(message.properties.timestampSeconds == 0)
    }
}
