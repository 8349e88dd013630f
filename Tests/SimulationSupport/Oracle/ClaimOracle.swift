/// An independent model of the shard: nodes and claims as plain values, everything added up when asked.
///
/// It is told what callers wished, in the order of the journal, and says how each wish must have ended.
struct ClaimOracle {
    struct Node {
        var vcpus: Int
        var memoryMebibytes: Int
        var gibibytes: Int
        var isOpen = true
        var failures = 0
    }

    struct Claim {
        let host: String
        let size: Wish.Size
        var vmState = "building"
        let leaseNanoseconds: Int64
        var leaseEndNanoseconds: Int64?
    }

    /// How a wish ends: its status, and whether anything changes.
    struct Verdict: Equatable {
        let status: Int
        let isChange: Bool

        static let unchanged = Verdict(status: 0, isChange: false)
        static let changed = Verdict(status: 0, isChange: true)

        static func refused(_ status: Int) -> Verdict { Verdict(status: status, isChange: false) }
    }

    // Status codes of gRPC.
    private static let notFound = 5
    private static let alreadyExists = 6
    private static let exhausted = 8
    private static let failedPrecondition = 9

    private(set) var nodes: [String: Node] = [:]
    private(set) var claims: [Int: Claim] = [:]

    /// Does what a wish says; nil: nothing can be predicted but that nothing changes.
    mutating func judge(_ wish: Wish, nowNanoseconds: Int64) -> Verdict? {
        switch wish {
        case .report(let host, let vcpus, let memory, let gibibytes): report(host, vcpus, memory, gibibytes)
        case .enable(let host, let isEnabled): enable(host, isEnabled)
        case .remove(let host, let isForced): remove(host, isForced)
        case .claim(let host, let instance, let size, let lease): claim(host, instance, size, lease, nowNanoseconds)
        case .abort(let host, let instance): abort(host, instance)
        case .update(let host, let instance, let state): update(host, instance, state, nowNanoseconds)
        case .buildResult(let host, let isSuccess): count(host, isSuccess)
        case .look, .nonsense, .operate: nil
        }
    }

    /// The lease of an instance has run out.
    mutating func endLease(_ instance: Int, nowNanoseconds: Int64) -> Verdict {
        guard let end = claims[instance]?.leaseEndNanoseconds, end <= nowNanoseconds else { return .unchanged }
        claims[instance] = nil
        return .changed
    }

    func claims(on host: String) -> [Claim] { claims.values.filter { $0.host == host } }

    private mutating func report(_ host: String, _ vcpus: Int, _ memory: Int, _ gibibytes: Int) -> Verdict {
        var node = nodes[host] ?? Node(vcpus: -1, memoryMebibytes: -1, gibibytes: -1)
        let isSame = node.vcpus == vcpus && node.memoryMebibytes == memory && node.gibibytes == gibibytes
        node.vcpus = vcpus
        node.memoryMebibytes = memory
        node.gibibytes = gibibytes
        nodes[host] = node
        return isSame ? .unchanged : .changed
    }

    private mutating func enable(_ host: String, _ isEnabled: Bool) -> Verdict {
        guard let node = nodes[host] else { return .refused(Self.notFound) }
        nodes[host]?.isOpen = isEnabled
        return node.isOpen == isEnabled ? .unchanged : .changed
    }

    private mutating func remove(_ host: String, _ isForced: Bool) -> Verdict {
        guard nodes[host] != nil else { return .refused(Self.notFound) }
        guard isForced || claims(on: host).isEmpty else { return .refused(Self.failedPrecondition) }
        claims = claims.filter { $0.value.host != host }
        nodes[host] = nil
        return .changed
    }

    private mutating func claim(
        _ host: String, _ instance: Int, _ size: Wish.Size, _ leaseSeconds: Int, _ now: Int64
    ) -> Verdict {
        guard let node = nodes[host] else { return .refused(Self.notFound) }
        if let held = claims[instance] {
            return .refused(held.host == host ? Self.alreadyExists : Self.failedPrecondition)
        }
        guard node.isOpen else { return .refused(Self.failedPrecondition) }
        let here = claims(on: host).map(\.size) + [size]
        let isTooMuch =
            here.reduce(0) { $0 + $1.vcpus } > node.vcpus
            || here.reduce(0) { $0 + $1.memoryMebibytes } > node.memoryMebibytes
            || here.reduce(0) { $0 + $1.gibibytes } > node.gibibytes
        guard !isTooMuch else { return .refused(Self.exhausted) }
        let lease = Int64(leaseSeconds) * 1_000_000_000
        claims[instance] = Claim(
            host: host, size: size, leaseNanoseconds: lease, leaseEndNanoseconds: lease > 0 ? now + lease : nil)
        return .changed
    }

    private mutating func abort(_ host: String, _ instance: Int) -> Verdict {
        guard claims[instance]?.host == host else { return .unchanged }
        claims[instance] = nil
        return .changed
    }

    private mutating func update(_ host: String, _ instance: Int, _ vmState: String, _ now: Int64) -> Verdict {
        guard let old = claims[instance], old.host == host else { return .unchanged }
        if vmState == "deleted" {
            claims[instance] = nil
            return .changed
        }
        var new = old
        new.vmState = vmState
        if let end = old.leaseEndNanoseconds {
            new.leaseEndNanoseconds = vmState == "active" ? nil : max(end, now + old.leaseNanoseconds)
        }
        claims[instance] = new
        let isChange = new.vmState != old.vmState || new.leaseEndNanoseconds != old.leaseEndNanoseconds
        return isChange ? .changed : .unchanged
    }

    private mutating func count(_ host: String, _ isSuccess: Bool) -> Verdict {
        guard let old = nodes[host]?.failures else { return .refused(Self.notFound) }
        let new = isSuccess ? 0 : old + 1
        nodes[host]?.failures = new
        return new == old ? .unchanged : .changed
    }
}
