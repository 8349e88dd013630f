import Testing

@testable import Wire

@Suite struct IdempotencyKeyTests {
    @Test("A key has 1 to 128 visible ASCII characters")
    func keys() throws {
        for good in ["a", "0c9e7a52-8a6b-4a0e-9a6e-7f5d1b1f0a01", "!~", String(repeating: "k", count: 128)] {
            #expect(try IdempotencyKey(good).value == good)
        }
        for bad in [nil, "", " ", "a b", "a\n", "é", "\u{7F}", String(repeating: "k", count: 129)] {
            let error = #expect(throws: WireError.self) { try IdempotencyKey(bad) }
            #expect(error?.code == .malformedKey)
        }
    }
}
