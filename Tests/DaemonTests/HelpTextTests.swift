import Testing

@testable import berthd

@Suite("The help text")
struct HelpTextTests {
    @Test("What --help prints is the approved text")
    func approved() {
        #expect(HelpText.text == approvedHelpText)
    }

    @Test("Every setting, every switch and every exit code is in it")
    func complete() {
        for setting in SettingTable.all {
            #expect(HelpText.text.contains("  \(setting.flag) VALUE"), "\(setting.flag)")
        }
        let codes = HelpText.text.split(separator: "Exit codes:").last ?? ""
        for code in ExitCode.allCases { #expect(codes.contains("\(code.rawValue) "), "\(code)") }
    }

    @Test("No line is wider than a terminal of 132 columns")
    func width() {
        for line in HelpText.text.split(separator: "\n") { #expect(line.count <= 132, "\(line)") }
    }
}
