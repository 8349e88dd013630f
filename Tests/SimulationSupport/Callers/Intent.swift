internal import AMQP

/// What a caller wants, in plain values: the oracle judges by these, never by what the worker makes of the message.
enum Wish: Sendable, Equatable {
    case report(host: String, vcpus: Int, memoryMebibytes: Int, gibibytes: Int)
    case enable(host: String, isEnabled: Bool)
    case remove(host: String, isForced: Bool)
    case claim(host: String, instance: Int, size: Size, leaseSeconds: Int)
    case abort(host: String, instance: Int)
    case update(host: String, instance: Int, vmState: String)
    case buildResult(host: String, isSuccess: Bool)
    /// An operator lets a held request be tried, or gives it up.
    case operate(key: String, isDrop: Bool, host: String)
    /// A read, a rehearsal or a question for an outcome: changes nothing.
    case look
    /// Not a request, too late, too early, or with a field that breaks its rule.
    case nonsense

    /// What a claim asks for; disk in gibibytes.
    struct Size: Sendable, Equatable {
        var vcpus: Int
        var memoryMebibytes: Int
        var gibibytes: Int
    }

    /// Whether it can change neither a node nor a claim.
    var changesNothing: Bool { self == .look || self == .nonsense }
}

/// What a message does to the worker that handles it.
enum Harm: CaseIterable, Sendable {
    /// The process dies when it reads the message.
    case diesWhenRead
    /// The process dies when it decides the request.
    case diesWhenDecided
    /// The process dies when it decides the request again, after it was held.
    case diesWhenTriedAgain
    /// The store refuses every batch with the request in it.
    case cannotBeStored
}

/// One request of a caller, with all that the checks need to know about it.
struct Intent: Sendable {
    let number: Int
    let wish: Wish
    /// The idempotency key; nil: the message has none.
    let key: String?
    let message: SentMessage
    /// How often it has been sent.
    var sendings = 0
    /// Whether an operator has sent it again from the dead letters.
    var isReplayed = false
    /// What it does to the worker; nil: nothing.
    var harm: Harm?
    /// Whether the key is another intent's.
    var reusesKey = false
    /// Whether nothing can be known of it later: no key, or one that is not recorded.
    var leavesNoKey = false

    /// Whether a reply is expected.
    var isCall: Bool { message.properties.replyTo != nil }

    /// The name under which the worker knows the sender; one for each intent, so that traces can be told apart.
    var application: String { Intent.application(number) }

    static func application(_ number: Int) -> String { "i\(number)" }

    /// The intent that a worker's record of a sender belongs to.
    static func number(of application: String) -> Int? {
        application.hasPrefix("i") ? Int(application.dropFirst()) : nil
    }
}
