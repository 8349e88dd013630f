/// A list that comes page by page.
enum Pages {
    /// The most entries that are asked for at once.
    static let pageSize: Int32 = 500
    /// The most pages that are asked for; a worker that gives out tokens for ever is wrong.
    static let maximumPages = 100_000

    /// Asks until the last page; the entries come in the tracker's order.
    ///
    /// - Parameters:
    ///   - what: the entries, for people.
    ///   - ask: gives the page behind a token, and the token of the next; an empty one is the first, and the end.
    static func all<Entry>(
        of what: String, _ ask: (String) async throws -> (entries: [Entry], next: String)
    ) async throws -> [Entry] {
        var entries: [Entry] = []
        var token = ""
        for _ in 0..<maximumPages {
            let page = try await ask(token)
            entries += page.entries
            token = page.next
            if token.isEmpty { return entries }
        }
        throw ToolError(.unexpected, "The list of \(what) does not end.")
    }
}
