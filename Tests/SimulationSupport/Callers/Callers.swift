internal import AMQP
internal import Wire

/// The callers of a simulation: what they want, in the order in which they send it.
struct Callers {
    private(set) var intents: [Intent] = []
    private var random: SimulationRandom
    private let prefix: String
    private let harmPerMille: Int
    /// How many of a thousand calls name a forged reply address.
    private let forgedPerMille: Int

    static let replyQueues = ["caller-a", "caller-b", "amq.rabbitmq.reply-to.live"]
    static let hosts = ["h1", "h2"]

    init(seed: UInt64, swarm: Swarm) {
        random = SimulationRandom(seed: seed &* 7_919)
        prefix = "s\(seed)-"
        harmPerMille = swarm.harmPerMille
        forgedPerMille = swarm.faultsPerMille > 0 ? swarm.weight(.replyAddressForged) * 10 : 0
    }

    /// Makes the next request.
    ///
    /// - Parameter nowMilliseconds: the sender's clock, which is never wrong.
    mutating func next(nowMilliseconds: Int64) throws -> Intent {
        let wish = intents.count < 2 ? inventory(Self.hosts[intents.count]) : wish()
        return try add(wish, nowMilliseconds)
    }

    mutating func noteSending(_ number: Int) { intents[number].sendings += 1 }

    mutating func noteReplay(_ number: Int) { intents[number].isReplayed = true }

    /// A request that asks about another one, or the same question again; sent when the faults are over.
    mutating func inquiry(about number: Int) throws -> Intent {
        let asked = intents[number]
        let isRepeated = asked.leavesNoKey || asked.key == nil
        var message = isRepeated ? asked.message : try RequestMessages.outcome(of: asked.key ?? "", host: "h1")
        message.properties.headers["grpc-timeout"] = nil
        message.properties.expiration = nil
        return append(.look, message, key: "\(prefix)ask\(number)", replyTo: "inquirer") { $0.leavesNoKey = true }
    }

    private mutating func add(_ wish: Wish, _ nowMilliseconds: Int64) throws -> Intent {
        let number = intents.count
        // The filter of the store takes some keys for known that are not.
        let key = "\(prefix)\(number)" + (random.once(in: 3) ? "d" : "")
        let isFirst = number < 2
        let replyTo = isFirst ? Self.replyQueues[0] : address()
        switch wish {
        case .look: return try addLook(key, replyTo)
        case .nonsense: return try addNonsense(key, replyTo, nowMilliseconds)
        default: break
        }
        var message = try RequestMessages.message(wish)
        if !isFirst, random.once(in: 12) {
            // Late only when it waits long, or when the worker's clock is wrong.
            message.properties.headers["timestamp_in_ms"] = .int64(nowMilliseconds)
            message.properties.headers["grpc-timeout"] = "2S"
        }
        if !isFirst, random.once(in: 12), let other = reusable() {
            return append(wish, message, key: other, replyTo: replyTo) { $0.reusesKey = true }
        }
        let harm = !isFirst && random.chance(perMille: harmPerMille) ? random.pick(Harm.allCases) : nil
        // Only casts are held.
        return append(wish, message, key: key, replyTo: harm == .diesWhenTriedAgain ? nil : replyTo) { $0.harm = harm }
    }

    /// A key that another request has; never one whose request does harm, since the key would do it, too.
    private mutating func reusable() -> String? {
        let intent = random.pick(intents)
        return intent.harm == nil ? intent.key : nil
    }

    private mutating func address() -> String? {
        if random.once(in: 4) { return nil }
        if random.chance(perMille: forgedPerMille) { return "amq.rabbitmq.reply-to.forged-\(intents.count)" }
        return random.pick(Self.replyQueues)
    }

    private mutating func addLook(_ key: String, _ replyTo: String?) throws -> Intent {
        let host = random.pick(Self.hosts)
        switch random.number(0...3) {
        case 0:
            let wish = Wish.claim(host: host, instance: random.number(1...6), size: size(), leaseSeconds: 0)
            let message = try RequestMessages.message(wish).with { $0.properties.headers["berth-rehearse"] = "1" }
            return append(.look, message, key: key, replyTo: replyTo ?? "caller-a") { $0.leavesNoKey = true }
        case 1:
            let asked = random.pick(intents).key ?? "unknown"
            let message = try RequestMessages.outcome(of: asked, host: host)
            return append(.look, message, key: key, replyTo: replyTo) { $0.leavesNoKey = true }
        default:
            let message = try RequestMessages.look(host: host)
            return append(.look, message, key: key, replyTo: replyTo) { $0.leavesNoKey = true }
        }
    }

