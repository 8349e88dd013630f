import AMQP
import ArgumentParser
import BusClient
import Foundation
import SwiftProtobuf
import Testing
import Wire

@testable import berth

@Suite("The command line")
struct ArgumentTests {
    @Test("A claim's options become the request")
    func claim() throws {
        let command = try #require(
            try Berth.parseAsRoot([
                "claim", "--host", "cmp-17", "--uuid", "11111111-1111-4111-8111-111111111111", "--vcpus", "8",
                "--memory", "16384", "--root", "20", "--lease", "1500ms", "--limit-vcpus", "64", "--project", "p",
                "--extra", "hw:cpu_policy=dedicated", "--extra", "k=a=b",
            ]) as? ClaimCommand)
        let message = try command.message(key: "k")
        #expect(message.host == "cmp-17" && message.node == "cmp-17")
        #expect(message.instance.flavor.vcpus == 8 && message.instance.flavor.rootGb == 20)
        #expect(message.instance.flavor.extraSpecs == ["hw:cpu_policy": "dedicated", "k": "a=b"])
        #expect(message.lease.seconds == 1 && message.lease.nanos == 500_000_000)
        #expect(message.hasLimits && message.limits.vcpus == 64 && !message.limits.hasMemoryMb)
    }

    @Test(
        "What does not make sense together is refused before anything is sent",
        arguments: [
            ["node", "report"], ["node", "report", "--this-machine", "--file", "x"],
            ["call", "GetNode", "--body", "{}", "--cast", "--rehearse"], ["watch", "--kind", "nonsense"],
            ["watch", "--count", "0"], ["watch", "--metrics", "both"],
            ["watch", "--metrics", "legacy", "--kind", "node.changed"], ["dead", "drop", "--yes"],
            ["load", "--nodes", "a", "--workload", "b", "--rate", "0"],
            ["load", "--nodes", "a", "--workload", "b", "--outstanding", "0"], ["dead", "list", "--scan", "0"],
            ["claim", "--host", "h", "--vcpus", "1", "--memory", "1", "--extra", "x"],
            ["dead", "list", "--older-than", "1y"],
        ])
    func refused(arguments: [String]) {
        #expect(throws: (any Error).self) { try Berth.parseAsRoot(arguments) }
    }

    @Test(
        "Times are read with their unit",
        arguments: [
            ("5", Duration.seconds(5)), ("5s", .seconds(5)), ("200ms", .milliseconds(200)), ("2m", .seconds(120)),
            ("1h", .seconds(3600)), ("3d", .seconds(259_200)), ("", nil), ("-1", nil), ("1w", nil), ("x", nil),
            ("99999999999", nil),
        ] as [(String, Duration?)])
    func times(text: String, duration: Duration?) {
        #expect(TimeArgument(argument: text)?.duration == duration)
    }

    @Test("The broker comes from the option, else from the environment, else it is the development broker")
    func broker() throws {
        var options = try BrokerOptions.parse([])
        #expect(try options.link(environment: [:]).url.endpoints.first?.port == 35672)
        #expect(try options.link(environment: [:]).url.virtualHost == "/")
        #expect(try options.link(environment: ["BERTH_BROKER": "amqp://e:1/"]).url.endpoints.first?.host == "e")
        options = try BrokerOptions.parse(["--broker", "amqp://o:1/"])
        #expect(try options.link(environment: ["BERTH_BROKER": "amqp://e:1/"]).url.endpoints.first?.host == "o")
    }

    @Test("A broken broker address is a usage error that does not repeat the password")
    func badBroker() throws {
        let options = try BrokerOptions.parse(["--broker", "http://u:hunter2@h:x/"])
        let error = #expect(throws: ToolError.self) { try options.link(environment: [:]) }
        #expect(error?.status == .usage)
        #expect(error?.description.contains("hunter2") == false)
    }

    @Test("A request by hand is checked against the schema before it is sent")
    func call() throws {
        let good = try #require(
            try Berth.parseAsRoot(["call", "GetNode", "--body", "{\"host\":\"cmp-17\"}", "--key", "k"]) as? CallCommand)
        let prepared = try good.prepare()
        #expect(prepared.host == "cmp-17" && prepared.key == "k" && prepared.contentType == .json)
        for arguments in [
            ["call", "GetNode", "--body", "{\"hosts\":\"cmp-17\"}"], ["call", "GetNode", "--body", "{"],
            ["call", "GetNode", "--body", "{}"], ["call", "GetNodes", "--body", "{}"],
            ["call", "GetNode", "--body", "@/nonexistent"],
        ] {
            let bad = try #require(try Berth.parseAsRoot(arguments) as? CallCommand)
            #expect(throws: ToolError.self) { try bad.prepare() }
        }
    }

    @Test("A watch binds to everything, or to every pair of kind and host")
    func bindings() throws {
        #expect(try WatchCommand.parse([]).bindingKeys == ["#"])
        #expect(try WatchCommand.parse(["--kind", "claim.confirmed"]).bindingKeys == ["claim.confirmed.#"])
        #expect(
            try WatchCommand.parse(["--host", "a.example", "--host", "b"]).bindingKeys == ["*.*.a.example", "*.*.b"])
        #expect(
            try WatchCommand.parse(["--kind", "node.changed", "--host", "a"]).bindingKeys == ["node.changed.a"])
        #expect(try WatchCommand.parse(["--metrics", "versioned"]).bindingKeys == ["metrics.reported.#"])
    }
}
