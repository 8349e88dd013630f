import Foundation
import SwiftProtobuf
import Tracker

@testable import Wire
@testable import Worker
@testable import berth

extension FuzzTarget {
    /// The `grpc-timeout` header.
    static let timeout = FuzzTarget("grpc-timeout", words: ["H", "M", "S", "m", "u", "n", "99999999"]) { random in
        Array(GRPCTimeout.format(.nanoseconds(random.edge())).utf8)
    } check: { input in
        let duration: Duration
        do throws(WireError) {
            duration = try GRPCTimeout.parse(String(decoding: input, as: UTF8.self))
        } catch {
            try MessageText.expectSound(error)
            return .refused
        }
        try Defect.unless(duration >= .zero, "a time below zero")
        // Written in a coarser unit it may be rounded up, never down, and then no more.
        let written = try GRPCTimeout.parse(GRPCTimeout.format(duration))
        try Defect.unless(written >= duration, "\(duration) became \(written)")
        try Defect.unlessEqual(try GRPCTimeout.parse(GRPCTimeout.format(written)), written, "the time")
        return .accepted
    }

    /// The `traceparent` header.
    static let traceParent = FuzzTarget("traceparent", words: ["00-", "ff", "01-", "0000000000000000"]) { random in
        let digits = (0..<48).map { _ in random.pick(Array("0123456789abcdef")) }
        let flags = random.pick(["00", "01", "ff"])
        return Array("\(random.pick(["00", "cc"]))-\(String(digits[..<32]))-\(String(digits[32...]))-\(flags)".utf8)
    } check: { input in
        let trace: TraceParent
        do throws(WireError) {
            trace = try TraceParent(String(decoding: input, as: UTF8.self))
        } catch {
            try MessageText.expectSound(error)
            return .refused
        }
        try Defect.unless(trace.description.utf8.count == 55, "\(trace)")
        try Defect.unlessEqual(try TraceParent(trace.description), trace, "the trace")
        return .accepted
    }

    /// The `grpc-message` header, which never fails to be read.
    static let statusMessage = FuzzTarget(
        "grpc-message", words: ["%", "%4", "%zz", "%C3%A9", "%E2%82"], verdicts: [.accepted]
    ) { random in
        Array(StatusMessage.encode(RandomProperties.text(&random)).utf8)
    } check: { input in
        let text = StatusMessage.decode(String(decoding: input, as: UTF8.self))
        let written = StatusMessage.encode(text, maximumBytes: 1 << 20)
        try Defect.unless(written.utf8.allSatisfy { (0x20...0x7E).contains($0) }, "not a header's value")
        try Defect.unless(Array(StatusMessage.decode(written).utf8) == Array(text.utf8), "the text has changed")
        let cut = StatusMessage.encode(text, maximumBytes: 10)
        try Defect.unless(cut.utf8.count <= 10 && written.hasPrefix(cut), "cut wrongly")
        return .accepted
    }

    /// Times as RFC 3339 writes them, read by the tool from a dead letter and by everyone from JSON.
    static let time = FuzzTarget("rfc3339", words: ["T", "Z", "+01:00", ".000000001", "0001-01-01", "9999-12-31"]) {
        Array(RFC3339.format(nanosecondsSince1970: $0.edge()).utf8)
    } check: { input in
        let text = String(decoding: input, as: UTF8.self)
        guard !text.contains("\""), !text.contains("\\"),
            let time = try? Google_Protobuf_Timestamp(jsonString: "\"\(text)\"")
        else { return .refused }
        guard let written = RFC3339.format(time) else { throw Defect("read but not written: \(time)") }
        try Defect.unlessEqual(try Google_Protobuf_Timestamp(jsonString: "\"\(written)\""), time, "the time")
        return .accepted
    }

    /// Page tokens of lists.
    static let pageToken = FuzzTarget("page-token", words: ["MWgvbg==", "=", "MQ", "1"]) { random in
        let node = NodeIdentifier(host: RandomProperties.text(&random), name: RandomProperties.text(&random))
        return Array(PageToken.token(after: node).utf8)
    } check: { input in
        guard let node = PageToken.node(of: String(decoding: input, as: UTF8.self)) else { return .refused }
        try Defect.unlessEqual(PageToken.node(of: PageToken.token(after: node)), node, "the node")
        return .accepted
    }

    /// Names of nodes as the store joins them to a key, which has to come apart again.
    static let storedKey = FuzzTarget(
        "stored-key", words: ["/", "%", "%2F", "%25", "\u{301}", "a/\u{301}b"], verdicts: [.accepted]
    ) { random in
        Array("\(RandomProperties.text(&random))\0\(RandomProperties.text(&random))".utf8)
    } check: { input in
        let names = String(decoding: input, as: UTF8.self).unicodeScalars.split(
            separator: "\0", maxSplits: 1, omittingEmptySubsequences: false
        ).map(String.init)
        guard names.count == 2 else { return .accepted }
        let parts = StoredKey.parts(of: StoredKey.joined(names))
        // Compared by their bytes: equal characters may be written in several ways.
        try Defect.unless(parts.map { $0.map { Array($0.utf8) } } == names.map { Array($0.utf8) }, "\(names) changed")
        return .accepted
    }

    /// Lengths of time on the tool's command line.
    static let timeArgument = FuzzTarget("time-argument", words: ["ms", "s", "m", "h", "d", "10000000"]) {
        Array("\($0.edge())\($0.pick(["ms", "s", "m", "h", "d", ""]))".utf8)
    } check: { input in
        guard let time = TimeArgument(argument: String(decoding: input, as: UTF8.self)) else { return .refused }
        try Defect.unless(time.duration >= .zero, "a time below zero")
        return .accepted
    }

    /// Lists of CPUs as the kernel writes them.
    static let cpuList = FuzzTarget("cpu-list", words: ["-", ",", "0-3", "65535", "65536", "0-65535"]) { random in
        let numbers = Set((0..<random.number(0...20)).map { _ in Int32(random.number(0...70)) }).sorted()
        return Array(CPUList.text(numbers).utf8)
    } check: { input in
        guard let numbers = CPUList.parse(String(decoding: input, as: UTF8.self)) else { return .refused }
        try Defect.unlessEqual(CPUList.parse(CPUList.text(numbers)), numbers, "the set")
        return .accepted
    }
}
