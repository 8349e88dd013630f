import Testing

@testable import berth

@Suite("Tables for people")
struct TextTableTests {
    @Test("Text stands left, numbers stand right, lines have no trailing blanks")
    func alignment() {
        var table = TextTable([.text("HOST", minimum: 4), .number("VCPU"), .text("STATE", minimum: 5)])
        table.add(["cmp-1", "8", "on"])
        table.add(["c", "128", ""])
        #expect(table.rendered() == "HOST   VCPU  STATE\ncmp-1     8  on\nc       128\n")
    }

    @Test("A table that is too wide cuts its widest text and never a number or an identifier")
    func fitting() {
        var table = TextTable([.identifier("KEY"), .number("N"), .text("WHY", minimum: 4)])
        let key = String(repeating: "k", count: 30)
        table.add([key, "1234567890", String(repeating: "w", count: 200)])
        let lines = table.rendered(width: 60).split(separator: "\n")
        #expect(lines.allSatisfy { $0.count <= 60 })
        #expect(lines[1].hasPrefix(key + "  1234567890  "))
        #expect(lines[1].hasSuffix("…"))
    }

    @Test("What cannot be cut makes the table wider than the page rather than wrong")
    func overflowing() {
        var table = TextTable([.identifier("KEY"), .text("WHY", minimum: 8)])
        table.add([String(repeating: "k", count: 40), String(repeating: "w", count: 30)])
        let line = table.rendered(width: 20).split(separator: "\n")[1]
        #expect(line == String(repeating: "k", count: 40) + "  wwwwwww…")
    }

    @Test("Columns in which nothing is said are left out, the first one never")
    func emptyColumns() {
        var table = TextTable([.text("A"), .number("CELL"), .text("WHY"), .text("B")])
        table.add(["", "-", "", "x"])
        table.add(["", "", "-", "-"])
        #expect(table.withoutEmptyColumns.rendered() == "A  B\n   x\n   -\n")
        var cells = TextTable([.text("A"), .number("CELL")])
        cells.add(["a", "-"])
        cells.add(["b", "0"])
        #expect(cells.withoutEmptyColumns.rendered() == "A  CELL\na     -\nb     0\n")
    }

    @Test("Escape sequences of a stranger do not reach the terminal")
    func hostileText() {
        var table = TextTable([.text("WHY")])
        table.add(["a\u{1b}[2Jb\r\n\u{202e}c"])
        let text = table.rendered()
        #expect(!text.contains("\u{1b}") && !text.contains("\r") && !text.contains("\u{202e}"))
        #expect(text.contains("a\\u{1b}[2Jb"))
    }

    @Test("A list of fields aligns its values and leaves out empty ones")
    func fields() {
        var list = FieldList()
        list.add("host", "cmp-1")
        list.add("reason", "")
        list.add("generation", "7")
        #expect(list.rendered() == "host        cmp-1\ngeneration  7\n")
    }

    @Test(
        "Colours need a terminal that shows them and a user who wants them",
        arguments: [
            (true, [:], true), (false, [:], false), (true, ["NO_COLOR": "1"], false), (true, ["NO_COLOR": ""], true),
            (true, ["TERM": "dumb"], false),
        ] as [(Bool, [String: String], Bool)])
    func colours(isInteractive: Bool, environment: [String: String], expected: Bool) {
        let style = Style(isInteractive: isInteractive, environment: environment)
        #expect(style.isEnabled == expected)
        #expect((style.bad("x") == "x") == !expected)
    }
}
