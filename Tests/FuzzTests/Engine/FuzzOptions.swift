import Foundation

/// What `make fuzz` says through the environment; nothing said means the short run.
struct FuzzOptions: Sendable {
    /// How long to go on; nil: the fixed number of inputs.
    var seconds: Double?
    /// The seed of the first round.
    var seed: UInt64
    /// The one target to run; nil: all.
    var target: String?
    /// The one input to try; nil: the run's own.
    var input: String?

    static let current = FuzzOptions(environment: ProcessInfo.processInfo.environment)

    init(environment: [String: String]) {
        seconds = environment["BERTH_FUZZ_MINUTES"].flatMap(Double.init).map { $0 * 60 }
        seed = environment["BERTH_FUZZ_SEED"].flatMap(UInt64.init) ?? 1
        target = environment["BERTH_FUZZ_TARGET"].flatMap { $0.isEmpty ? nil : $0 }
        input = environment["BERTH_FUZZ_INPUT"].flatMap { $0.isEmpty ? nil : $0 }
    }
}
