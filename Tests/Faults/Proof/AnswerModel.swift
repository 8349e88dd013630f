import EndToEndTestSupport
import SwiftProtobuf
import Wire

/// An independent model of what the nodes hold, made from nothing but the answers that callers got.
///
/// Every answer carries its position in the journal. Taken in that order, each must follow from those before it.
struct AnswerModel {
    private var capacity: [String: Amounts] = [:]
    /// What is held, by host and instance.
    private(set) var held: [String: [String: Amounts]] = [:]
    /// Who has which device, by host and address.
    private(set) var functions: [String: [String: String]] = [:]

    /// Takes an answer.
    ///
    /// - Returns: what contradicts it; nil: nothing.
    mutating func take(_ change: Change, _ reply: Reply) throws -> String? {
        let host = change.host
        switch change.effect {
        case .report(let amounts):
            capacity[host] = amounts
            return reply.code == .ok ? nil : "the report of \(host) was answered \(reply.code)"
        case .claim(let asked): return try claim(change, asked, reply)
        case .abort:
            let wasHeld = drop(change.instance, host)
            let answer = try reply.read(Berth_Tracker_V1_AbortInstanceClaimResponse.self)
            return check(host, reply, answer.usage, answer.released == wasHeld)
        case .update, .delete:
            let isHeld = held[host, default: [:]][change.instance] != nil
            if case .delete = change.effect { _ = drop(change.instance, host) }
            let answer = try reply.read(Berth_Tracker_V1_UpdateInstanceResponse.self)
            guard isHeld else { return answer.tracked ? "an instance is tracked that nobody holds" : nil }
            var isRight = answer.tracked
            if case .delete = change.effect { isRight = isRight && answer.released }
            return check(host, reply, answer.usage, isRight)
        }
    }

    private mutating func claim(_ change: Change, _ asked: Amounts, _ reply: Reply) throws -> String? {
        let host = change.host
        let used = usage(of: host)
        let total = capacity[host] ?? Amounts()
        let fits =
            used.vcpus + asked.vcpus <= total.vcpus && used.memory + asked.memory <= total.memory
            && used.functions + asked.functions <= total.functions
        guard fits else {
            return reply.code == .resourceExhausted ? nil : "a claim that does not fit was answered \(reply.code)"
        }
        held[host, default: [:]][change.instance] = asked
        guard reply.code == .ok else { return "a claim that fits was answered \(reply.code)" }
        let answer = try reply.read(Berth_Tracker_V1_ClaimInstanceResponse.self)
        let addresses = answer.grant.pciDevices.map(\.address)
        for address in addresses {
            if let other = functions[host, default: [:]].updateValue(change.instance, forKey: address) {
                return "\(address) was given away, and \(other) has it"
            }
        }
        let isRight = answer.grant.instanceUuid == change.instance && addresses.count == asked.functions
        return check(host, reply, answer.usage, isRight)
    }

    /// Whether the instance held anything.
    private mutating func drop(_ instance: String, _ host: String) -> Bool {
        functions[host] = functions[host]?.filter { $0.value != instance }
        return held[host, default: [:]].removeValue(forKey: instance) != nil
    }

    /// Who has which device of a host, as readings have it.
    func holders(on host: String) -> [String] { functions[host, default: [:]].map { "\($0) \($1)" }.sorted() }

    private func check(_ host: String, _ reply: Reply, _ told: Berth_Tracker_V1_Usage, _ isRight: Bool) -> String? {
        let expected = usage(of: host)
        guard reply.code == .ok, isRight else { return "answered \(reply.code), not as the earlier answers say" }
        guard told.vcpusUsed == expected.vcpus, told.memoryMbUsed == expected.memory else {
            return "told \(told.vcpusUsed) vCPUs and \(told.memoryMbUsed) MiB used, not \(expected)"
        }
        return nil
    }

    /// What is held on a host.
    func usage(of host: String) -> Amounts {
        held[host, default: [:]].values.reduce(into: Amounts()) { sum, one in
            sum.vcpus += one.vcpus
            sum.memory += one.memory
            sum.functions += one.functions
        }
    }

    /// What contradicts a reading that was taken now; nil: nothing.
    func contradiction(to reading: NodeReading) -> String? {
        let instances = Set(held[reading.host, default: [:]].keys)
        guard instances == reading.instances, usage(of: reading.host).vcpus == reading.vcpus,
            holders(on: reading.host) == reading.functions
        else {
            return
                "\(reading.host) was read at \(reading.position) with other instances or devices than the answers say"
        }
        return nil
    }
}
