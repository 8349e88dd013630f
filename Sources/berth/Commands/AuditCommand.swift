import ArgumentParser
import BusClient
import SwiftProtobuf
import Wire

/// `berth audit`: compare what is held on a node with what the cloud's database says.
struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Compare what is held on a node with what the cloud's database says.",
        discussion: "Differences are put right and reported; with --rehearse they are reported only.")

    @Option(help: ArgumentHelp("The host to audit.", valueName: "name"))
    var host: String

    @Option(help: ArgumentHelp("The node on the host; by default it has the host's name.", valueName: "name"))
    var node: String?

    @Option(
        help: ArgumentHelp(
            "An AuditNodeRequest as JSON; - is standard input.",
            discussion: "It has instances, migrations and what else the database knows; host and node may be left out.",
            valueName: "file"))
    var from: String

    @OptionGroup var broker: BrokerOptions
    @OptionGroup var request: RequestOptions
    @OptionGroup var change: ChangeOptions

    func run() async throws {
        let message = try message()
        try await Session.run(broker: broker, request: request, change: change) { session in
            // A rehearsal is read like an audit: what it would find is what it is asked for.
            let key = session.requestKey
            let reply = try await session.reply(
                to: try BusRequest.encoded(
                    .auditNode, message, host: host, key: key, rehearse: session.options.rehearse))
            guard reply.code == .ok else { throw try session.refuse(reply) }
            if request.json { return Terminal.write(try Self.json(reply)) }
            Terminal.write(try Self.people(reply))
            if reply.isRehearsal { try Self.endIfRefused(reply) }
        }
    }

    private func message() throws(ToolError) -> Berth_Tracker_V1_AuditNodeRequest {
        var message = try JSONArgument.message(Berth_Tracker_V1_AuditNodeRequest.self, fromFile: from)
        message.host = host
        message.node = node ?? (message.node.isEmpty ? host : message.node)
        return message
    }

    private static func json(_ reply: BusReply) throws -> String {
        reply.isRehearsal
            ? try MessageJSON.text(try reply.message(of: Berth_Tracker_V1_Rehearsal.self))
            : try MessageJSON.text(try reply.message(of: Berth_Tracker_V1_AuditNodeResponse.self))
    }

    private static func people(_ reply: BusReply) throws -> String {
        guard reply.isRehearsal else {
            return DriftText.people(
                try reply.message(of: Berth_Tracker_V1_AuditNodeResponse.self), isRehearsal: false)
        }
        let rehearsal = try reply.message(of: Berth_Tracker_V1_Rehearsal.self)
        guard let response = try? Berth_Tracker_V1_AuditNodeResponse(unpackingAny: rehearsal.reply) else {
            return RehearsalText.people(rehearsal)
        }
        return RehearsalText.people(rehearsal) + "\n" + DriftText.people(response, isRehearsal: true)
    }

    private static func endIfRefused(_ reply: BusReply) throws {
        let rehearsal = try reply.message(of: Berth_Tracker_V1_Rehearsal.self)
        let status = ExitStatus(StatusCode(received: Int64(rehearsal.status)))
        if status != .success { throw EndedWith(status: status) }
    }
}
