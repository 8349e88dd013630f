import SwiftProtobuf

@testable import Wire

/// Messages made of JSON by the generators, and checks that all targets of messages share.
enum MessageText {
    /// The binary form of a message that is written down as JSON.
    static func binary<M: Message>(_ type: M.Type, _ json: String) -> [UInt8] {
        guard let message = try? MessageCodec(.json).decode(type, from: Array(json.utf8)),
            let bytes = try? MessageCodec(.protobuf).encode(message)
        else { preconditionFailure("the sample of \(type.protoMessageName) must be readable") }
        return bytes
    }

    /// A message in a form, written and read again; must be the same.
    static func expectRoundTrip<M: Message>(_ message: M, _ form: ContentType) throws {
        let codec = MessageCodec(form)
        let bytes: [UInt8]
        do throws(WireError) {
            bytes = try codec.encode(message)
        } catch {
            guard error.code == .notEncodable, form == .json else { throw error }
            return
        }
        // Without the limit of depth: what is written in JSON is as deep as it was in protobuf.
        let again = try codec.decode(M.self, from: bytes)
        try Defect.unlessEqual(try codec.encode(again), bytes, "\(M.protoMessageName) as \(form)")
    }

    /// An error of the codec names what is wrong, without control characters or excess.
    static func expectSound(_ error: WireError) throws(Defect) {
        try Defect.unless(!error.message.isEmpty, "an error without a message: \(error.code)")
        let text = error.description
        try Defect.unless(text.utf8.count < 1024, "an error of \(text.utf8.count) bytes")
        try Defect.unless(
            text.unicodeScalars.allSatisfy { (0x20...0x7E).contains($0.value) }, "an error that is not visible ASCII")
    }

    /// A violation names its field and what is wrong, in a line.
    static func expectSound(field: String, _ description: String) throws(Defect) {
        try Defect.unless(!description.isEmpty, "a violation of '\(field)' without a description")
        let text = field + description
        try Defect.unless(text.utf8.count < 2048, "a violation of \(text.utf8.count) bytes: \(text.prefix(200))")
        try Defect.unless(
            !text.unicodeScalars.contains { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) },
            "a violation with control characters: \(field)")
    }
}
