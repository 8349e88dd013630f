import Testing

@Suite("Each rule over the whole tree finds a planted fault, and nothing else")
struct TreeRuleTests {
    private let manifest = """
        .package(url: "https://github.com/a/Thing.swift", from: "1.0.0"),
        .package(url: "https://github.com/a/swift-other.git", from: "1.0.0"),
        .target(name: "A", dependencies: [.target(name: "B")]),
        .testTarget(
            name: "ATests", dependencies: ["A"]),
        """

    @Test("A Swift file outside of every target is found, and so is a target without files")
    func targetFolders() {
        let paths = [
            "Package.swift", "Sources/A/F.swift", "Sources/X/F.swift", "F.swift", "Tests/ATests/D/F.swift",
            "docs/F.swift", "docs/examples/Y/F.swift",
        ]
        let found = TargetFolderRule.findings(paths: paths, manifest: manifest)
        #expect(
            found.map(\.path) == [
                "Sources/X/F.swift", "F.swift", "docs/F.swift", "docs/examples/Y/F.swift", "Package.swift",
            ])
        #expect(found.last?.message == "target B has no files")
    }

    @Test("A page that the index of decisions does not list is found")
    func unlistedPage() {
        let paths = ["docs/decisions/README.md", "docs/decisions/a.md", "docs/decisions/b.md"]
        let found = DecisionRule.unlistedPages(paths: paths, indexText: "- [A](a.md)\n")
        #expect(found.map(\.path) == ["docs/decisions/b.md"])
    }

    @Test("A package that no decision mentions is found")
    func unexplainedDependency() {
        #expect(DecisionRule.dependencies(inManifest: manifest) == ["Thing", "swift-other"])
        let found = DecisionRule.unexplainedDependencies(manifest: manifest, pages: ["We use thing because …"])
        #expect(found.count == 1)
        #expect(found.first?.message.contains("swift-other") == true)
    }

    @Test(
        "A link that leads nowhere is found",
        arguments: [
            "see [it](gone.md)", "![it](gone.png)", "[it]: gone.md", "[it](../../gone.md#part)",
            "[it](../../../out.md)",
        ])
    func brokenLink(text: String) {
        let found = MarkdownLinkRule.findings(path: "docs/guide/a.md", text: "\n" + text) { $0 == "docs/b.md" }
        #expect(found.map(\.line) == [2])
    }

    @Test(
        "A good link, a web address, an anchor and what stands in code are not found",
        arguments: [
            "[it](../b.md)", "[it](../b.md#part)", "[it](https://example.org/gone.md)", "[it](#part)",
            "`[it](gone.md)`",
            "```\n[it](gone.md)\n```", "~~~\n[it](gone.md)\n~~~", "[it](mailto:a@example.org)", "[it](/docs/b.md)",
        ])
    func goodLink(text: String) {
        #expect(MarkdownLinkRule.findings(path: "docs/guide/a.md", text: text) { $0 == "docs/b.md" }.isEmpty)
    }

    @Test("A link to a heading is good if the page has it, in the form that links have")
    func headings() {
        let page = "# One: `two`, three\n\n```\n# no heading\n```\n## A-b_c\n## A-b_c\n#none"
        #expect(MarkdownLinkRule.anchors(in: page) == ["one-two-three", "a-b_c", "a-b_c-1"])
        let text = "[it](b.md#a-b_c) [it](b.md#no-heading) [it](#one-two-three) [it](#gone) [it](c.md#x)"
        let found = MarkdownLinkRule.findings(
            path: "a.md", text: text, exists: { _ in true }, page: { $0 == "c.md" ? nil : page })
        #expect(found.count == 2 && found[0].message.contains("b.md#no-heading") && found[1].message.contains("#gone"))
    }

    @Test("A folder of one machine is found", arguments: ["see /home/me/berth", "\"/opt/swift\"", "(/root/a)"])
    func machinePath(line: String) {
        #expect(MachinePathRule.findings(path: "a.md", text: "fine\n" + line).map(\.line) == [2])
    }

    @Test("A path that only contains such a name is not found", arguments: ["docs/home/a", "net/root/", "/optional"])
    func harmlessPath(line: String) {
        #expect(MachinePathRule.findings(path: "a.md", text: line).isEmpty)
    }

    @Test("An exception covers its file and its rule only, and one that nothing needs is found")
    func exceptions() {
        let exceptions = [
            Exception(rule: "r", path: "a", reason: "why"), Exception(rule: "r", path: "stale", reason: "why"),
            Exception(rule: "other", path: "b", reason: "why"),
        ]
        let findings = ["a", "b"].map { Finding(rule: "r", path: $0, line: 1, message: "") }
        let left = Exceptions.apply(to: findings, rule: "r", exceptions: exceptions)
        #expect(left.map(\.path) == ["b", "stale"])
    }

    @Test("Every exception of the house has a reason")
    func reasonsOfExceptions() { #expect(Exceptions.all.allSatisfy { $0.reason.count > 10 }) }
}
