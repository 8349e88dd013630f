import AMQP
import Journal
import Testing
import Worker

@testable import berthd

@Suite("Exit codes")
struct ExitCodeTests {
    @Test("The numbers are part of the interface: 0 to 6")
    func numbers() {
        let numbers = ExitCode.allCases.map { "\($0) \($0.rawValue)" }
        #expect(
            numbers == [
                "stopped 0", "unexpected 1", "settings 2", "storeOwned 3", "shardOwned 4", "store 5", "broker 6",
            ])
    }

    private struct Strange: Error {}

    @Test("Every error that can end the worker has its code")
    func table() {
        let table: [(any Error, ExitCode)] = [
            (SettingError("x"), .settings),
            (SettingErrors(problems: ["x"]), .settings),
            (WorkerError(.settings, "x"), .settings),
            (JournalError(.storeOwned, "x"), .storeOwned),
            (JournalError(.diskFull, "x"), .store),
            (JournalError(.damaged, "x"), .store),
            (WorkerError(.shardOwned, "x"), .shardOwned),
            (WorkerError(.storeBehind, "x"), .shardOwned),
            (WorkerError(.invariantViolated, "x"), .store),
            (WorkerError(.damagedRecord, "x"), .store),
            (WorkerError(.store, "x"), .store),
            (WorkerError(.broker, "x"), .broker),
            (WorkerError(.brokerObject, "x"), .broker),
            (AMQPError(.authenticationFailed, "x"), .broker),
            (WorkerError(.notEncodable, "x"), .unexpected),
            (Strange(), .unexpected),
        ]
        for (error, code) in table { #expect(ExitCode(error) == code, "\(error)") }
    }
}
