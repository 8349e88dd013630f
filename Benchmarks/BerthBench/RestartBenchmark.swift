import Foundation

/// (e) Restart on the store that the other benchmarks have filled.
struct RestartBenchmark {
    let options: Options
    let worker: WorkerProgram

    func run() async throws -> [Figure] {
        var clean: [Double] = [], killed: [Double] = [], memory: [Double] = [], most: [Double] = []
        for (signal, count) in [(SIGTERM, 3), (SIGKILL, 3)] {
            for _ in 0..<count {
                let (program, seconds) = try await worker.startAndWait()
                if signal == SIGTERM { clean.append(seconds) }
                // The start before a kill was after a kill too, but for the first.
                if signal == SIGKILL, !killed.isEmpty || clean.count == 3 { killed.append(seconds) }
                let used = ProcessorTime.memory(of: program.identifier)
                memory.append(used.now)
                most.append(used.most)
                program.end(signal)
            }
        }
        let (program, seconds) = try await worker.startAndWait()
        killed = Array(killed.dropFirst()) + [seconds]
        program.end(SIGTERM)
        return [
            Figure(
                letter: "e", title: "restart after a stop, until it consumes", unit: "s", value: Sample(values: clean),
                aim: .atMost(3)),
            Figure(
                letter: "e", title: "restart after kill -9", unit: "s", value: Sample(values: killed), aim: .atMost(3)),
            Figure(letter: "e", title: "memory after it", unit: "MiB", value: Sample(values: memory)),
            Figure(letter: "e", title: "memory at most", unit: "MiB", value: Sample(values: most)),
        ]
    }
}
