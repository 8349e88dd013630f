import BusClient
import Foundation
import SwiftProtobuf
import Wire

/// One command's conversation with the tracker: a client, and how answers are shown.
struct Session: Sendable {
    let client: Bus
    let options: Options

    /// What a command's options say about its requests.
    struct Options: Sendable {
        var shard: String
        var timeout: Duration
        var json: Bool
        /// Nil: a new one for each request, as of a command that changes nothing.
        var key: String?
        var rehearse: Bool
    }

    /// Opens a session, lets the body use it and closes it.
    static func run(
        broker: BrokerOptions, request: RequestOptions, change: ChangeOptions? = nil,
        _ body: (Session) async throws -> Void
    ) async throws {
        let options = Options(
            shard: request.shard, timeout: request.timeout.duration, json: request.json,
            key: change.map { $0.key ?? newKey() },
            rehearse: change?.rehearse ?? false)
        if let key = options.key { try checkKey(key) }
        let link = try broker.link()
        let client = try await link.openBus(recovers: false, timeout: options.timeout) { $0.shard = options.shard }
        let session = Session(client: client, options: options)
        do {
            try await body(session)
        } catch {
            await client.close()
            throw error
        }
        await client.close()
    }

    /// Sends a request and gives its reply when the tracker said yes.
    ///
    /// - Parameters:
    ///   - host: nil: to the shard's queue.
    ///   - node: the node that something is asked of, if it may not fit there.
    ///   - advice: what to do about a refusal; nil: nothing can be said.
    /// - Returns: nil when it was a rehearsal, which has been shown.
    /// - Throws: when there is no answer; a refusal is shown and ends the command.
    func ask<Answer: SwiftProtobuf.Message>(
        _ method: Wire.Method, _ message: some SwiftProtobuf.Message, host: String?, node: String? = nil,
        for type: Answer.Type, advice: (BusReply) async -> String? = { _ in nil }
    ) async throws -> (answer: Answer, reply: BusReply)? {
        let request = try BusRequest.encoded(
            method, message, host: host, key: requestKey, rehearse: options.rehearse)
        let reply = try await reply(to: request)
        guard reply.code == .ok else {
            let shortfalls = reply.details?.shortfalls ?? []
            let end = try refuse(reply, hostCells: await hostCells(for: shortfalls, host, node))
            if let advice = await advice(reply) { Terminal.line(Printable.text(advice), to: .error) }
            throw end
        }
        if reply.isRehearsal {
            try await show(rehearsal: reply, host, node)
            return nil
        }
        return (try reply.message(of: type), reply)
    }

    /// Asks for something that the command needs to know first; never a rehearsal, and under a key of its own.
    ///
    /// - Returns: nil when the tracker does not know it.
    /// - Throws: when there is no answer; any other refusal is shown and ends the command.
    func read<Answer: SwiftProtobuf.Message>(
        _ method: Wire.Method, _ message: some SwiftProtobuf.Message, host: String, for type: Answer.Type
    ) async throws -> Answer? {
        let request = try BusRequest.encoded(method, message, host: host, key: Self.newKey())
        let reply = try await reply(to: request)
        if reply.code == .notFound { return nil }
        guard reply.code == .ok else { throw try refuse(reply) }
        return try reply.message(of: type)
    }

    /// Sends a request and gives its reply, whatever the tracker said.
    func reply(to request: BusRequest) async throws(ToolError) -> BusReply {
        try Self.reply(from: await client.call(request), to: request)
    }

    /// The reply of a result, or the error that says why there is none and what to do.
    static func reply(from result: BusResult, to request: BusRequest) throws(ToolError) -> BusReply {
        switch result {
        case .answered(let reply): return reply
        case .unreadable(let error): throw ToolError(error)
        case .ended(let ending): throw ToolError(ending, of: request)
        }
    }

    /// Shows a refusal and gives the error that ends the command with its status.
    func refuse(_ reply: BusReply, hostCells: [Int32]? = nil) throws(ToolError) -> EndedWith {
        if options.json {
            Terminal.write(try RefusalText.json(reply))
        } else {
            Terminal.write(RefusalText.people(reply, hostCells: hostCells), to: .error)
        }
        return EndedWith(status: ExitStatus(reply.code))
    }

    private func show(rehearsal reply: BusReply, _ host: String?, _ node: String?) async throws {
        let rehearsal = try reply.message(of: Berth_Tracker_V1_Rehearsal.self)
        let hostCells = await hostCells(for: rehearsal.shortfalls, host, node)
        Terminal.write(
            options.json
                ? try MessageJSON.text(rehearsal) : RehearsalText.people(rehearsal, hostCells: hostCells))
        let status = ExitStatus(StatusCode(received: Int64(rehearsal.status)))
        if status != .success { throw EndedWith(status: status) }
    }

    /// The idempotency key of the command's request.
    var requestKey: String { options.key ?? Self.newKey() }

    /// A new idempotency key.
    static func newKey() -> String { UUID().uuidString.lowercased() }

    private static func checkKey(_ key: String) throws(ToolError) {
        do throws(WireError) {
            _ = try IdempotencyKey(key)
        } catch {
            throw ToolError(.usage, "--key cannot be used: \(error.message)")
        }
    }
}

extension ToolError {
    /// Why a request has no answer, and how to go on.
    init(_ ending: BusEnding, of request: BusRequest) {
        let ask = "Ask what became of it: berth outcome \(request.key) --host \(request.host ?? "HOST")"
        let again = "Nothing was applied; it may be sent again with --key \(request.key)."
        let host = request.host ?? ""
        switch ending {
        case .unroutable where request.host == nil:
            self.init(
                .brokerUnavailable, "There is no queue of that shard on this broker.",
                advice: "Is berthd running against this broker and virtual host? Name another shard with --shard.")
        case .unroutable:
            self.init(
                .brokerUnavailable, "No queue takes requests for host \(host).",
                advice: "Is berthd running against this broker and virtual host? " + again)
        case .refused:
            self.init(
                .brokerUnavailable, "The broker did not take the request; the queue may be full.",
                advice: "It may be sent again with --key \(request.key).")
        case .unsendable(let why): self.init(.invalidArgument, "The request cannot be sent: \(why)")
        case .interrupted(let why):
            self.init(.unanswered, "The connection was lost before an answer came: \(why)", advice: ask)
        case .unreachable(let why): self.init(.brokerUnavailable, "The broker cannot be reached: \(why)", advice: again)
        case .crowdedOut:
            self.init(.unexpected, "Too many requests are under way at the same time.", advice: again)
        case .cancelled: self.init(.unanswered, "The request was given up.", advice: ask)
        case .expired: self.init(.unanswered, "No answer came in time. Is berthd running?", advice: ask)
        case .confirmed: self.init(.unexpected, "The request was sent without asking for an answer.")
        }
    }
}
