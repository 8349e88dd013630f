import ArgumentParser
import Wire

/// `berth node list`: all nodes of a shard.
struct NodeListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the nodes of a shard with their usage.")

    @OptionGroup var broker: BrokerOptions
    @OptionGroup var request: RequestOptions

    func run() async throws {
        try await Session.run(broker: broker, request: request) { session in
            let nodes = try await NodeListing.all { page in
                let answer = try await session.ask(
                    .listNodes, page, host: nil, for: Berth_Tracker_V1_ListNodesResponse.self)
                return answer?.answer ?? Berth_Tracker_V1_ListNodesResponse()
            }
            if request.json {
                var list = Berth_Tracker_V1_ListNodesResponse()
                list.nodes = nodes
                return Terminal.write(try MessageJSON.text(list))
            }
            guard !nodes.isEmpty else {
                return Terminal.line("The shard has no nodes. Report one: berth node report --this-machine")
            }
            Terminal.write(UsageText.table(nodes))
        }
    }
}
