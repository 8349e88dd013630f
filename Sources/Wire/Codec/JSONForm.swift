import SwiftProtobuf

/// The proto3 JSON mapping.
///
/// Unknown fields and unknown names of enum values are refused: a misspelt field must not be
/// taken for an absent one.
enum JSONForm {
    static func decode<M: Message>(_ type: M.Type, from body: [UInt8], nesting: Int) throws(WireError) -> M {
        do {
            return try parse(type, body[...], nesting: nesting)
        } catch {
            let path = JSONErrorLocator.path(in: body) { prefix in
                guard let other = failure(type, prefix, nesting: nesting) else { return false }
                return same(error, other)
            }
            throw wireError(error, type: type, nesting: nesting, path: path)
        }
    }

    static func encode(_ message: some Message) throws(WireError) -> [UInt8] {
        var options = JSONEncodingOptions()
        options.useDeterministicOrdering = true
        do {
            return try message.jsonUTF8Bytes(options: options)
        } catch {
            throw WireError(
                .notEncodable,
                "\(type(of: message).protoMessageName) cannot be written as JSON: a time out of range or an unknown Any"
            )
        }
    }

    /// The library's own errors, so that two attempts can be compared.
    private static func parse<M: Message>(
        _ type: M.Type, _ body: ArraySlice<UInt8>, nesting: Int
    ) throws(ParseFailure) -> M {
        var options = JSONDecodingOptions()
        options.messageDepthLimit = nesting
        do {
            return try M(jsonUTF8Bytes: Array(body), options: options)
        } catch let error as JSONDecodingError {
            throw ParseFailure(known: error)
        } catch {
            throw ParseFailure(known: nil)
        }
    }

    private static func failure<M: Message>(
        _ type: M.Type, _ body: ArraySlice<UInt8>, nesting: Int
    ) -> ParseFailure? {
        do {
            _ = try parse(type, body, nesting: nesting)
            return nil
        } catch {
            return error
        }
    }

    private static func same(_ first: ParseFailure, _ second: ParseFailure) -> Bool {
        String(describing: first.known) == String(describing: second.known)
    }

    private static func wireError(
        _ failure: ParseFailure, type: any Message.Type, nesting: Int, path: String?
    ) -> WireError {
        let name = type.protoMessageName
        switch failure.known {
        case .unknownField(let field):
            return WireError(
                .unknownField, "\(name) has no field '\(displayable(field, limit: 64))' here; correct or remove it",
                path: path)
        case .messageDepthLimit:
            return WireError(.nestingTooDeep, "\(name): messages are nested deeper than \(nesting)", path: path)
        case let error:
            return WireError(.malformedBody, "the body is not \(name) in JSON: \(explanation(error))", path: path)
        }
    }

    private static func explanation(_ error: JSONDecodingError?) -> String {
        switch error {
        case .malformedNumber, .leadingZero: "a number is malformed"
        case .numberRange: "a number is out of range or has a fraction"
        case .malformedMap, .unquotedMapKey: "a map is malformed"
        case .malformedBool: "true or false is expected"
        case .malformedString: "a string is expected, or one is malformed"
        case .invalidUTF8: "a string is not UTF-8"
        case .schemaMismatch: "a value has another kind than its field"
        case .unrecognizedEnumValue: "the name of an enum value is unknown"
        case .illegalNull: "null is not allowed here"
        case .truncated: "it ends too early"
        case .malformedDuration: "a duration must look like \"3.5s\""
        case .malformedTimestamp: "a time must look like \"2025-01-31T12:00:00Z\""
        case .trailingGarbage: "something follows the end"
        case .conflictingOneOf: "two fields exclude each other"
        default: "it is malformed"
        }
    }
}

/// Why the library refused a text; nil: for a reason of another kind.
private struct ParseFailure: Error {
    let known: JSONDecodingError?
}
