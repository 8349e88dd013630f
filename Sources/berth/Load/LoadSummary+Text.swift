extension LoadSummary {
    /// The summary for people.
    func people() -> String {
        phases() + "\n" + counts() + refused() + "\n" + verdict() + deviceVerdict()
    }

    private func phases() -> String {
        var table = TextTable([
            .text("PHASE", minimum: 10), .number("REQUESTS"), .number("SECONDS"), .number("PER SECOND"),
            .number("P50 ms"), .number("P90 ms"), .number("P99 ms"), .number("MAX ms"),
        ])
        for (name, phase) in [("inventory", reports), ("workload", workload)] {
            table.add([
                name, String(phase.requests), Amount.text(phase.seconds), Amount.text(phase.perSecond),
                Self.milliseconds(phase.p50Microseconds), Self.milliseconds(phase.p90Microseconds),
                Self.milliseconds(phase.p99Microseconds), Self.milliseconds(phase.maxMicroseconds),
            ])
        }
        return table.rendered()
    }

    private func counts() -> String {
        var fields = FieldList()
        fields.add("nodes", String(nodes))
        fields.add("tasks", String(tasks))
        fields.add("claims granted", String(granted))
        fields.add("claims rejected", String(rejected))
        fields.add("deleted", String(deleted))
        fields.add("still held", String(stillHeld))
        if let devices {
            fields.add("GPUs reported", String(devices.reported))
            fields.add("GPUs granted", String(devices.granted))
            fields.add("GPUs still held", String(devices.stillHeld))
        }
        fields.add("tried elsewhere", String(triedElsewhere))
        fields.add("sent again", String(resent))
        fields.add("without answer", String(gaveUp))
        fields.add("seed", String(seed))
        return fields.rendered()
    }

    private func refused() -> String {
        guard !refusals.isEmpty else { return "" }
        var table = TextTable([.text("REFUSED BECAUSE", minimum: 20), .number("TIMES")])
        for (reason, count) in refusals.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
            table.add([reason, String(count)])
        }
        return "\n" + table.rendered()
    }

    private func verdict() -> String {
        guard !mismatches.isEmpty else {
            return gaveUp == 0
                ? "Final check: the tracker's usage of all \(nodes) nodes equals the sum of what is still claimed.\n"
                : "Final check: the usage of all nodes is right, but \(gaveUp) requests never got an answer.\n"
        }
        var table = TextTable([
            .text("HOST", minimum: 16), .number("VCPU EXPECTED"), .number("FOUND"), .number("MEM MiB EXPECTED"),
            .number("FOUND"), .number("UNANSWERED"),
        ])
        for mismatch in mismatches {
            table.add([
                mismatch.host, String(mismatch.expectedVcpus), mismatch.foundVcpus.map(String.init) ?? "-",
                String(mismatch.expectedMemoryMebibytes), mismatch.foundMemoryMebibytes.map(String.init) ?? "-",
                String(mismatch.unansweredRequests),
            ])
        }
        return "Final check FAILED: \(mismatches.count) of \(nodes) nodes differ.\n" + table.rendered()
    }

    private func deviceVerdict() -> String {
        guard let devices else { return "" }
        guard !devices.problems.isEmpty else {
            return "Devices: each is in the hands that the answers said or in none, and the pools are the free ones.\n"
        }
        let shown = devices.problems.prefix(20).map { Printable.text($0) + "\n" }.joined()
        let more = devices.problems.count > 20 ? "and \(devices.problems.count - 20) more\n" : ""
        return "Devices FAILED: \(devices.problems.count) differences.\n" + shown + more
    }

    private static func milliseconds(_ microseconds: Int64) -> String { Amount.text(Double(microseconds) / 1000) }
}
