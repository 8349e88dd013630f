import ArgumentParser
import BusClient
import Wire

/// `berth load`: play a recorded cluster's workload.
struct LoadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "load", abstract: "Play a recorded workload through the tracker and check the end result.",
        discussion: """
            NODES has the columns sn, cpu_milli and memory_mib; WORKLOAD has name, cpu_milli, memory_mib, \
            creation_time and deletion_time (seconds; empty: never deleted). With --with-gpus, NODES has gpu and model \
            as well, and WORKLOAD num_gpu and gpu_spec (accepted models, joined by |; empty: any). Other columns are \
            left out. Every node is reported, every task claimed in order of time on a node that this command picks \
            by what the answers said, and deleted when its time comes.

            The exit status is 8 when at the end a node's usage is not the sum of what is still claimed there, or a \
            device is not in the hands that the answers said.
            """)

    @Option(help: ArgumentHelp("The cluster's nodes.", valueName: "csv"))
    var nodes: String

    @Option(help: ArgumentHelp("The cluster's tasks.", valueName: "csv"))
    var workload: String

    @Option(help: ArgumentHelp("Requests per second; as fast as it goes by default.", valueName: "n"))
    var rate: Double?

    @Option(help: ArgumentHelp("Requests under way at the same time.", valueName: "n"))
    var outstanding = 256

    @Option(help: ArgumentHelp("Only so many tasks, the first of the file.", valueName: "n"))
    var limitTasks: Int?

    @Option(help: "How a node is picked: first-fit, best-fit or spread.")
    var placement = ClusterView.Placement.bestFit

    @Option(help: ArgumentHelp("How many other nodes a refused claim tries.", valueName: "n"))
    var otherNodes = 3

    @Option(
        help: ArgumentHelp(
            "Put before every host's name, so that a store can take the same cluster twice.", valueName: "text"))
    var prefix = ""

    @Option(help: ArgumentHelp("Instance UUIDs depend on it and on the prefix alone.", valueName: "n"))
    var seed: UInt64 = 1

    @Flag(
        name: .customLong("with-gpus"),
        help: ArgumentHelp(
            "Report each GPU as a PCI device, and claim those that tasks ask for.",
            discussion: "The worker must track them: pci.device-specs {\"vendor_id\": \"10de\"}."))
    var withGPUs = false

    @OptionGroup var broker: BrokerOptions
    @OptionGroup var request: RequestOptions

    func validate() throws {
        guard (1...10_000).contains(outstanding) else { throw ValidationError("--outstanding must be 1 to 10000.") }
        if let rate, !(rate > 0 && rate <= 1_000_000) {
            throw ValidationError("--rate must be above 0, at most 1000000.")
        }
        if let limitTasks, limitTasks < 0 { throw ValidationError("--limit-tasks must not be negative.") }
        guard (0...1000).contains(otherNodes) else { throw ValidationError("--other-nodes must be 0 to 1000.") }
    }

    func run() async throws {
        let plan = try Workload.read(
            nodes: CSVFile(
                path: nodes, requiring: Workload.nodeColumns + (withGPUs ? Workload.nodeGPUColumns : [])),
            tasks: CSVFile(
                path: workload, requiring: Workload.taskColumns + (withGPUs ? Workload.taskGPUColumns : [])),
            taskLimit: limitTasks, withGPUs: withGPUs)
        let shard = request.shard
        let client = try await broker.link().openBus(recovers: true, timeout: request.timeout.duration) {
            $0.shard = shard
            // What is outstanding is bounded here; after a loss a request may be counted twice for a while.
            $0.maximumOutstanding = 2 * 10_000
        }
        let result: Result<LoadSummary, any Error>
        do {
            result = .success(try await play(plan, client))
        } catch {
            result = .failure(error)
        }
        await client.close()
        let summary = try result.get()
        Terminal.write(request.json ? try JSONReport.document(summary) : summary.people())
        guard summary.isConsistent else { throw EndedWith(status: .checkFailed) }
    }

    private func play(_ plan: Workload, _ client: Bus) async throws -> LoadSummary {
        let messages = LoadMessages(workload: plan, prefix: prefix, seed: seed)
        let run = LoadRun(workload: plan, settings: LoadRun.Settings(placement: placement, otherNodes: otherNodes))
        var driver = LoadDriver(
            client: client, messages: messages, run: run, runKey: "load-\(Session.newKey())",
            maximumOutstanding: outstanding, rate: rate)
        let isWatched = Terminal.Stream.error.isInteractive
        var bar = ProgressBar(total: run.total)
        let (played, figures) = try await driver.play { finished, _, answered in
            guard isWatched, let line = bar.line(finished: finished, note: "\(answered) answers") else { return }
            Terminal.write(line, to: .error)
        }
        if isWatched { Terminal.write("\n", to: .error) }
        let found = try await LoadCheck.usage(of: plan, messages: messages, client: client)
        let problems =
            withGPUs
            ? try await LoadCheck.deviceProblems(of: plan, run: played, messages: messages, client: client) : nil
        return LoadSummary(
            workload: plan, run: played, figures: figures, seed: seed,
            mismatches: played.ledger.mismatches(with: found), deviceProblems: problems, host: messages.host(of:))
    }
}

extension ClusterView.Placement: ExpressibleByArgument {}
