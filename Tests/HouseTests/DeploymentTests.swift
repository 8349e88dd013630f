import Foundation
import Testing

/// What is shipped for operators beside the programs.
@Suite("The deployment files")
struct DeploymentTests {
    private let tree = RepositoryTree()

    @Test("The broker definitions are valid JSON with the objects of shard main, and without users or passwords")
    func definitions() throws {
        let text = try #require(tree.text("deploy/rabbitmq/definitions.json"))
        let json = try JSONSerialization.jsonObject(with: Data(text.utf8))
        let definitions = try #require(json as? [String: [[String: Any]]])
        let names = { (kind: String) in Set((definitions[kind] ?? []).compactMap { $0["name"] as? String }) }
        #expect(names("exchanges") == ["berth.requests", "berth.events", "berth.dead"])
        #expect(names("queues") == ["berth.requests.main", "berth.owner.main", "berth.dead"])
        #expect(definitions["users"] == nil)
        #expect(!text.contains("password"))
    }

    @Test("The scripts that people start can be started")
    func scriptsAreExecutable() {
        let scripts = tree.paths.filter { $0.hasPrefix("scripts/") && tree.text($0)?.hasPrefix("#!") == true }
        #expect(scripts.count >= 5)
        for script in scripts + [".ci/run", "deploy/dev/broker.sh"] {
            #expect(tree.isExecutable(script), "\(script) must be executable")
        }
    }
}
