import Foundation
import Testing

/// The generated Swift is committed.
///
/// Generating it anew needs protoc and a release build of the plugin, too much for every
/// test run. So `scripts/proto.sh` records a hash of each .proto file and of each generated file, side by side: a
/// schema that is changed without generating, and a generated file that is changed by hand, both show here.
@Suite struct GeneratedCodeTests {
    private func manifest() throws -> [(hash: String, path: String)] {
        try Repository.text("schemas/manifest.txt").split(separator: "\n").map { line in
            let parts = line.split(separator: " ", maxSplits: 1)
            return (String(parts[0]), parts[1].trimmingCharacters(in: .whitespaces))
        }
    }

    @Test("The manifest lists every schema and every generated file, and nothing else")
    func complete() throws {
        let files =
            try Repository.files(in: "schemas", withExtension: ".proto")
            + Repository.files(in: "Sources/Wire/Generated", withExtension: ".swift")
            + Repository.files(in: "Sources/BusClient/Generated", withExtension: ".swift")
        #expect(try manifest().map(\.path).sorted() == files.sorted())
        #expect(files.count >= 17)
    }

    @Test("No schema and no generated file has changed since the code was generated; if so, run make proto")
    func unchanged() throws {
        let check = Process()
        let output = Pipe()
        check.executableURL = URL(filePath: "/usr/bin/env")
        check.arguments = ["sha256sum", "--check", "--strict", "--quiet", "schemas/manifest.txt"]
        check.currentDirectoryURL = Repository.root
        check.standardOutput = output
        check.standardError = output
        try check.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        check.waitUntilExit()
        #expect(check.terminationStatus == 0, "\(text)")
    }
}
