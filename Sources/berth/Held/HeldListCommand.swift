import ArgumentParser
import Wire

/// `berth held list`: what waits, for what, and until when.
struct HeldListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the held requests of a shard in order of arrival.")

    @OptionGroup var broker: BrokerOptions
    @OptionGroup var request: RequestOptions

    func run() async throws {
        try await Session.run(broker: broker, request: request) { session in
            let held = try await Pages.all(of: "held requests") { token in
                var page = Berth_Tracker_V1_ListHeldRequestsRequest()
                (page.pageSize, page.pageToken) = (Pages.pageSize, token)
                let answer = try await session.ask(
                    .listHeldRequests, page, host: nil, for: Berth_Tracker_V1_ListHeldRequestsResponse.self)
                return (answer?.answer.requests ?? [], answer?.answer.nextPageToken ?? "")
            }
            if request.json {
                var list = Berth_Tracker_V1_ListHeldRequestsResponse()
                list.requests = held
                return Terminal.write(try MessageJSON.text(list))
            }
            guard !held.isEmpty else { return Terminal.line("No request is held.") }
            Terminal.write(HeldText.table(held, now: WallClock.seconds))
        }
    }
}
