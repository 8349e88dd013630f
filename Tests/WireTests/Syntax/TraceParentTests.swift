import Testing

@testable import Wire

@Suite struct TraceParentTests {
    private let text = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

    @Test("A trace parent is read and written unchanged")
    func roundTrip() throws {
        let parent = try TraceParent(text)
        #expect(parent.description == text && parent.isSampled)
        #expect(parent.traceID == "4bf92f3577b34da6a3ce929d0e0e4736" && parent.parentID == "00f067aa0ba902b7")
        #expect(
            try TraceParent(traceID: parent.traceID, parentID: parent.parentID, flags: 0xA5).description.hasSuffix(
                "-a5"))
    }

    @Test("A later version is read by the parts that it shares with version 00")
    func laterVersions() throws {
        #expect(try TraceParent("01" + text.dropFirst(2)).description == text)
        #expect(try TraceParent("cc" + text.dropFirst(2) + "-what-comes-later").description == text)
    }

    @Test("Anything else is malformed")
    func refuses() {
        let ids = "4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7"
        for bad in [
            "", "00", "00-\(ids)", "00-\(ids)-1", "00-\(ids)-001", "00-\(ids)-01-x", "00-\(ids)-01x", "ff-\(ids)-01",
            "0x-\(ids)-01", "00-\(ids.uppercased())-01", "00_\(ids)-01", "01-\(ids)-01x", "00-\(ids)-0g",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        ] {
            let error = #expect(throws: WireError.self, "\(bad)") { try TraceParent(bad) }
            #expect(error?.code == .malformedTraceParent)
        }
    }
}
