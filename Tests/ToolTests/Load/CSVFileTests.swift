import Testing

@testable import berth

@Suite("Files of comma-separated values")
struct CSVFileTests {
    @Test("Columns are found by name, in any order, with others between; line ends and blank lines do not matter")
    func reading() throws {
        let text = "\u{feff}b, x ,a\r\n1,y, 2 \r\n\r\n3,,4\n"
        let file = try CSVFile(text: text, name: "f.csv", requiring: ["a", "b"])
        #expect(file.rows.count == 2)
        #expect(try file.rows[0].number("a", in: 0...9) == 2)
        #expect(try file.rows[1].text("x") == "")
        #expect(try file.rows[1].optionalNumber("x", in: 0...9) == nil)
        #expect(file.rows[1].line == 4)
    }

    @Test(
        "What is wrong is named with file, line and column",
        arguments: [
            ("", "f.csv has no heading"), ("a\n", "line 1: the column b is missing"), ("a,b,a\n", "a comes twice"),
            ("a,b\n1\n", "line 2: 1 fields stand under 2 columns"), ("a,b\n1,2,3\n", "line 2: 3 fields"),
            ("a,b\n1,\"2\"\n", "line 2, column b: quoted"),
        ])
    func faults(text: String, message: String) {
        let error = #expect(throws: ToolError.self) { try CSVFile(text: text, name: "f.csv", requiring: ["a", "b"]) }
        #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
        #expect(error?.status == .invalidArgument)
    }

    @Test(
        "A number that is none, or out of range, is named with its place",
        arguments: ["x", "", "1.5", "-1", "10", "99999999999999999999", "+-1", "0x1"])
    func badNumbers(field: String) throws {
        let file = try CSVFile(text: "a,b\n\(field),0\n", name: "f.csv", requiring: ["a"])
        let error = #expect(throws: ToolError.self) { try file.rows[0].number("a", in: 0...9) }
        #expect(error?.message.contains("f.csv, line 2, column a") == true)
    }
}
