/// One line of the result: a figure, what it is compared with, and what was aimed at.
struct Figure: Codable {
    /// Which side of the aim is good.
    enum Aim: Codable {
        case atLeast(Double)
        case atMost(Double)
        /// Measured for information.
        case none
    }

    /// The benchmark's letter.
    var letter: String
    /// What was measured.
    var title: String
    /// Unit of value and reference.
    var unit: String
    /// The measurements.
    var value: Sample
    /// What the reference did in the same run, pair by pair.
    var reference: Sample?
    /// What is aimed at: the ratio if there is a reference and nothing else is said, else the value.
    var aim = Aim.none
    /// Whether the value itself is aimed at although there is a reference.
    var judgesValue = false

    /// The value in units of the reference, pair by pair.
    var ratio: Sample? { reference.map { value.ratios(to: $0) } }

    /// Whether the aim is met; nil: there is none.
    var isMet: Bool? {
        let judged = (judgesValue ? value : ratio ?? value).median
        return switch aim {
        case .atLeast(let least): judged >= least
        case .atMost(let most): judged <= most
        case .none: nil
        }
    }
}
