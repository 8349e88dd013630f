internal import AMQP
internal import Journal
internal import Worker

/// One run of a seed: the production pipeline against a simulated broker, store and clock, in one thread.
///
/// A scheduler picks which of the things that can happen next happens. First there are faults; then they stop, and
/// everything must come to rest.
final class Simulation {
    let seed: UInt64
    let swarm: Swarm
    let sabotage: Sabotage?
    var random: SimulationRandom
    var clock = SimulatedClock()
    var trace: Trace
    var coverage = Coverage()
    var store = SimulatedStore()
    var broker: SimulatedBroker
    var callers: Callers
    /// The processes that live: none, one, or a second one that has taken the store over.
    var workers: [SimulatedWorker] = []
    var lastWorkerNumber = 0
    /// When the next process starts, in nanoseconds that have passed.
    var startNanoseconds: Int64 = 0
    /// Whether the faults are over.
    var isCalm = false
    /// Everything that must not be.
    var problems: [String] = []
    var watch = Watch()
    /// Which requests do harm.
    let harm = HarmBoard()
    /// A fault that was drawn and waits for its chance, and for how many steps still.
    var armed: (kind: FaultKind, steps: Int)?

    init(seed: UInt64, swarm: Swarm? = nil, sabotage: Sabotage? = nil, keepsTrace: Bool = false) {
        self.seed = seed
        self.sabotage = sabotage
        random = SimulationRandom(seed: seed)
        let drawn = Swarm(&random)
        self.swarm = swarm ?? drawn
        trace = Trace(keepsLines: keepsTrace)
        broker = SimulatedBroker(deliveryLimit: self.swarm.deliveryLimit)
        broker.losesEvents = sabotage == .losesEvents
        callers = Callers(seed: seed, swarm: self.swarm)
    }

    /// What the checks of single actions remember.
    struct Watch {
        /// Requests whose acknowledgement was checked, by their place in the queue.
        var acknowledged: Set<Int> = []
        /// How many ends of leases were acknowledged.
        var leaseEndsAcknowledged = 0
        var leaseEndsRecorded = 0
        var announcedLeases: Set<String> = []
        /// Keys of commits that had happened although nobody knew.
        var unknownCommits: Set<String> = []
        /// The messages that were sent, by the digest that marks name them by.
        var intents: [[UInt8]: Int] = [:]
        /// How often a process ended, for another reason, while a mark named a message that was not done.
        var bystanders: [[UInt8]: Int] = [:]
        /// Keys of requests that no batch can be stored with.
        var unstorable: Set<String> = []
        /// Keys of requests that end the process when they are tried again.
        var harmfulWhenHeld: Set<String> = []
        /// How often deliveries were given back, but for the deaths of those that do harm.
        var returns = 0
        /// Questions of callers, and the requests that they are about.
        var inquiries: [(asking: Int, about: Int)] = []
    }

    func note(problem: String) {
        trace.note("PROBLEM \(problem)")
        if problems.count < 20, !problems.contains(problem) { problems.append(problem) }
    }
}
