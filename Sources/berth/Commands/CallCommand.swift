import ArgumentParser
import BusClient
import SwiftProtobuf
import Wire

/// `berth call`: any request of the schema.
struct CallCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "call", abstract: "Send any request as JSON and print the answer as JSON.",
        discussion: "Example: berth call GetNode --body '{\"host\":\"cmp-17\",\"node\":\"cmp-17\"}'")

    @Argument(help: ArgumentHelp("The method, such as ClaimInstance.", valueName: "method"))
    var method: String

    @Option(help: ArgumentHelp("The request: JSON, @FILE, or - for standard input.", valueName: "json"))
    var body: String

    @Flag(help: "Send it without waiting for an answer; a refusal becomes a dead letter.")
    var cast = false

    @OptionGroup var broker: BrokerOptions
    @OptionGroup var request: RequestOptions
    @OptionGroup var change: ChangeOptions

    func validate() throws {
        if cast && change.rehearse { throw ValidationError("A rehearsal must be answered: leave --cast out.") }
    }

    func run() async throws {
        var prepared = try prepare()
        prepared.isCast = cast
        prepared.rehearse = change.rehearse
        try await Session.run(broker: broker, request: request, change: change) { session in
            if cast { return try await send(prepared, session) }
            let reply = try await session.reply(to: prepared)
            guard reply.code == .ok else { throw try session.refuse(reply) }
            Terminal.write(try Self.json(reply, method: prepared.method))
        }
    }

    /// The request, checked against the schema before anything is sent.
    func prepare() throws(ToolError) -> BusRequest {
        guard let method = Wire.Method(rawValue: method) else {
            throw ToolError(
                .usage, "There is no method \(Printable.text(method)).",
                advice: "Methods: " + Wire.Method.allCases.map(\.rawValue).joined(separator: ", "))
        }
        let bytes = try JSONArgument.bytes(body)
        let host: String?
        do throws(WireError) {
            let message = try MessageCodec(.json).decodeRequest(method, from: bytes)
            host = (message as? any HostRequest)?.host
            if let host { try HostName.check(host) }
        } catch {
            throw ToolError(.invalidArgument, "The body cannot be sent: \(error.description)")
        }
        return BusRequest(
            method, body: bytes, contentType: .json, host: host, key: change.key ?? Session.newKey())
    }

    private func send(_ prepared: BusRequest, _ session: Session) async throws {
        switch await session.client.call(prepared) {
        case .ended(.confirmed):
            Terminal.line(
                "Sent. Ask what becomes of it: berth outcome \(prepared.key) --host \(prepared.host ?? "HOST")")
        case let result: _ = try Session.reply(from: result, to: prepared)
        }
    }

    private static func json(_ reply: BusReply, method: Wire.Method) throws(ToolError) -> String {
        if reply.contentType == .json { return String(decoding: reply.body, as: UTF8.self) + "\n" }
        if reply.isRehearsal { return try MessageJSON.text(try reply.message(of: Berth_Tracker_V1_Rehearsal.self)) }
        return try MessageJSON.text(any: try decoded(reply, method.replyType))
    }

    private static func decoded(
        _ reply: BusReply, _ type: any SwiftProtobuf.Message.Type
    ) throws(ToolError) -> any SwiftProtobuf.Message {
        try reply.message(of: type)
    }
}
