import Testing

@Suite("Each rule over Swift files finds a planted fault, and nothing else")
struct SwiftRuleTests {
    private func file(_ text: String, path: String = "Sources/Worker/File.swift") -> SwiftFile {
        SwiftFile(path: path, text: text)
    }

    private func lines(_ findings: [Finding]) -> [Int] { findings.map(\.line) }

    @Test("A line of 121 columns is found, one of 120 is not, nor one with a web address")
    func lineLength() {
        let text = [120, 121].map { String(repeating: "ä", count: $0) }.joined(separator: "\n")
        #expect(lines(LineLengthRule.findings(in: file(text))) == [2])
        #expect(LineLengthRule.findings(in: file("// https://" + String(repeating: "a", count: 120))).isEmpty)
    }

    @Test("A file of 401 lines is found, one of 400 is not")
    func fileLength() {
        #expect(FileLengthRule.findings(in: file(String(repeating: "a\n", count: 400))).isEmpty)
        #expect(FileLengthRule.findings(in: file(String(repeating: "a\n", count: 401))).count == 1)
    }

    @Test(
        "A function of 71 lines is found, one of 70 is not",
        arguments: [
            "func f() {", "init(a: () -> Void = { }) {", "func f<T>(\n    a: T\n) async throws(E) -> [T]\nwhere T: P {",
            "subscript(i: Int) -> Int {",
        ])
    func functionLength(signature: String) {
        let used = signature.split(separator: "\n").count + 1
        let function = { (lines: Int) in
            "struct S {\n" + signature + "\n" + String(repeating: "a()\n", count: lines - used) + "}\n}\n"
        }
        #expect(FunctionLengthRule.findings(in: file(function(70))).isEmpty)
        #expect(lines(FunctionLengthRule.findings(in: file(function(71)))) == [2])
    }

    @Test("Requirements of protocols and calls of initialisers have no length")
    func functionsWithoutBody() {
        let text = "protocol P {\n    func f()\n    init()\n    var a: Int { get }\n}\nlet a = S.init(b: 1)\n"
        #expect(FunctionScanner.functions(in: file(text)).isEmpty)
    }

    @Test(
        "An import upwards is found, whatever stands before it",
        arguments: [
            "import Worker", "public import Worker", "@preconcurrency import struct Worker.Thing",
            "  internal import Worker",
        ])
    func imports(line: String) {
        #expect(lines(ImportRule.findings(in: file("import GRDB\n" + line, path: "Sources/Journal/A.swift"))) == [2])
        #expect(ImportRule.findings(in: file(line, path: "Tests/WorkerTests/A.swift")).isEmpty)
        #expect(ImportRule.findings(in: file("// " + line, path: "Sources/Journal/A.swift")).isEmpty)
    }

    @Test("The tracker may not import Foundation, and a target that nobody listed is found")
    func trackerImports() {
        #expect(ImportRule.findings(in: file("import Foundation", path: "Sources/Tracker/A.swift")).count == 1)
        #expect(ImportRule.findings(in: file("import HashTreeCollections", path: "Sources/Tracker/A.swift")).isEmpty)
        #expect(ImportRule.findings(in: file("", path: "Sources/Unlisted/A.swift")).count == 1)
    }

    @Test(
        "A forbidden call is found",
        arguments: [
            "try await Task.sleep(for: .seconds(1))", "usleep(5)", "sleep(1)", "Task.detached { }", "let a = try! f()",
            "let a = b as! C", "fatalError(message)", "print(a)", "let a = getenv(name)", "exit(1)",
        ])
    func forbiddenCalls(line: String) {
        #expect(lines(ForbiddenCallRule.findings(in: file("let ok = 1\n" + line))) == [2])
    }

    @Test(
        "What only looks like a forbidden call is not found",
        arguments: [
            "// sleep(1)", "let a = \"try! print(a)\"", "func exit() { }", "channel.dump()", "let sleepy = asleep(1)",
            "preprint(a)", "a.print(b)", "try? f()", "a as? B", "retry!.b",
        ])
    func harmlessCalls(line: String) {
        #expect(ForbiddenCallRule.findings(in: file(line)).isEmpty)
    }

