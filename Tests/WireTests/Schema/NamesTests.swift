import Testing

@testable import Wire

@Suite struct NamesTests {
    /// Everything that programs of others compare with text.
    ///
    /// A change of the approved file is a change of the protocol.
    private var names: String {
        let sections: [(String, [String])] = [
            ("methods", Wire.Method.allCases.map(\.path)),
            ("content types", ContentType.allCases.map(\.rawValue)),
            ("request headers", HeaderName.requestHeaders),
            ("reply headers", HeaderName.replyHeaders),
            ("event headers", HeaderName.eventHeaders),
            ("dead letter headers", HeaderName.deadLetterHeaders + [HeaderName.originalPrefix]),
            ("event kinds", EventKind.allCases.map(\.rawValue)),
            ("dead letter reasons", DeadReason.allCases.map(\.rawValue)),
            ("status codes", StatusCode.allCases.map { "\($0.rawValue) \($0.name)" }),
        ]
        return sections.map { "[\($0)]\n" + $1.joined(separator: "\n") + "\n" }.joined(separator: "\n")
    }

    @Test("The names that others parse are those of the approved file schemas/names.txt")
    func approved() throws {
        let approved = try Repository.text("schemas/names.txt")
        #expect(names == approved, "if the change is meant, write this into schemas/names.txt:\n\(names)")
    }

    @Test("Every event body of the schema has a kind of its own")
    func eventKinds() throws {
        let schema = try Repository.text("schemas/berth/tracker/v1/events.proto")
        let body = schema.drop { $0 != "{" }.split(separator: "oneof body {").last?.prefix { $0 != "}" } ?? ""
        #expect(body.matches(of: /= \d+;/).count == EventKind.allCases.count)
    }

    @Test("A misspelt header of Berth is refused on a request, a known one and one of others is not")
    func forbidden() {
        for name in ["berth-rehearsal", "berth-reherse", "Berth-Rehearse", "berth-", "berth-position"] {
            #expect(HeaderName.isForbiddenOnRequests(name), "\(name)")
        }
        for name in [
            "berth-rehearse", "berth-replays", "berth-original-user_id", "x-request", "grpc-timeout", "berthold",
        ] {
            #expect(!HeaderName.isForbiddenOnRequests(name), "\(name)")
        }
    }

    @Test("A dead letter moves away exactly what the broker would act on")
    func moved() {
        for name in ["expiration", "user_id", "CC", "BCC", "x-death", "x-delivery-count"] {
            #expect(
                HeaderName.isMovedInDeadLetters(name) && HeaderName.originalName(of: name) == "berth-original-\(name)")
        }
        for name in ["traceparent", "grpc-timeout", "message_id", "cc", "app_id"] {
            #expect(!HeaderName.isMovedInDeadLetters(name))
        }
    }
}
