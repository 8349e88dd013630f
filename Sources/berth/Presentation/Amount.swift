import Foundation
import SwiftProtobuf

/// Numbers and times for people.
enum Amount {
    /// A number without a fraction that says nothing: `8`, `1.5`.
    static func text(_ value: Double) -> String {
        if let whole = Int64(exactly: value) { return String(whole) }
        guard value.isFinite else { return "\(value)" }
        return String((value * 1000).rounded() / 1000)
    }

    /// Used of all, with the overcommit in the second number: `12/64`.
    static func used(_ used: Int64, of total: Int64) -> String { "\(used)/\(total)" }

    /// A ratio; `1` where there is none.
    static func ratio(_ value: Double, _ isPresent: Bool) -> String { isPresent ? text(value) : "1" }

    /// So many dead letters.
    static func letters(_ count: Int) -> String { number(count, "dead letter") }

    /// So many of a thing whose name gets an `s` when there are several.
    static func number(_ count: Int, _ thing: String) -> String { count == 1 ? "1 \(thing)" : "\(count) \(thing)s" }

    /// How long ago, in the largest unit that fits: `42s`, `3m`, `5h`, `2d`.
    static func age(seconds: Int64) -> String {
        switch seconds {
        case ..<0: "0s"
        case ..<120: "\(seconds)s"
        case ..<7200: "\(seconds / 60)m"
        case ..<172_800: "\(seconds / 3600)h"
        default: "\(seconds / 86_400)d"
        }
    }
}
