internal import Journal
internal import Tracker
internal import Wire

/// Explains a request from what a store has kept of it; changes nothing.
package enum StoreExplanation {
    /// What became of the request with a key, and why.
    ///
    /// - Returns: nil when neither the keys nor the journal in the data folder know it.
    /// - Throws: `JournalError` if the store cannot be read, `damagedRecord` if what it has kept cannot.
    package static func explain(key: String, dataDirectory: String) async throws -> Explanation? {
        try await StoreHistory.reading(dataDirectory) { store in try await explain(key, store) }
    }

    private static func explain(_ key: String, _ store: SQLiteStore) async throws -> Explanation? {
        let journal = try await store.load()
        let record = try await store.keyRecord(key)
        let entry = try await entry(of: key, record, store, journal)
        guard record != nil || entry != nil else { return nil }
        let facts = try entry.map(StoreHistory.facts) ?? []
        var explanation = Explanation(
            key: key, ending: record.map { name(of: $0.ending) } ?? "not on record",
            method: record?.method ?? entry?.method ?? "", caller: entry?.caller ?? "",
            time: RFC3339.format(nanosecondsSince1970: record?.timeNanoseconds ?? entry?.timeNanoseconds ?? 0),
            position: entry?.position.value ?? record?.position.value ?? 0, status: nil, reason: "", message: "",
            facts: FactLines.lines(facts), requested: nil, shortage: nil, topology: nil, transition: nil, notes: [])
        if entry == nil, explanation.position > 0 {
            explanation.notes.append(
                "The journal begins at position \(journal.firstKeptPosition.value); the entry is no longer kept.")
        }
        if let record {
            try await add(record, to: &explanation, store, journal)
        } else {
            explanation.notes.append("The recorded answer is no longer kept.")
        }
        return explanation
    }

    private static func name(of ending: KeyRecord.Ending) -> String {
        switch ending {
        case .applied: "applied"
        case .refused: "refused"
        case .turnedAway: "turned away"
        case .held: "held"
        case .dead: "dead"
        }
    }

    /// The entry that the record names; without a record the one that has the key.
    private static func entry(
        of key: String, _ record: KeyRecord?, _ store: SQLiteStore, _ journal: LoadedJournal
    ) async throws -> JournalEntry? {
        if let position = record?.position {
            guard position.value >= journal.firstKeptPosition.value, position.value > 0 else { return nil }
            return try await store.entries(from: position, limit: 1).first { $0.position == position }
        }
        var found: JournalEntry?
        try await StoreHistory.forEachEntry(store, from: 1, through: journal.lastPosition.value) { entry, _ in
            if entry.requestKey == key { found = entry }
            return true
        }
        return found
    }

    private static func add(
        _ record: KeyRecord, to explanation: inout Explanation, _ store: SQLiteStore, _ journal: LoadedJournal
    ) async throws {
        let code = StatusCode(received: Int64(record.status))
        explanation.status = code.name
        guard code != .ok, let details = try details(of: record) else { return }
        (explanation.reason, explanation.message) = (details.reason, details.message)
        explanation.requested = RequestedReport(metadata: details.metadata)
        explanation.topology = TopologyShortage(details)
        if !details.shortfalls.isEmpty {
            try await addShortage(details, to: &explanation, store, journal)
        }
        if let migration = details.metadata["migration"], let from = details.metadata["from"],
            let to = details.metadata["to"]
        {
            explanation.transition = TransitionReport(
                migration: migration, side: details.metadata["side"] ?? "", from: from, to: to,
                allowed: (details.metadata["allowed"] ?? "").split(separator: ",").map(String.init),
                history: try await history(of: migration, before: explanation.position, store, journal))
        }
    }

    private static func details(of record: KeyRecord) throws(WorkerError) -> StatusDetails? {
        guard !record.reply.isEmpty else { return nil }
        let reply = try RecordedReplies.decode(record.reply)
        guard !reply.statusDetails.isEmpty else { return nil }
        do {
            return try StatusDetails(headerBytes: Array(reply.statusDetails))
        } catch {
            throw WorkerError(.damagedRecord, "the recorded status of \(record.key) cannot be read: \(error)")
        }
    }

    private static func history(
        of migration: String, before position: Int64, _ store: SQLiteStore, _ journal: LoadedJournal
    ) async throws -> [HistoryReport.Entry] {
        let subject = HistorySubject.migration(uuid: migration)
        let last = position > 0 ? position : journal.lastPosition.value
        var entries: [HistoryReport.Entry] = []
        try await StoreHistory.forEachEntry(store, from: 1, through: last) { entry, facts in
            let mine = facts.filter(subject.concerns)
            if !mine.isEmpty { entries.append(HistoryReport.Entry(entry, mine)) }
            return true
        }
        return entries
    }

    private static func addShortage(
        _ details: StatusDetails, to explanation: inout Explanation, _ store: SQLiteStore, _ journal: LoadedJournal
    ) async throws {
        guard explanation.position > 0 else {
            return explanation.notes.append("The journal has no entry of the refusal, so who held what is not known.")
        }
        guard let state = try await StoreHistory.state(store, journal, after: explanation.position - 1) else {
            return explanation.notes.append(
                "The state before position \(explanation.position) cannot be rebuilt: the journal begins at "
                    + "\(journal.firstKeptPosition.value), and no base is that old.")
        }
        guard let node = node(of: details, in: state) else {
            return explanation.notes.append("The refusal names no node that was known then.")
        }
        let shortfalls = details.shortfalls.map {
            Shortfall(
                resource: $0.resource, reason: $0.reason, message: $0.message, requested: $0.requested,
                available: $0.available, guestCell: $0.hasGuestCell ? $0.guestCell : nil,
                hostCell: $0.hasHostCell ? $0.hostCell : nil, pciRequestID: $0.pciRequestID)
        }
        explanation.topology?.hostCells = state.node(node)?.inventory.numaTopology?.cells.map(\.id)
        // Without a resource or device that fell short nobody stood in the way of one: the cells say it all.
        let isOfDevices = shortfalls.contains { $0.reason == FitReason.devices.rawValue }
        guard isOfDevices || shortfalls.count > explanation.topology?.entries.count ?? 0 else { return }
        explanation.shortage = ShortageAnalysis.explain(
            shortfalls, amounts: RequestedAmounts(metadata: details.metadata),
            places: RequestedPlaces(metadata: details.metadata, shortfalls: shortfalls), on: node, in: state,
            addingTo: explanation.method == Method.claimPciDevices.path ? instance(of: details) : nil
        ).map { ShortageReport($0, devices: DeviceShortageReport(shortfalls, $0.deviceHolders)) }
    }

    private static func instance(of details: StatusDetails) -> String? {
        details.resources.first { $0.resourceType == StatusSubject.instanceType }?.resourceName
    }

    /// The node that the refusal is about; a name may have a `/`, so the state decides where the host ends.
    private static func node(of details: StatusDetails, in state: State) -> NodeIdentifier? {
        let names = details.resources.filter { $0.resourceType == StatusSubject.nodeType }.map(\.resourceName)
        for name in names {
            for index in name.indices where name[index] == "/" {
                let node = NodeIdentifier(
                    host: String(name[..<index]), name: String(name[name.index(after: index)...]))
                if state.node(node) != nil { return node }
            }
        }
        return nil
    }
}
