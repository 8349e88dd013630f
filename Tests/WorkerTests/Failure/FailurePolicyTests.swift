import Testing
import Wire

@testable import Worker

@Suite("The failure policy")
struct FailurePolicyTests {
    /// What happens, for people: `class call|cast: reply? dead reason? what the key says`.
    private let approved = """
        refusal call: replies, not parked, key refused
        refusal cast: silent, REFUSED_CAST, key dead
        undecodable call: replies, UNDECODABLE, key turnedAway
        undecodable cast: silent, UNDECODABLE, key turnedAway
        tooLarge call: replies, OVER_LIMIT, key turnedAway
        tooLarge cast: silent, OVER_LIMIT, key turnedAway
        tooLate call: replies, not parked, key turnedAway
        tooLate cast: silent, TOO_LATE, key dead
        reusedKey call: replies, not parked, key unchanged
        reusedKey cast: silent, REFUSED_CAST, key unchanged
        defect call: replies, DEFECT, key dead
        defect cast: silent, DEFECT, key dead
        """

    @Test("Every class of failure, for calls and casts, ends as the approved table says")
    func table() {
        var lines: [String] = []
        for failure in FailureClass.allCases {
            for isCall in [true, false] {
                let action = FailurePolicy.action(for: failure, isCall: isCall)
                let ending = action.ending.map { "\($0)" } ?? "unchanged"
                lines.append(
                    "\(failure.rawValue) \(isCall ? "call" : "cast"): \(action.replies ? "replies" : "silent"), "
                        + "\(action.deadReason?.rawValue ?? "not parked"), key \(ending)")
            }
        }
        #expect(lines.joined(separator: "\n") == approved)
    }

    @Test("Nobody is left without an answer or a dead letter", arguments: FailureClass.allCases)
    func nothingIsLost(_ failure: FailureClass) {
        #expect(FailurePolicy.action(for: failure, isCall: true).replies)
        #expect(FailurePolicy.action(for: failure, isCall: false).deadReason != nil)
    }
}
