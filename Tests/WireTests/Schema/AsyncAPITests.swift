import Foundation
import SwiftProtobuf
import Testing
import Yams

@testable import Wire

@Suite struct AsyncAPITests {
    private let document: Node

    init() throws {
        document = try #require(try Yams.compose(yaml: Repository.text("schemas/asyncapi.yaml")))
    }

    private func node(_ path: String...) throws -> Node {
        try path.reduce(document) { node, key in try #require(node[key], "asyncapi.yaml lacks \(path)") }
    }

    private func keys(_ path: String...) throws -> [String] {
        let node = try path.reduce(document) { node, key in try #require(node[key], "asyncapi.yaml lacks \(path)") }
        return try #require(node.mapping).keys.compactMap(\.string)
    }

    @Test("The document is AsyncAPI 3.0.0 and every reference in it leads somewhere")
    func references() throws {
        #expect(try node("asyncapi").string == "3.0.0")
        let references = try Repository.text("schemas/asyncapi.yaml").matches(of: /\$ref: '([^']+)'/).map {
            String($0.1)
        }
        #expect(references.count > 200)
        for reference in Set(references) {
            if reference.hasPrefix("#/") {
                let steps = reference.dropFirst(2).split(separator: "/").map(String.init)
                #expect(steps.reduce(document as Node?) { $0?[$1] } != nil, "\(reference)")
            } else {
                #expect(try !Repository.text("schemas/" + reference.dropFirst(2)).isEmpty)
            }
        }
    }

    @Test("Operations are the methods, the events, and those of dead letters, owner tickets and leases; none else")
    func operations() throws {
        let events = try eventMessages().map { "publish\($0)" }
        let others = ["parkDeadLetter", "writeOwnerTicket", "readOwnerTicket", "endLease"]
        #expect(try keys("operations") == Wire.Method.allCases.map(\.rawValue) + events + others)
    }

    @Test("Messages are the requests, the replies, the events and the named others; none else")
    func messages() throws {
        let requests = Wire.Method.allCases.map { "\($0.rawValue)Request" }
        let replies = Wire.Method.allCases.map { "\($0.rawValue)Response" }
        let expected =
            try requests + replies + ["Refusal", "RehearsalReply"] + eventMessages() + [
                "DeadLetter", "OwnerTicket", "EndLease",
            ]
        #expect(try keys("components", "messages") == expected)
        for method in Wire.Method.allCases {
            #expect(try node("components", "messages", "\(method.rawValue)Request", "name").string == method.path)
        }
    }

    @Test("The names of the event messages are the kinds of events, in their order")
    func events() throws {
        let kinds = try eventMessages().map { try node("components", "messages", $0, "name").string }
        #expect(kinds == EventKind.allCases.map(\.rawValue))
    }

    private func eventMessages() throws -> [String] { try keys("channels", "events", "messages") }

    @Test("The documented headers are those of the program, and each is explained")
    func headers() throws {
        for (trait, names) in [
            ("request", HeaderName.requestHeaders), ("reply", HeaderName.replyHeaders),
            ("event", HeaderName.eventHeaders), ("deadLetter", HeaderName.deadLetterHeaders),
        ] {
            #expect(try Set(keys("components", "messageTraits", trait, "headers", "properties")) == Set(names))
            for name in names {
                let header = try node("components", "messageTraits", trait, "headers", "properties", name)
                #expect(header["description"] != nil || header["$ref"] != nil, "\(name)")
                #expect(header.mapping?.values.allSatisfy { $0 != Node("") } == true, "\(name): a comma must be quoted")
            }
        }
        let reasons = try node(
            "components", "messageTraits", "deadLetter", "headers", "properties", "berth-dead-reason", "enum")
        #expect(reasons.sequence?.compactMap(\.string) == DeadReason.allCases.map(\.rawValue))
    }

    @Test("Every message is explained, and its example is one of its type in the JSON mapping")
    func examples() throws {
        let types: [any Message.Type] =
            Wire.Method.allCases.flatMap { [$0.requestType, $0.replyType] } + [
                Berth_Tracker_V1_Event.self, Berth_Tracker_V1_Rehearsal.self, Google_Rpc_Status.self,
                Berth_Journal_V1_OwnerTicket.self, Berth_Journal_V1_EndLease.self,
            ]
        let byName = Dictionary(uniqueKeysWithValues: types.map { ($0.protoMessageName, $0) })
        for key in try keys("components", "messages") where key != "DeadLetter" {
            #expect(try node("components", "messages", key, "summary").string?.isEmpty == false)
            let name = try #require(try node("components", "messages", key, "x-protobuf-message").string)
            let type = try #require(byName[name], "\(name)")
            let example = try #require(try node("components", "messages", key, "examples").sequence?.first?["payload"])
            let body = try JSONSerialization.data(withJSONObject: example.any)
            #expect(throws: Never.self, "\(key)") { try MessageCodec(.json).decode(type, from: Array(body)) }
        }
    }

    @Test("Every method's operation takes its request and gives its reply, a refusal or a rehearsal")
    func replies() throws {
        for method in Wire.Method.allCases {
            let operation = try node("operations", method.rawValue)
            let channel = method.namesHost ? "requests" : "shardRequests"
            #expect(operation["action"]?.string == "receive")
            #expect(references(operation["messages"]) == ["#/channels/\(channel)/messages/\(method.rawValue)Request"])
            #expect(
                references(operation["reply"]?["messages"])
                    == ["\(method.rawValue)Response", "Refusal", "RehearsalReply"].map {
                        "#/channels/replies/messages/\($0)"
                    })
        }
    }

    private func references(_ list: Node?) -> [String] { list?.sequence?.compactMap { $0["$ref"]?.string } ?? [] }
}
