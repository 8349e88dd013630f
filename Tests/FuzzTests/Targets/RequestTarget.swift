import AMQP
import SwiftProtobuf
import Tracker
import Wire

@testable import Worker

extension FuzzTarget {
    /// Bodies of requests in protobuf, behind a line with the method's name.
    static let requestProtobuf = FuzzTarget(
        "request-protobuf", words: SoundRequests.words, maximumBytes: 65_536, shortRun: 250, isProtobuf: true
    ) { random in
        let sample = random.pick(SoundRequests.binary)
        return Array("\(sample.method.rawValue)\n".utf8) + sample.body
    } check: {
        try RequestCheck(form: .protobuf).check($0)
    }

    /// Bodies of requests in JSON, behind a line with the method's name.
    static let requestJSON = FuzzTarget(
        "request-json", words: SoundRequests.words, maximumBytes: 65_536, shortRun: 200
    ) { random in
        let sample = random.pick(SoundRequests.all)
        return Array("\(sample.method.rawValue)\n\(sample.json)".utf8)
    } check: {
        try RequestCheck(form: .json).check($0)
    }
}

/// A body goes through intake, validation and mapping as in the worker.
private struct RequestCheck {
    let form: ContentType

    func check(_ input: [UInt8]) throws -> FuzzTarget.Verdict {
        let end = input.firstIndex(of: 10) ?? 0
        let name = String(decoding: input[..<end], as: UTF8.self)
        let method = Wire.Method(rawValue: name) ?? .claimInstance
        let request: Request
        switch arrival(method, Array(input[(input.isEmpty ? 0 : min(end + 1, input.count))...])) {
        case .undecodable(let undecodable):
            let problem = undecodable.problem
            try Defect.unless(!problem.reason.isEmpty && problem.code != .ok, "no reason: \(problem)")
            try MessageText.expectSound(field: problem.field ?? "", problem.message)
            return .refused
        case .convict: throw Defect("intake convicts nobody by itself")
        case .request(let readable): request = readable
        }
        try expectSameFromOtherForms(method, request.message)
        do {
            let command = try self.command(method, request.message)
            try Defect.unless(!request.message.hasUnknownItems, "accepted with what the schema does not know")
            try expectSameCommand(method, request.message, command)
            return .accepted
        } catch let failure as ValidationFailure {
            for violation in failure.violations {
                try MessageText.expectSound(field: violation.field, violation.description)
            }
            try expectReadableStatus(failure)
            return .refused
        }
    }

    private func arrival(_ method: Wire.Method, _ body: [UInt8]) -> Arrival {
        var properties = MessageProperties()
        properties.messageID = "key"
        properties.type = method.path
        properties.contentType = form.rawValue
        properties.replyTo = "caller"
        let delivery = Delivery(
            token: DeliveryToken(epoch: 1, tag: 1), exchange: "berth.requests", routingKey: SoundRequests.host,
            properties: properties, body: body)
        return Intake(names: BrokerNames(), limits: CodecLimits()).read(delivery, nowNanoseconds: 1)
    }

    /// What the worker makes of the message; reads of outcomes are no commands of the core.
    private func command(_ method: Wire.Method, _ message: any Message) throws(ValidationFailure) -> AnyHashable {
        if let outcome = message as? Berth_Tracker_V1_GetOutcomeRequest {
            return try RequestMapping.outcomeKey(outcome, routingKey: SoundRequests.host)
        }
        return try RequestMapping.command(method: method, message: message, routingKey: SoundRequests.host)
    }

    private func expectSameFromOtherForms(_ method: Wire.Method, _ message: any Message) throws {
        try MessageText.expectRoundTrip(message, .protobuf)
        if !message.hasUnknownItems { try MessageText.expectRoundTrip(message, .json) }
    }

    /// The same request in the other form is the same command, under the same key digest.
    private func expectSameCommand(_ method: Wire.Method, _ message: any Message, _ command: AnyHashable) throws {
        for form in ContentType.allCases {
            let codec = MessageCodec(form)
            let again = try codec.decodeRequest(method, from: try codec.encode(message))
            try Defect.unlessEqual(try self.command(method, again), command, "the command, through \(form)")
        }
    }

    /// The refusal fits into its header and can be read there.
    private func expectReadableStatus(_ failure: ValidationFailure) throws {
        let details = StatusMapping.status(for: failure.refusal)
        let bytes = details.headerBytes()
        try Defect.unless(
            !bytes.isEmpty && bytes.count <= StatusDetails.maximumBytes, "a status of \(bytes.count) bytes")
        _ = try StatusDetails(headerBytes: bytes)
    }
}
