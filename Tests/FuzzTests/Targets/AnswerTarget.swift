import SwiftProtobuf
import Wire

@testable import berth

extension FuzzTarget {
    /// Bodies of replies and events, as the tool shows them; whatever answers may be a newer worker, or none.
    static let answer = FuzzTarget(
        "answer", words: SoundRequests.words, maximumBytes: 65_536, isProtobuf: true
    ) { random in
        let sample = random.pick(AnswerSamples.all)
        return Array("\(sample.name)\n".utf8) + sample.bytes
    } check: { input in
        let end = input.firstIndex(of: 10) ?? 0
        let body = Array(input[(input.isEmpty ? 0 : end + 1)...])
        let text: String
        do {
            switch String(decoding: input[..<end], as: UTF8.self) {
            case "Node":
                let node: Berth_Tracker_V1_Node = try AnswerSamples.decode(body)
                text = NodeText.people(node)
            case "Instance": text = InstanceText.people(try AnswerSamples.decode(body))
            case "Outcome":
                let outcome: Berth_Tracker_V1_GetOutcomeResponse = try AnswerSamples.decode(body)
                text = OutcomeText.people(outcome)
                _ = try MessageJSON.text(outcome)
            case "Rehearsal": text = RehearsalText.people(try AnswerSamples.decode(body))
            case "Nodes":
                let nodes: Berth_Tracker_V1_ListNodesResponse = try AnswerSamples.decode(body)
                text = UsageText.table(nodes.nodes)
            case "Grants":
                let answer: Berth_Tracker_V1_GetNodeResponse = try AnswerSamples.decode(body)
                text = GrantText.table(answer.grants)
            default: text = EventText.line(try AnswerSamples.decode(body))
            }
        } catch let error as WireError {
            try MessageText.expectSound(error)
            return .refused
        } catch let error as ToolError {
            try MessageText.expectSound(field: "", error.message)
            return .refused
        }
        try Defect.unless(
            !text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || $0 == "\u{7F}" },
            "control characters reach the terminal")
        return .accepted
    }
}

private enum AnswerSamples {
    private static let node = """
        {"host":"h","name":"n","uuid":"u","inventory":\(SoundRequests.inventory),"usage":{"vcpusUsed":1,\
        "numaCells":[{"id":0,"cpuUsage":1,"pinnedCpus":[1]}]},"ratios":{"cpu":4},"stats":{"counters":{"a":1}},\
        "enabled":true,"generation":5,"updateTime":"2023-11-14T22:13:20Z"}
        """
    private static let grant = """
        {"instanceUuid":"u","host":"h","node":"n","vcpus":2,"memoryMb":2048,"diskMb":20480,"side":"INSTANCE",\
        "createTime":"2023-11-14T22:13:20Z","leaseEndTime":"2023-11-14T22:14:20Z"}
        """

    static let all: [(name: String, bytes: [UInt8])] = [
        ("Node", MessageText.binary(Berth_Tracker_V1_Node.self, node)),
        (
            "Instance",
            MessageText.binary(
                Berth_Tracker_V1_GetInstanceResponse.self,
                "{\"instance\":\(SoundRequests.instance),\"grants\":[\(grant)]}")
        ),
        (
            "Outcome",
            MessageText.binary(
                Berth_Tracker_V1_GetOutcomeResponse.self,
                """
                {"state":"APPLIED","method":"m","position":"7","time":"2023-11-14T22:13:20Z","status":3,\
                "message":"why","shortfalls":[{"resource":"VCPU","requested":5,"available":1}]}
                """)
        ),
        (
            "Rehearsal",
            MessageText.binary(
                Berth_Tracker_V1_Rehearsal.self,
                #"{"status":8,"message":"m","facts":["f"],"usageBefore":{"vcpusUsed":"1"},"usageAfter":{}}"#)
        ),
        ("Nodes", MessageText.binary(Berth_Tracker_V1_ListNodesResponse.self, "{\"nodes\":[\(node),\(node)]}")),
        ("Grants", MessageText.binary(Berth_Tracker_V1_GetNodeResponse.self, "{\"grants\":[\(grant)]}")),
        (
            "Event",
            MessageText.binary(
                Berth_Tracker_V1_Event.self,
                """
                {"id":"1","shard":"main","sequence":5,"time":"2023-11-14T22:13:20Z","host":"h","node":"n",\
                "claimConfirmed":{"grant":\(grant)}}
                """)
        ),
        (
            "Event",
            MessageText.binary(
                Berth_Tracker_V1_Event.self,
                #"{"shard":"main","sequence":"9","claimRefused":{"reason":"r","shortfalls":[{"requested":"NaN"}]}}"#
            )
        ),
    ]

    static func decode<M: SwiftProtobuf.Message>(_ body: [UInt8]) throws(WireError) -> M {
        try MessageCodec(.protobuf).decode(M.self, from: body)
    }
}
