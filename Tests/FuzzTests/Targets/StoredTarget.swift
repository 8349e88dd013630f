import Foundation
import SwiftProtobuf
import Tracker
import Wire

@testable import Worker

extension FuzzTarget {
    /// Properties of a message as the store keeps them.
    static let envelope = FuzzTarget(
        "envelope", words: RandomProperties.names, maximumBytes: 32_768, isProtobuf: true
    ) { random in
        [10] + ((try? EnvelopeCodec.encode(RandomProperties.properties(&random), mandatory: random.once(in: 2))) ?? [])
    } check: { input in
        let bytes = Array(input.dropFirst())
        do {
            let read = try EnvelopeCodec.decode(bytes)
            let written = try EnvelopeCodec.encode(read.properties, mandatory: read.mandatory)
            try StoredCheck.expectNothingLost(Berth_Journal_V1_Envelope.self, bytes, written)
            return .accepted
        } catch let error as WorkerError {
            try MessageText.expectSound(field: "", error.description)
            return .refused
        }
    }

    /// Rows of nodes, counters and instances, behind a line with the kind.
    static let storedRow = FuzzTarget(
        "stored-row", words: SoundRequests.words, maximumBytes: 65_536, isProtobuf: true
    ) { random in
        let row = random.pick(StoredSamples.rows)
        return Array("\(row.kind)\n".utf8) + row.bytes
    } check: { input in
        let end = input.firstIndex(of: 10) ?? 0
        let kind = String(decoding: input[..<end], as: UTF8.self)
        do {
            return try StoredCheck.row(kind: kind, bytes: Array(input[(input.isEmpty ? 0 : end + 1)...]))
        } catch let error as MappingError {
            try MessageText.expectSound(field: "", error.description)
            return .refused
        }
    }

    /// Entries of the journal.
    static let storedFacts = FuzzTarget(
        "stored-facts", words: SoundRequests.words, maximumBytes: 65_536, isProtobuf: true
    ) { random in
        [10] + random.pick(StoredSamples.facts)
    } check: { input in
        let bytes = Array(input.dropFirst())
        do {
            let facts = try StoredFacts.decode(bytes)
            let written = StoredFacts.encode(facts)
            try StoredCheck.expectNothingLost(Berth_Journal_V1_Facts.self, bytes, written)
            try Defect.unlessEqual(try StoredFacts.decode(written), facts, "the facts")
            return .accepted
        } catch let error as MappingError {
            try MessageText.expectSound(field: "", error.description)
            return .refused
        }
    }

    /// Recorded answers, which a repeated request is answered with.
    static let recordedReply = FuzzTarget(
        "recorded-reply", words: ["application/json"], isProtobuf: true
    ) { random in
        let details = StatusDetails(.notFound, reason: "NODE_UNKNOWN", message: "no such node")
        let reply = RecordedReplies.refusal(
            details, form: random.pick(ContentType.allCases), method: Wire.Method.getNode.path, position: random.edge())
        return [10] + RecordedReplies.encode(reply)
    } check: { input in
        do {
            let reply = try RecordedReplies.decode(Array(input.dropFirst()))
            try Defect.unlessEqual(try RecordedReplies.decode(RecordedReplies.encode(reply)), reply, "the answer")
            return .accepted
        } catch let error as WorkerError {
            try MessageText.expectSound(field: "", error.description)
            return .refused
        }
    }
}

private enum StoredCheck {
    /// What was read, written again, says the same: nothing was passed over in silence.
    ///
    /// Compared as JSON without empty objects: an absent message and an empty one mean the same everywhere.
    static func expectNothingLost<M: Message>(_ type: M.Type, _ read: [UInt8], _ written: [UInt8]) throws {
        let codec = MessageCodec(.protobuf, limits: CodecLimits(nesting: 200))
        let before = try codec.decode(type, from: read)
        let after = try codec.decode(type, from: written)
        try Defect.unless(!before.hasUnknownItems, "taken with what the schema does not know")
        // A time that JSON cannot say was refused, or is the same.
        guard let first = try? before.jsonUTF8Bytes() as [UInt8], let second = try? after.jsonUTF8Bytes() as [UInt8]
        else {
            return
        }
        let difference = [try pruned(first), try pruned(second)]
        guard difference[0] != difference[1] else { return }
        throw Defect("taken, but not as it was:\n\(difference[0])\nwritten:\n\(difference[1])")
    }

    private static func pruned(_ json: [UInt8]) throws -> String {
        let object = prune(try JSONSerialization.jsonObject(with: Data(json)))
        let data = try JSONSerialization.data(withJSONObject: object ?? [:], options: [.sortedKeys])
        return String(decoding: data, as: UTF8.self)
    }

    private static func prune(_ value: Any) -> Any? {
        if let array = value as? [Any] { return array.map { prune($0) ?? [String: Any]() } }
        guard let object = value as? [String: Any] else { return value }
        let kept = object.compactMapValues(prune)
        return kept.isEmpty ? nil : kept
    }

