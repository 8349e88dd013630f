package import Wire

/// Why a delivery is not a readable request.
package struct IntakeProblem: Error, Hashable, Sendable {
    /// The status of the reply.
    package var code: StatusCode
    /// Stable identifier in upper snake case.
    package var reason: String
    /// For people.
    package var message: String
    /// Path of the field concerned; nil: not one field.
    package var field: String?
    /// Whether the message is too large to be parked with more headers; the broker then parks it as it is.
    package var isTooLargeToPark = false

    /// Takes over an error of the codec.
    package init(_ error: WireError) {
        code = error.code == .unknownMethod ? .unimplemented : .invalidArgument
        reason = error.code.rawValue
        message = error.message
        field = error.path
    }

    /// Makes a problem.
    package init(_ code: StatusCode, reason: String, message: String) {
        self.code = code
        self.reason = reason
        self.message = message
    }
}
