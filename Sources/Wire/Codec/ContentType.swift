/// The two forms of a body.
public enum ContentType: String, CaseIterable, Sendable, Hashable {
    /// The protobuf binary form; the default of a request without a content type.
    case protobuf = "application/protobuf"
    /// The proto3 JSON mapping.
    case json = "application/json"

    /// The form that a `content_type` property names; parameters and letter case do not matter.
    ///
    /// - Parameter property: the property as received; nil or empty: protobuf.
    /// - Throws: `unknownContentType` for any other.
    public init(property: String?) throws(WireError) {
        guard let property, !property.isEmpty else {
            self = .protobuf
            return
        }
        // As nearly all write it.
        if let type = ContentType(rawValue: property) {
            self = type
            return
        }
        let name = property.prefix { $0 != ";" && $0 != " " }.lowercased()
        guard let type = ContentType(rawValue: name) else {
            throw WireError(
                .unknownContentType,
                "content_type must be \(ContentType.protobuf.rawValue) or \(ContentType.json.rawValue)")
        }
        self = type
    }
}