    static func row(kind: String, bytes: [UInt8]) throws -> FuzzTarget.Verdict {
        let entity: Entity
        switch kind {
        case "node": entity = .node(try NodeRecord(try StoredBytes.decode(bytes)))
        case "node-counters": entity = .nodeCounters(try NodeCounters(try StoredBytes.decode(bytes)))
        case "migration": entity = .migration(try MigrationRecord(try StoredBytes.decode(bytes)))
        default: entity = .instance(try InstanceRecord(try StoredBytes.decode(bytes)))
        }
        let row = StoredEntity.encode(entity)
        try Defect.unlessEqual(
            try StoredEntity.decode(kind: row.kind, key: row.key, bytes: row.bytes), entity, "the entity")
        switch entity {
        case .node: try expectNothingLost(Berth_Journal_V1_NodeRow.self, bytes, row.bytes)
        case .nodeCounters: try expectNothingLost(Berth_Journal_V1_NodeCountersRow.self, bytes, row.bytes)
        case .instance: try expectNothingLost(Berth_Journal_V1_InstanceRow.self, bytes, row.bytes)
        case .migration: try expectNothingLost(Berth_Journal_V1_MigrationRow.self, bytes, row.bytes)
        }
        return .accepted
    }
}

private enum StoredSamples {
    private static let reserved = #"{"vcpus":0,"memoryMb":512,"diskMb":0}"#
    private static let ratios = #"{"cpu":4,"ram":1,"disk":1}"#
    private static let time = "\"2023-11-14T22:13:20Z\""
    private static let grant = """
        {"instanceUuid":"0d4f2c3e-5b6a-4c7d-8e9f-0123456789ab","host":"h","node":"n","vcpus":2,"memoryMb":2048,\
        "diskMb":20480,"side":"INSTANCE","projectId":"p","claimRequestId":"k","createTime":\(time),\
        "leaseEndTime":\(time),"flavorId":"f","resources":[{"providerUuid":"p","resourceClass":"C",\
        "units":[{"identifier":"u"}]}]}
        """
    private static let node = """
        "host":"h","name":"n","uuid":"u","inventory":\(SoundRequests.inventory),"reserved":\(reserved),\
        "ratios":\(ratios),"serviceId":"s"
        """

    private static let migration = """
        {"uuid":"5f3c1c0e-66d5-4b40-8f0b-6d1a4f5c2b11","instanceUuid":"u","type":"RESIZE","status":"pre-migrating",\
        "sourceHost":"a","sourceNode":"a","destHost":"h","destNode":"n","oldFlavor":{"id":"f1"},\
        "newFlavor":{"id":"f2"},"createTime":\(time),"updateTime":\(time),"destIp":"192.0.2.1"}
        """

    static let rows: [(kind: String, bytes: [UInt8])] = [
        (
            "node",
            MessageText.binary(
                Berth_Journal_V1_NodeRow.self,
                "{\(node),\"enabled\":true,\"disableReason\":\"r\",\"createTime\":\(time)}")
        ),
        (
            "node-counters",
            MessageText.binary(
                Berth_Journal_V1_NodeCountersRow.self,
                #"{"host":"h","name":"n","generation":"5","failedBuilds":"2","updateTime":"2023-11-14T22:13:20Z"}"#)
        ),
        (
            "instance",
            MessageText.binary(
                Berth_Journal_V1_InstanceRow.self,
                "{\"host\":\"h\",\"instance\":\(SoundRequests.instance),\"grants\":[\(grant)],\"lease\":\"60s\"}")
        ),
        (
            "migration",
            MessageText.binary(
                Berth_Journal_V1_MigrationRow.self,
                "{\"side\":\"destination\",\"migration\":\(migration),\"lease\":\"60s\",\"generation\":\"4\"}")
        ),
    ]

    static let facts: [[UInt8]] = [
        "\"nodeReported\":{\(node),\"created\":true}",
        #""nodeEnabledChanged":{"host":"h","node":"n","enabled":true,"reason":"r"}"#,
        #""nodeRemoved":{"host":"h","node":"n","forced":true}"#,
        "\"instanceClaimed\":{\"grant\":\(grant),\"instance\":\(SoundRequests.instance)}",
        """
        "claimReleased":{"host":"h","node":"n","instanceUuid":"u","cause":"aborted",\
        "instance":\(SoundRequests.instance),"grant":\(grant)}
        """,
        "\"instanceUpdated\":{\"host\":\"h\",\"node\":\"n\",\"instance\":\(SoundRequests.instance)}",
        "\"leaseRenewed\":{\"host\":\"h\",\"instanceUuid\":\"u\",\"leaseEndTime\":\(time),\"node\":\"n\"}",
        #""leaseCleared":{"host":"h","instanceUuid":"u","node":"n"}"#,
        #""buildResultReported":{"host":"h","node":"n","failedBuilds":"3"}"#,
        """
        "migrationChanged":{"side":"destination","migration":\(migration),"previousStatus":"accepted",\
        "released":[\(grant)],"granted":[\(grant)],"instance":\(SoundRequests.instance),"lease":"60s","cause":"failed"}
        """,
        """
        "migrationForgotten":{"side":"source","host":"h","node":"n","migrationUuid":"m","released":[\(grant)],\
        "cause":"aborted"}
        """,
        """
        "driftFound":{"host":"h","node":"n","drifts":[{"kind":"MISSING_INSTANCE","subject":"u","message":"m",\
        "repaired":true}]}
        """,
        """
        "metricsReported":{"host":"h","node":"n","hostIp":"192.0.2.1","metrics":[{"name":"cpu.percent","value":97,\
        "time":\(time),"source":"s"}]}
        """,
        #""orphanMemoryChanged":{"host":"h","node":"n","memoryMb":"512"}"#,
        """
        "devicesChanged":{"host":"h","node":"n","instanceUuid":"u","side":"instance","devices":[\
        {"address":"0000:05:00.0","vendorId":"10de","productId":"1db6","status":"ALLOCATED"}],"freed":["0000:06:00.0"]}
        """,
    ].map { MessageText.binary(Berth_Journal_V1_Facts.self, "{\"facts\":[{\"time\":\(time),\($0)}]}") }
}