    private mutating func addNonsense(_ key: String, _ replyTo: String?, _ now: Int64) throws -> Intent {
        let wish = Wish.claim(host: random.pick(Self.hosts), instance: 7, size: size(), leaseSeconds: 0)
        let message = try RequestMessages.message(wish)
        let garbage = random.bytes(40)
        var replyTo = replyTo
        var isWithoutKey = false
        var isSoundWhenReplayed = false
        let broken = message.with {
            switch random.number(0...8) {
            // A first byte of 0 is no field of a message.
            case 0: $0.body = [0] + garbage
            case 1: $0.properties.type = "/nobody/knows"
            case 2: isWithoutKey = true
            case 3: $0.properties.headers["berth-rehearsal"] = "1"
            case 4:
                isSoundWhenReplayed = true
                $0.properties.headers["timestamp_in_ms"] = .int64(1)
                $0.properties.headers["grpc-timeout"] = "1S"
            case 5:
                isSoundWhenReplayed = true
                $0.properties.timestampSeconds = UInt64(now / 1000 - 40 * 86_400)
            case 6: $0.properties.headers["padding"] = .string(String(repeating: "x", count: 40_000))
            case 7:
                isSoundWhenReplayed = true
                replyTo = "berth.requests.main"
            default: $0.routingKey = "other"
            }
        }
        // A replay has neither deadline nor age nor reply address.
        return append(isSoundWhenReplayed ? wish : .nonsense, broken, key: isWithoutKey ? nil : key, replyTo: replyTo)
    }

    private mutating func append(
        _ wish: Wish, _ message: SentMessage, key: String?, replyTo: String?,
        _ change: (inout Intent) -> Void = { _ in }
    ) -> Intent {
        let number = intents.count
        var message = message
        message.intent = number
        message.properties.messageID = key
        message.properties.appID = Intent.application(number)
        message.properties.replyTo = replyTo
        message.properties.correlationID = replyTo == nil ? nil : Intent.application(number)
        message.properties.persistent = true
        var intent = Intent(number: number, wish: wish, key: key, message: message)
        change(&intent)
        intents.append(intent)
        return intent
    }
}

/// What callers want, drawn at random.
extension Callers {
    private mutating func wish() -> Wish {
        let host = random.pick(Self.hosts)
        let instance = random.number(1...6)
        switch random.number(0...19) {
        case 0: return inventory(host)
        case 1: return .enable(host: host, isEnabled: !random.once(in: 3))
        case 2: return .remove(host: host, isForced: random.once(in: 2))
        case 3...8:
            let lease = random.once(in: 3) ? random.pick([1, 5, 20]) : 0
            return .claim(host: host, instance: instance, size: size(), leaseSeconds: lease)
        case 9, 10: return .abort(host: host, instance: instance)
        case 11...13:
            let states = ["active", "building", "stopped", "deleted"]
            return .update(host: host, instance: instance, vmState: random.pick(states))
        case 14: return random.once(in: 2) ? .buildResult(host: host, isSuccess: random.once(in: 2)) : operation(host)
        case 15...17: return .look
        default: return .nonsense
        }
    }

    /// Of a request that may be held, or of any other.
    private mutating func operation(_ host: String) -> Wish {
        let casts = intents.filter { !$0.isCall && $0.harm == nil }
        guard !casts.isEmpty else { return inventory(host) }
        let cast = random.pick(casts)
        return .operate(key: cast.key ?? "none", isDrop: random.once(in: 2), host: cast.message.routingKey)
    }

    private mutating func inventory(_ host: String) -> Wish {
        .report(
            host: host, vcpus: random.pick([4, 8, 16]), memoryMebibytes: random.pick([2_048, 8_192]),
            gibibytes: random.pick([20, 100]))
    }

    private mutating func size() -> Wish.Size {
        Wish.Size(
            vcpus: random.number(1...4), memoryMebibytes: random.pick([128, 512, 1_024]),
            gibibytes: random.number(1...10))
    }
}
