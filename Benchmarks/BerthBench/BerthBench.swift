import Foundation

/// `make bench`: how far Berth is from what the broker and the disk allow, as ratios within one run.
@main
enum BerthBench {
    static func main() async {
        do {
            let options = try Options(Array(CommandLine.arguments.dropFirst()))
            if let size = options.profiledRequests {
                try Profile.pipeline(requests: size)
                return
            }
            try await run(options)
        } catch {
            FileHandle.standardError.write(Data("berth-bench: \(error)\n".utf8))
            exit(1)
        }
    }

    private static func run(_ options: Options) async throws {
        let folder = try RunFolder(options.folder)
        var report = Report()
        // Memory first: what others have freed would hide it.
        if options.measures("i") { report.add(try MemoryBenchmark.run()) }
        if options.measures("c") { report.add(try CoreBenchmark.run()) }
        if options.measures("g") { report.add(try MoveBenchmark.run()) }
        if options.measures("h") { report.add(try AuditBenchmark.run()) }
        if options.measures("k") { report.add(try TopologyBenchmark(options: options).run()) }
        if options.measures("l") { report.add(try DeviceBenchmark().run()) }
        if options.measures("d") { report.add(try await JournalBenchmark(options: options, folder: folder).run()) }
        if ["a", "b", "e", "f", "j"].contains(where: options.measures) {
            try await WorkerBenchmarks(options: options, folder: folder).run(&report)
        }
        Report.show(report.text)
        try report.write(to: folder.path("results.json"))
        Report.show("The same for programs: \(folder.path("results.json"))")
    }
}
