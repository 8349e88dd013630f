import Journal

/// (d) The journal alone against a minimal SQLite loop: the batches that the pipeline makes, committed one by one.
struct JournalBenchmark {
    let options: Options
    let folder: RunFolder

    /// Requests per commit, and how many requests that is measured with.
    private static let sizes = [(1, 1_000), (10, 8_000), (100, 24_000), (500, 24_000)]

    func run() async throws -> [Figure] {
        var figures: [Figure] = []
        for (size, count) in Self.sizes {
            let batches = try Self.batches(of: size, requests: count)
            var rows = RowsFile()
            for batch in batches { rows.append(batch) }
            let file = try folder.write("rows", rows.bytes)
            var ours: [Double] = [], theirs: [Double] = []
            for round in 0..<options.rounds {
                if round % 2 == 0 { ours.append(Double(count) / (try await seconds(batches))) }
                theirs.append(Double(count) / (try referenceSeconds(file)))
                if round % 2 == 1 { ours.append(Double(count) / (try await seconds(batches))) }
            }
            figures.append(
                Figure(
                    letter: "d", title: "journal alone, \(size) per commit", unit: "requests per second",
                    value: Sample(values: ours), reference: Sample(values: theirs), aim: .atLeast(0.6)))
        }
        folder.remove("rows")
        return figures
    }

    /// What the pipeline commits for claims that come so many at a time.
    private static func batches(of size: Int, requests count: Int) throws -> [JournalBatch] {
        var feed = try PipelineFeed(), requests = Requests()
        var batches = [feed.batch(try Requests.reports(count / Requests.claimsPerTurn + 1))].compactMap { $0 }
        let claims = try requests.claims(count)
        for first in stride(from: 0, to: count, by: size) {
            guard let batch = feed.batch(claims[first..<min(first + size, count)]) else {
                throw BenchError("the pipeline has committed nothing")
            }
            batches.append(batch)
        }
        return batches
    }

    private func seconds(_ batches: [JournalBatch]) async throws -> Double {
        folder.remove("journal")
        let store = try await SQLiteStore.open(directory: folder.path("journal"), shard: "main")
        let start = ContinuousClock.now
        for batch in batches { try await store.commit(batch) }
        let duration = start.duration(to: .now)
        await store.close()
        return duration / .seconds(1)
    }

    private func referenceSeconds(_ file: String) throws -> Double {
        for suffix in ["", "-wal", "-shm"] { folder.remove("reference.sqlite" + suffix) }
        let program = try Program(options.reference, ["store", folder.path("reference.sqlite"), file])
        guard let nanoseconds = try program.values()["duration_ns"] else {
            throw BenchError("the SQLite loop has printed no duration")
        }
        return nanoseconds / 1e9
    }
}