    @Test("Programs may print and exit; the tracker may not even ask for the time")
    func callsByModule() {
        #expect(ForbiddenCallRule.findings(in: file("print(a)\nexit(1)", path: "Sources/berth/A.swift")).isEmpty)
        #expect(ForbiddenCallRule.findings(in: file("let a = Date()", path: "Sources/Worker/A.swift")).isEmpty)
        let tracker = "let a = Date()\nlet b = Int.random(in: c)\nfunc f() async { }"
        #expect(lines(ForbiddenCallRule.findings(in: file(tracker, path: "Sources/Tracker/A.swift"))) == [1, 2, 3])
    }

    @Test("A precondition without a sentence is found, also over several lines")
    func trapMessages() {
        let text = "precondition(a > f(b))\nprecondition(\n    a,\n    \"a must hold\")\npreconditionFailure()\n"
        #expect(lines(TrapMessageRule.findings(in: file(text))) == [1, 5])
    }

    @Test("A leftover marker in a comment is found, one in a string or a word is not")
    func leftovers() {
        let marker = "TO" + "DO"
        let text = "// \(marker): later\nlet a = \"\(marker)\"\n/// the \(marker)s\n"
        #expect(lines(LeftoverRule.findings(in: file(text))) == [1])
    }

    @Test(
        "A mark that switches checks off needs a comment on the line above or beside it",
        arguments: [
            "final class A: @unchecked Sendable {", "nonisolated(unsafe) var a = 1", "@preconcurrency import B",
        ])
    func reasons(line: String) {
        #expect(lines(ReasonRule.findings(in: file("let a = 1\n" + line))) == [2])
        #expect(ReasonRule.findings(in: file("// Only the owner thread sees it.\n" + line)).isEmpty)
        #expect(ReasonRule.findings(in: file(line + " // only the owner thread sees it")).isEmpty)
        #expect(lines(ReasonRule.findings(in: file("// too far\nlet a = 1\n" + line))) == [3])
    }

    @Test("A borrowed pointer needs a comment at most three lines above")
    func pointerReasons() {
        let call = "bytes.withUnsafeBytes { f($0) }"
        #expect(ReasonRule.findings(in: file("// Borrowed for the call only.\nlet a =\n    b(\n" + call)).isEmpty)
        #expect(lines(ReasonRule.findings(in: file("// far\na\nb\nc\n" + call))) == [5])
    }

    @Test(
        "A public or package declaration without a doc comment is found",
        arguments: [
            "public struct A {", "package static func f() {", "public internal(set) var a: Int", "public init() {",
            "@inlinable public func f() {", "public final class A: B {", "package typealias A = B",
            "public static let a = [1]", "public init?(a: Int) {", "public subscript(a: Int) -> Int {",
        ])
    func docComments(line: String) {
        #expect(lines(DocCommentRule.findings(in: file("let a = 1\n" + line))) == [2])
        #expect(DocCommentRule.findings(in: file("/// What it means.\n" + line)).isEmpty)
        #expect(DocCommentRule.findings(in: file("/// What it means.\n@discardableResult\n" + line)).isEmpty)
        #expect(DocCommentRule.findings(in: file(line, path: "Tests/WorkerTests/A.swift")).isEmpty)
    }

    @Test(
        "Extensions, conformances, witnesses and what nobody else sees need no doc comment",
        arguments: [
            "public extension A {", "extension A: P {\n    public func f() { }\n}", "public var description: String {",
            "public static func == (a: A, b: A) -> Bool {", "func f() {", "public import A",
            "override public func f() {",
            "private let a = 1", "extension A: P where B: C {\n    public var a: Int { 1 }\n}",
        ])
    func noDocCommentNeeded(text: String) {
        #expect(DocCommentRule.findings(in: file(text)).isEmpty)
    }

    @Test("A plain extension does not excuse its members, also not with a constraint")
    func extensionMembers() {
        #expect(lines(DocCommentRule.findings(in: file("extension A where B: C {\n    public func f() { }\n}"))) == [2])
    }

    @Test("A test that expects nothing is found, one that calls a helper named expect… is not")
    func testExpectations() {
        let path = "Tests/WorkerTests/A.swift"
        let empty = "@Test(\"a\")\nfunc a() {\n    run(\"#expect(true)\")\n    _ = try? e()\n}\n"
        let good =
            "@Test func a() { #expect(a) }\n@Test func b() { expectClean(c) }\n@Test func c() throws { try d() }\n"
        #expect(lines(TestExpectationRule.findings(in: file(good + empty, path: path))) == [5])
        #expect(TestExpectationRule.findings(in: file(good, path: path)).isEmpty)
    }
}
