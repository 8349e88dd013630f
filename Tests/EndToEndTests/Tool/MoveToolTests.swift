import EndToEndTestSupport
import Testing
import Wire
import Worker

extension SharedWorkerTests {
    @Suite struct Moves {
        /// A resize between two hosts that the tool has claimed.
        private struct Resize {
            var shared: SharedSite
            var source = Fixture.host("src")
            var destination = Fixture.host("dst")
            var instance = Fixture.uuid()
            var migration = Fixture.uuid()
            var claimKey = Fixture.uuid()

            init() async throws {
                shared = try await SharedSite.get()
                for host in [source, destination] { try await shared.caller.report(host) }
                let claim = try Fixture.claim(source, Fixture.instance(instance, state: "active"))
                _ = try await shared.caller.apply(claim, Berth_Tracker_V1_ClaimInstanceResponse.self)
                let claimed = try await tool([
                    "claim", instance, "--host", destination, "--source-host", source, "--migration", migration,
                    "--vcpus", "4", "--flavor-id", "f2", "--key", claimKey,
                ])
                #expect(claimed.status == 0, "\(claimed.output)")
                #expect(
                    claimed.output.contains("pre-migrating")
                        && claimed.output.contains("new side of \(migration.prefix(8))"))
            }

            func tool(_ arguments: [String]) async throws -> Tool.Run {
                try await Tool.ask(shared.site, ["move"] + arguments)
            }

            func update(_ status: String) async throws -> Tool.Run {
                try await tool([
                    "update", migration, "--host", source, "--status", status, "--record-from", destination,
                ])
            }
        }

        @Test("The tool takes a resize from claim to confirmation, and the journal tells it")
        func resize() async throws {
            let move = try await Resize()
            #expect(try await move.update("migrating").status == 0)
            #expect(try await move.update("post-migrating").status == 0)
            let finished = try await move.tool(["finish", move.migration, "--host", move.destination])
            #expect(finished.status == 0, "\(finished.output)")
            let confirmed = try await move.tool([
                "confirm", move.migration, "--host", move.source, "--record-from", move.destination,
            ])
            #expect(confirmed.status == 0 && confirmed.output.contains("confirmed"), "\(confirmed.output)")
            let site = move.shared.site
            let node = try await Tool.ask(site, ["node", "show", "--host", move.destination])
            #expect(node.output.contains(move.instance) && node.output.contains(move.claimKey), "\(node.output)")
            #expect(try await move.shared.caller.node(move.source).grants.isEmpty)

            let history = try await Tool.read(site, ["history", "migration", move.migration.uppercased()])
            #expect(history.status == 0, "\(history.output)")
            var rest = Substring(history.output)
            for step in [move.claimKey, ": pre-migrating", ": migrating", "-> post-migrating", "-> finished"] {
                let found = try #require(rest.firstRange(of: step), "\(step) is not told after the others")
                rest = rest[found.upperBound...]
            }
            #expect(rest.contains("-> confirmed"))
            #expect(history.output.contains("journal is whole"))
            let place = "\(move.source)/\(move.source)"
            let nodes = try await Tool.read(site, ["history", "node", place, "--json"]).decoded(HistoryReport.self)
            #expect(nodes.entries.first?.facts.first?.contains("created") == true)
            #expect(nodes.entries.last?.facts.first?.contains("confirmed") == true)
            #expect(nodes.entries.map(\.position) == nodes.entries.map(\.position).sorted())
        }

        @Test("Of a refused step it is told what was allowed, and how the move came there")
        func refusedStep() async throws {
            let move = try await Resize()
            let key = Fixture.uuid()
            let refused = try await move.tool([
                "update", move.migration, "--host", move.source, "--status", "post-migrating", "--record-from",
                move.destination, "--key", key,
            ])
            #expect(refused.status == 3, "\(refused.output)")
            let explained = try await Tool.read(move.shared.site, ["explain", key, "--json"])
            let transition = try #require(try explained.decoded(Explanation.self).transition, "\(explained.output)")
            #expect(transition.from == "pre-migrating" && transition.to == "post-migrating")
            #expect(transition.allowed == ["error", "migrating"] && transition.side == "source")
            #expect(transition.history.map(\.requestKey) == [move.claimKey])
            let aborted = try await move.tool(["abort", move.migration, "--host", move.destination])
            #expect(aborted.status == 0, "\(aborted.output)")
            #expect(try await move.tool(["show", move.migration, "--host", move.destination]).status == 4)
        }
    }
}
