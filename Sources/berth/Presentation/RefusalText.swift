import BusClient
import SwiftProtobuf
import Wire
import Worker

/// Why the tracker said no.
enum RefusalText {
    /// For people: code, reason and message, then every detail.
    ///
    /// - Parameter hostCells: the cells of the node that the refusal is about; nil: not known.
    static func people(_ reply: BusReply, hostCells: [Int32]? = nil) -> String {
        let reason = reply.details.map { $0.reason.isEmpty ? "" : " (\($0.reason))" } ?? ""
        var text = Printable.text("Refused: \(reply.code.name)\(reason): \(reply.message)") + "\n"
        if reply.isReplayed { text += "This is the answer recorded when the key was first used.\n" }
        if let details = reply.details { text += people(details, hostCells) }
        return text
    }

    /// For programs: `google.rpc.Status` with its details, as for a refused JSON request.
    static func json(_ reply: BusReply) throws(ToolError) -> String {
        let details = reply.details ?? StatusDetails(reply.code, reason: "", message: reply.message)
        return String(decoding: details.refusalBody(.json), as: UTF8.self) + "\n"
    }

    /// What falls short: a line for each resource, a matrix of guest and host cells, and a list about devices.
    ///
    /// - Parameters:
    ///   - hostCells: the cells of the node; nil: not known.
    ///   - isComplete: whether all shortfalls are there.
    static func shortfalls(
        _ shortfalls: [Berth_Tracker_V1_Shortfall], hostCells: [Int32]? = nil, isComplete: Bool = true
    ) -> String {
        resources(
            shortfalls.filter { !FitMatrixText.isAboutCells($0) && !DeviceShortageText.isAboutDevices($0) })
            + (FitMatrixText(shortfalls, hostCells: hostCells, isComplete: isComplete)?.people ?? "")
            + DeviceShortageText.people(shortfalls)
    }

    private static func resources(_ shortfalls: [Berth_Tracker_V1_Shortfall]) -> String {
        guard !shortfalls.isEmpty else { return "" }
        var table = TextTable([
            .text("RESOURCE"), .number("REQUESTED"), .number("AVAILABLE"), .text("REASON"), .identifier("WHY"),
        ])
        for shortfall in shortfalls {
            table.add([
                shortfall.resource, Amount.text(shortfall.requested), Amount.text(shortfall.available),
                shortfall.reason, shortfall.message,
            ])
        }
        return table.rendered()
    }

    private static func people(_ details: StatusDetails, _ hostCells: [Int32]?) -> String {
        let requested = RequestedReport(metadata: details.metadata)
        var text = requested.map(RequestedText.people) ?? ""
        text += shortfalls(details.shortfalls, hostCells: hostCells, isComplete: details.leftOut == 0)
        text += list(["FIELD", "RULE"], details.fieldViolations.map { [$0.field, $0.description_p] })
        text += list(
            ["STANDS IN THE WAY", "SUBJECT", "WHY"],
            details.preconditions.map { [$0.type, $0.subject, $0.description_p] })
        text += list(
            ["ABOUT", "NAME", "OWNER"], details.resources.map { [$0.resourceType, $0.resourceName, $0.owner] })
        if !details.grants.isEmpty { text += "Held already:\n" + GrantText.table(details.grants) }
        text += metadata(details)
        if let delay = details.retryDelay { text += "It may be sent again in \(delay.components.seconds + 1) s.\n" }
        if details.leftOut > 0 { text += "\(details.leftOut) more details were left out.\n" }
        return text
    }

    private static func metadata(_ details: StatusDetails) -> String {
        var fields = FieldList()
        for (name, value) in details.metadata.sorted(by: { $0.key < $1.key }) where name != StatusDetails.leftOutKey {
            // What the status is about, and what was asked for, stands above already.
            let isSaid = details.resources.contains { $0.resourceType == name && $0.resourceName == value }
            guard !isSaid, !RequestedReport.metadataKeys.contains(name) else { continue }
            fields.add(name, value)
        }
        return fields.rendered()
    }

    /// Nothing is cut: what is wrong and what would be right often stands at the end of a rule.
    private static func list(_ titles: [String], _ rows: [[String]]) -> String {
        guard !rows.isEmpty else { return "" }
        var table = TextTable(titles.map { .identifier($0) })
        for row in rows { table.add(row) }
        return table.rendered()
    }
}
