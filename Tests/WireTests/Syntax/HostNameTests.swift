import Testing

@testable import Wire

@Suite struct HostNameTests {
    @Test("A host has 1 to 255 bytes without blanks, control characters and wildcards")
    func hosts() {
        for good in ["a", "cmp-17", "cmp-17.example.org", "é", "192.0.2.1", String(repeating: "h", count: 255)] {
            #expect(HostName.violation(of: good) == nil, "\(good)")
        }
        for bad in [
            "", "#", "cmp.*", "a b", "a\t", "a\u{0}", "a\u{A0}b", "a\u{85}", String(repeating: "h", count: 256),
            String(repeating: "é", count: 128),
        ] {
            let error = #expect(throws: WireError.self, "\(bad)") { try HostName.check(bad) }
            #expect(error?.code == .malformedHost)
        }
    }

    @Test("The routing key of an event is kind and host, and never more than the broker takes")
    func routingKeys() {
        #expect(EventKind.usageUpdated.routingKey(host: "cmp-17") == "usage.updated.cmp-17")
        for kind in EventKind.allCases {
            let room = 255 - kind.rawValue.utf8.count - 1
            let fits = String(repeating: "h", count: room)
            #expect(kind.routingKey(host: fits) == "\(kind.rawValue).\(fits)")
            #expect(kind.routingKey(host: fits + "x") == "\(kind.rawValue).\(fits)")
            #expect(kind.routingKey(host: String(repeating: "é", count: 127)).utf8.count <= 255)
        }
    }
}
