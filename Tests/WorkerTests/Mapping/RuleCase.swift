import Testing
import Tracker
import Wire

@testable import Worker

/// One change of a valid request, and the field that it breaks; nil: the request stays valid.
struct RuleCase<Request: Sendable>: Sendable, CustomTestStringConvertible {
    let title: String
    let field: String?
    let change: @Sendable (inout Request) -> Void

    init(_ title: String, breaks field: String?, _ change: @escaping @Sendable (inout Request) -> Void) {
        self.title = title
        self.field = field
        self.change = change
    }

    var testDescription: String { title }

    /// The valid request with the change.
    func applied(to request: Request) -> Request {
        var request = request
        change(&request)
        return request
    }
}

/// The fields that a failed mapping names, in order; none when it succeeds.
func brokenFields(_ map: () throws(ValidationFailure) -> some Any) -> [String] {
    do {
        _ = try map()
        return []
    } catch {
        return error.violations.map(\.field)
    }
}
