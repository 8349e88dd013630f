import Testing

/// The rules of the house over this very checkout.
///
/// How each rule works, and that it finds what it should, is in `RuleTests`.
@Suite("The house: what a formatter cannot check")
struct HouseTests {
    private static let tree = RepositoryTree()
    private static let files = tree.swiftFiles()
    private static let manifest = tree.text("Package.swift") ?? ""

    private func expectClean(
        _ rule: String, _ findings: [Finding], sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let left = Exceptions.apply(to: findings, rule: rule)
        let report = left.prefix(50).map(\.description).joined(separator: "\n")
        #expect(left.isEmpty, "\(left.count) findings\n\(report)", sourceLocation: sourceLocation)
    }

    private func expectClean(
        _ rule: String, sourceLocation: SourceLocation = #_sourceLocation, _ find: (SwiftFile) -> [Finding]
    ) {
        expectClean(rule, Self.files.flatMap(find), sourceLocation: sourceLocation)
    }

    @Test("The checkout is found, with sources and tests in it")
    func checkoutIsFound() {
        #expect(Self.manifest.contains("name: \"berth\""))
        #expect(Self.files.contains { $0.isSource })
        #expect(Self.files.contains { $0.path == "Tests/HouseTests/HouseTests.swift" })
    }

    @Test("No line is longer than 120 columns")
    func lineLength() { expectClean(LineLengthRule.name, LineLengthRule.findings) }

    @Test("No file is longer than 400 lines")
    func fileLength() { expectClean(FileLengthRule.name, FileLengthRule.findings) }

    @Test("No function is longer than 70 lines")
    func functionLength() { expectClean(FunctionLengthRule.name, FunctionLengthRule.findings) }

    @Test("Layers import downwards only, and the tracker imports neither Foundation nor I/O")
    func imports() { expectClean(ImportRule.name, ImportRule.findings) }

    @Test("No part of the project makes a call that is forbidden to it")
    func forbiddenCalls() { expectClean(ForbiddenCallRule.name, ForbiddenCallRule.findings) }

    @Test("Every precondition and assertion says in a sentence what must hold")
    func trapMessages() { expectClean(TrapMessageRule.name, TrapMessageRule.findings) }

    @Test("No leftover markers stand in comments")
    func leftovers() { expectClean(LeftoverRule.name, LeftoverRule.findings) }

    @Test("Whatever switches the compiler's checks off carries its reason")
    func reasons() { expectClean(ReasonRule.name, ReasonRule.findings) }

    @Test("Every public and package declaration has a doc comment")
    func docComments() { expectClean(DocCommentRule.name, DocCommentRule.findings) }

    @Test("Every test expects something")
    func testExpectations() { expectClean(TestExpectationRule.name, TestExpectationRule.findings) }

    @Test("Every Swift file belongs to a declared target, and every target has files")
    func targetFolders() {
        expectClean(
            TargetFolderRule.name, TargetFolderRule.findings(paths: Self.tree.paths, manifest: Self.manifest))
    }

    @Test("No file names a folder that only one machine has")
    func machinePaths() {
        expectClean(
            MachinePathRule.name,
            Self.tree.paths.flatMap { MachinePathRule.findings(path: $0, text: Self.tree.text($0) ?? "") })
    }

    @Test("Every relative link in the documentation leads somewhere, and to a heading that is there")
    func links() {
        let pages = Self.tree.paths.filter { $0.hasSuffix(".md") }
        #expect(!pages.isEmpty)
        expectClean(
            MarkdownLinkRule.name,
            pages.flatMap { page in
                MarkdownLinkRule.findings(
                    path: page, text: Self.tree.text(page) ?? "", exists: Self.tree.exists, page: Self.tree.text)
            })
    }

    @Test("Every decision page is in the index, and every package dependency has its decision")
    func decisions() {
        let pages = Self.tree.paths.filter { $0.hasPrefix("docs/decisions/") }.compactMap { Self.tree.text($0) }
        let index = Self.tree.text(DecisionRule.index) ?? ""
        expectClean(
            DecisionRule.name,
            DecisionRule.unlistedPages(paths: Self.tree.paths, indexText: index)
                + DecisionRule.unexplainedDependencies(manifest: Self.manifest, pages: pages))
    }

    @Test("Every line that the worker logs is explained in the runbook")
    func logLines() {
        let source = Self.tree.text(LogLineRule.source) ?? ""
        #expect(!LogLineRule.messages(in: source).isEmpty)
        expectClean(
            LogLineRule.name,
            LogLineRule.findings(sourceText: source, pageText: Self.tree.text(LogLineRule.page) ?? ""))
    }
}
