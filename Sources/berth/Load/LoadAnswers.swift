import BusClient
import Wire

/// What the end of a request means to the run of a load.
enum LoadAnswers {
    /// The answer; missing when nothing is known.
    ///
    /// - Parameter devices: how many the node reports.
    /// - Throws: when sending again cannot help.
    static func answer(
        _ result: BusResult, to work: LoadRun.Work, host: String, devices: Int = 0
    ) throws(ToolError) -> LoadRun.Answer {
        switch result {
        case .answered(let reply):
            return reply.code == .ok ? try accepted(reply, work, devices) : refused(reply)
        case .ended(.interrupted), .ended(.expired), .ended(.refused), .ended(.unreachable), .ended(.crowdedOut),
            .ended(.cancelled):
            return .missing
        case .ended(.unroutable):
            throw ToolError(
                .brokerUnavailable, "No queue takes requests for host \(host).",
                advice: "Is berthd running against this broker and virtual host?")
        case .ended(.unsendable(let why)): throw ToolError(.invalidArgument, "A request cannot be sent: \(why)")
        case .ended(.confirmed): throw ToolError(.unexpected, "A call ended as if it were a cast.")
        case .unreadable(let error): throw ToolError(error)
        }
    }

    private static func accepted(
        _ reply: BusReply, _ work: LoadRun.Work, _ devices: Int
    ) throws(ToolError) -> LoadRun.Answer {
        switch work {
        case .report:
            let node = try reply.message(of: Berth_Tracker_V1_ReportInventoryResponse.self).node
            guard node.inventory.pciDevices.count == devices else { throw untracked(node, devices) }
            return .reported(capacity: LoadMessages.capacity(of: node), used: LoadMessages.used(of: node))
        case .claim:
            let answer = try reply.message(of: Berth_Tracker_V1_ClaimInstanceResponse.self)
            return .granted(
                used: LoadMessages.used(answer.usage), devices: answer.grant.pciDevices.map(\.address))
        case .delete:
            let answer = try reply.message(of: Berth_Tracker_V1_UpdateInstanceResponse.self)
            return .updated(released: answer.released, used: LoadMessages.used(answer.usage))
        }
    }

    /// Without a device spec that matches them, devices are not tracked, and every claim of one would be refused.
    private static func untracked(_ node: Berth_Tracker_V1_Node, _ devices: Int) -> ToolError {
        ToolError(
            .refused,
            "Of the \(devices) GPUs of \(Printable.text(node.host)) the worker tracks "
                + "\(node.inventory.pciDevices.count).",
            advice: "Start it with --pci-device-specs '{\"vendor_id\": \"\(GPUModels.vendor)\"}', or leave "
                + "--with-gpus out.")
    }

    private static func refused(_ reply: BusReply) -> LoadRun.Answer {
        switch reply.code {
        case .resourceExhausted, .failedPrecondition: .refused(reason: reason(of: reply), elsewhere: true)
        // Turned away before the tracker saw it: nothing was applied, and the same key may be used again.
        case .deadlineExceeded, .unavailable: .missing
        case .ok, .cancelled, .unknown, .invalidArgument, .notFound, .alreadyExists, .permissionDenied, .aborted,
            .outOfRange, .unimplemented, .internal, .dataLoss, .unauthenticated:
            .refused(reason: reason(of: reply), elsewhere: false)
        }
    }

    /// The stable reason and what fell short: `DOES_NOT_FIT VCPU`.
    private static func reason(of reply: BusReply) -> String {
        guard let details = reply.details else { return reply.code.name }
        let resources = Set(details.shortfalls.map(\.resource)).sorted()
        return ([details.reason.isEmpty ? reply.code.name : details.reason] + resources).joined(separator: " ")
    }
}
