import AMQP
import Journal
import Tracker
import Worker

/// The worker's pipeline without broker and store: it is given deliveries, and everything it asks for succeeds at once.
struct PipelineFeed {
    /// The time of day of all requests.
    static let nowNanoseconds: Int64 = 1_700_000_000_000_000_000

    private var pipeline: Pipeline
    private var lastTag: UInt64 = 0
    private var time = PipelineFeed.nowNanoseconds

    init() throws {
        pipeline = try Pipeline(
            settings: WorkerSettings(), state: State(),
            numbers: .init(position: 0, sequence: 0, outbox: 0, timeNanoseconds: 0),
            storeID: "8f14e45f-ceea-467f-a9d4-0d4f2c3e5b6a", behind: [], mayKnow: { _ in false })
        // It takes deliveries only when it has taken over its outbox, which is empty.
        _ = try pipeline.resume([])
        _ = pipeline.woken(nowNanoseconds: time)
    }

    /// Delivers requests as one batch and returns what they commit.
    mutating func batch(_ entries: some Sequence<Requests.Entry>) -> JournalBatch? {
        var deliveries: [Delivery] = []
        for entry in entries {
            lastTag += 1
            deliveries.append(entry.delivery(lastTag))
        }
        // As fast as the worker is: 100 microseconds a request.
        time += Int64(deliveries.count) * 100_000
        var batch: JournalBatch?
        perform(pipeline.delivered(deliveries, nowNanoseconds: time), &batch)
        return batch
    }

    private mutating func perform(_ actions: [PipelineAction], _ batch: inout JournalBatch?) {
        for action in actions {
            switch action {
            case .commit(let committed):
                if batch == nil { batch = committed }
                perform(pipeline.committed(nowNanoseconds: time), &batch)
            case .publishReplies(let messages), .publishEvents(let messages):
                let results = messages.map { PublishResult(id: $0.id, outcome: .confirmed) }
                perform(pipeline.published(results, nowNanoseconds: time), &batch)
            case .lookUp, .settle, .ready, .log, .finished, .mark, .consume, .giveBack, .renew, .fullSpeed: break
            }
        }
    }
}

/// What a profiler looks at.
enum Profile {
    /// Feeds claims to the pipeline in batches of 256.
    static func pipeline(requests count: Int) throws {
        var feed = try PipelineFeed(), requests = Requests(), rows = 0
        _ = feed.batch(try Requests.reports())
        let claims = try requests.claims(count)
        let start = ContinuousClock.now
        for first in stride(from: 0, to: claims.count, by: 256) {
            rows += feed.batch(claims[first..<min(first + 256, claims.count)])?.outbox.count ?? 0
        }
        let each = start.duration(to: .now) / max(1, count)
        print("\(count) requests, \(rows) messages, \(each) a request")
    }
}
