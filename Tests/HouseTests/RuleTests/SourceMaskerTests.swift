import Testing

@Suite("The masker tells code, comments and strings apart")
struct SourceMaskerTests {
    private func code(_ text: String) -> String { String(decoding: SourceMasker(text).code, as: UTF8.self) }
    private func comments(_ text: String) -> String { String(decoding: SourceMasker(text).comments, as: UTF8.self) }

    @Test("A comment is not code, and code is no comment")
    func comment() {
        #expect(code("a // b").trimmed == "a")
        #expect(comments("a // b").trimmed == "// b")
        #expect(code("a /* b /* c */ d */ e").split(separator: " ") == ["a", "e"])
    }

    @Test(
        "What stands in a string is neither code nor comment",
        arguments: [
            #"x("try! // no")y"#, ##"x(#"a "quote" // no"#)y"##, "x(\"\"\"\n try! \"quote\"\n\"\"\")y",
            #"x("\(f("try!")) // no")y"#, #"x("\" // no")y"#,
        ])
    func strings(text: String) {
        #expect(code(text).filter { !$0.isWhitespace } == "x(\"\")y")
        #expect(comments(text).trimmed.isEmpty)
    }

    @Test("A macro's number sign stays code")
    func macro() { #expect(code("#expect(a) ##").trimmed == "#expect(a) ##") }

    @Test(
        "Lengths and line ends stay, whatever the text",
        arguments: [
            "", "\"", "/*", "//", "\"\\", "\"\\(", "\"\\(\"", "#\"", "\"\"\"", "ä // ö\n\"ü\"\n", "/* \n", "*/ /",
        ])
    func hostileTexts(text: String) {
        let masker = SourceMasker(text)
        #expect(masker.code.count == text.utf8.count)
        #expect(masker.comments.count == text.utf8.count)
        #expect(masker.code.count { $0 == .newline } == text.utf8.count { $0 == .newline })
    }
}
