/// A test can fail: it expects something, itself or through a helper whose name begins with `expect` or `require`.
///
/// A plain `try` counts too, since what is thrown fails the test; `try?` does not.
enum TestExpectationRule {
    static let name = "test-expectations"

    private static let expectations = ["#expect", "#require", "Issue.record", "confirmation"]

    static func findings(in file: SwiftFile) -> [Finding] {
        guard file.path.hasPrefix("Tests/") else { return [] }
        let functions = FunctionScanner.functions(in: file)
        return file.code.positions(ofWord: "@Test").compactMap { mark in
            guard let test = functions.first(where: { $0.start > mark }) else { return nil }
            let body = Array(file.code[test.body])
            guard !expectations.contains(where: { !body.positions(ofWord: $0).isEmpty }), !callsHelper(body),
                !canThrow(body)
            else {
                return nil
            }
            return Finding(
                rule: name, path: file.path, line: test.firstLine,
                message: "a test without #expect, #require, try or a helper named expect…: it cannot fail")
        }
    }

    private static func canThrow(_ body: [UInt8]) -> Bool {
        body.positions(ofWord: "try").contains { $0 + 3 < body.count && body[$0 + 3] == .space }
    }

    private static func callsHelper(_ body: [UInt8]) -> Bool {
        String(decoding: body, as: UTF8.self).split { !($0.isLetter || $0.isNumber) }.contains { word in
            ["expect", "require"].contains { word.hasPrefix($0) && word.count > $0.count }
        }
    }
}
