import ArgumentParser
import BusClient
import Testing
import Wire

@testable import berth

@Suite("Exit statuses")
struct ExitStatusTests {
    @Test("The numbers are an interface and stay as they are")
    func numbers() {
        let expected: [(berth.ExitStatus, Int32)] = [
            (.success, 0), (.unexpected, 1), (.usage, 2), (.refused, 3), (.notFound, 4), (.invalidArgument, 5),
            (.brokerUnavailable, 6), (.unanswered, 7), (.checkFailed, 8), (.denied, 9), (.unsupported, 10),
            (.declined, 11),
        ]
        #expect(berth.ExitStatus.allCases.count == expected.count)
        for (status, number) in expected { #expect(status.rawValue == number) }
    }

    @Test("Every status code of a reply has its exit status")
    func replies() {
        let expected: [StatusCode: berth.ExitStatus] = [
            .ok: .success, .cancelled: .unexpected, .unknown: .unexpected, .invalidArgument: .invalidArgument,
            .deadlineExceeded: .unanswered, .notFound: .notFound, .alreadyExists: .refused, .permissionDenied: .denied,
            .resourceExhausted: .refused, .failedPrecondition: .refused, .aborted: .refused,
            .outOfRange: .invalidArgument, .unimplemented: .unsupported, .internal: .unexpected,
            .unavailable: .brokerUnavailable, .dataLoss: .unexpected, .unauthenticated: .denied,
        ]
        #expect(expected.count == StatusCode.allCases.count)
        for (code, status) in expected { #expect(berth.ExitStatus(code) == status, "\(code)") }
    }

    @Test("A wrong command line ends with 2, help ends with 0")
    func parser() {
        #expect(throws: (any Error).self) { try Berth.parseAsRoot(["claim"]) }
        #expect(status(of: ["claim"]) == .usage)
        #expect(status(of: ["nonsense"]) == .usage)
        #expect(status(of: ["node", "report"]) == .usage)
        #expect(status(of: ["--help"]) == .success)
    }

    @Test(
        "What a request without an answer ends with says whether it can have been applied",
        arguments: [
            (BusEnding.unroutable, berth.ExitStatus.brokerUnavailable), (.refused, .brokerUnavailable),
            (.interrupted("gone"), .unanswered), (.expired, .unanswered), (.unsendable("large"), .invalidArgument),
            (.unreachable("refused"), .brokerUnavailable), (.cancelled, .unanswered), (.crowdedOut, .unexpected),
        ])
    func endings(ending: BusEnding, status: berth.ExitStatus) {
        let request = BusRequest(.getNode, body: [], contentType: .protobuf, host: "cmp-1", key: "k-1")
        let error = ToolError(ending, of: request)
        #expect(error.status == status)
        #expect(error.advice.contains("berth outcome k-1 --host cmp-1") == (status == .unanswered))
    }

    private func status(of arguments: [String]) -> berth.ExitStatus? {
        do {
            // The parser answers --help with a command that throws the help when it runs.
            var command = try Berth.parseAsRoot(arguments)
            try command.run()
            return nil
        } catch {
            return Berth.status(ofParser: error)
        }
    }
}
