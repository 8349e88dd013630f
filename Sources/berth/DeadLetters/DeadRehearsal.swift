import AMQP
import BusClient
import Wire

/// Asks the tracker what a replay would do, without doing it.
struct DeadRehearsal {
    let client: Bus

    /// The outcome of one letter's replay, in a few words.
    func outcome(of letter: DeadLetter) async -> String {
        guard let method = letter.knownMethod else { return "cannot be asked: unknown method" }
        do throws(ToolError) {
            let request = try Self.request(letter, method: method)
            let reply = try Session.reply(from: await client.call(request), to: request)
            guard reply.code == .ok else { return "refused: \(reply.code.name): \(reply.message)" }
            // A method that changes nothing answers as always.
            guard reply.isRehearsal else { return "answered; changes nothing" }
            return Self.words(try reply.message(of: Berth_Tracker_V1_Rehearsal.self))
        } catch {
            return "cannot be asked: \(error.message)"
        }
    }

    private static func request(_ letter: DeadLetter, method: Wire.Method) throws(ToolError) -> BusRequest {
        let type: ContentType
        do throws(WireError) {
            type = try ContentType(property: letter.delivery.properties.contentType)
            _ = try IdempotencyKey(letter.key)
        } catch {
            throw ToolError(.invalidArgument, error.message)
        }
        var request = BusRequest(
            method, body: letter.delivery.body, contentType: type, host: letter.host, key: letter.key)
        request.rehearse = true
        return request
    }

    private static func words(_ rehearsal: Berth_Tracker_V1_Rehearsal) -> String {
        let code = StatusCode(received: Int64(rehearsal.status))
        guard code == .ok else { return "refused: \(code.name): \(rehearsal.message)" }
        return "applied: " + (rehearsal.facts.isEmpty ? "nothing changes" : rehearsal.facts.joined(separator: "; "))
    }
}
