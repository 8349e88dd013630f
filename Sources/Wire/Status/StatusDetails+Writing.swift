import SwiftProtobuf

extension StatusDetails {
    /// Most bytes of `grpc-status-details-bin`.
    public static let maximumBytes = 16 << 10
    /// Most bytes of a text within a status: the message, the reason.
    static let maximumTextBytes = 1024
    /// Most bytes of a value of a status's metadata.
    package static let maximumValueBytes = 4096

    /// The status as a message, at most `maximumBytes` large in the binary form.
    ///
    /// What does not fit is left out from the end of: preconditions, resources, field violations, shortfalls, grants;
    /// the metadata then says how many under `details_left_out`. Over-long texts are cut.
    public func status(maximumBytes: Int = StatusDetails.maximumBytes) -> Google_Rpc_Status {
        let whole = status(keeping: listedCount)
        if StatusDetails.size(whole) <= maximumBytes { return whole }
        var fits = 0
        var tooMany = listedCount
        while tooMany - fits > 1 {
            let middle = (fits + tooMany) / 2
            if StatusDetails.size(status(keeping: middle)) <= maximumBytes { fits = middle } else { tooMany = middle }
        }
        let cut = status(keeping: fits)
        return StatusDetails.size(cut) <= maximumBytes ? cut : bareStatus
    }

    /// The value of `grpc-status-details-bin`.
    public func headerBytes(maximumBytes: Int = StatusDetails.maximumBytes) -> [UInt8] {
        (try? BinaryForm.encode(status(maximumBytes: maximumBytes))) ?? []
    }

    /// The body of a refusal: for JSON the status with its details in full, so that a caller without protobuf can read
    /// why; for protobuf empty, since the header says it.
    public func refusalBody(_ contentType: ContentType) -> [UInt8] {
        switch contentType {
        case .protobuf: return []
        case .json:
            KnownMessages.register()
            return (try? JSONForm.encode(status())) ?? (try? JSONForm.encode(bareStatus)) ?? []
        }
    }

    private var listedCount: Int {
        preconditions.count + resources.count + fieldViolations.count + shortfalls.count + grants.count
    }

    /// Code, message and reason alone: for the case that even the metadata are too large.
    private var bareStatus: Google_Rpc_Status {
        var bare = StatusDetails(code, reason: reason, message: message)
        bare.metadata = [StatusDetails.leftOutKey: String(listedCount)]
        return bare.status(keeping: 0)
    }

    private func status(keeping limit: Int) -> Google_Rpc_Status {
        var room = limit
        let preconditions = StatusDetails.take(preconditions, &room)
        let resources = StatusDetails.take(resources, &room)
        let fields = StatusDetails.take(fieldViolations, &room)
        let shortfalls = StatusDetails.take(shortfalls, &room)
        let grants = StatusDetails.take(grants, &room)

        var details: [any Message] = [errorInfo(leftOut: listedCount - limit)]
        if let retryDelay { details.append(StatusDetails.retryInfo(retryDelay)) }
        if !preconditions.isEmpty {
            details.append(Google_Rpc_PreconditionFailure.with { $0.violations = preconditions })
        }
        details += resources
        if !fields.isEmpty { details.append(Google_Rpc_BadRequest.with { $0.fieldViolations = fields }) }
        details += shortfalls
        details += grants
        return .with {
            $0.code = code.rawValue
            $0.message = StatusDetails.cut(message)
            $0.details = details.compactMap { StatusDetails.pack($0) }
        }
    }

    private func errorInfo(leftOut: Int) -> Google_Rpc_ErrorInfo {
        .with {
            $0.reason = StatusDetails.cut(reason)
            $0.domain = StatusDetails.domain
            $0.metadata = metadata.mapValues { StatusDetails.cut($0, to: StatusDetails.maximumValueBytes) }
            if leftOut > 0 { $0.metadata[StatusDetails.leftOutKey] = String(leftOut) }
        }
    }

    private static func retryInfo(_ delay: Duration) -> Google_Rpc_RetryInfo {
        // 10,000 years are the most that a protobuf duration can say.
        let bounded = min(max(delay, .zero), .seconds(315_576_000_000))
        return .with { $0.retryDelay = Google_Protobuf_Duration(rounding: bounded, rule: .up) }
    }

    private static func take<Element>(_ list: [Element], _ room: inout Int) -> [Element] {
        let taken = Array(list.prefix(room))
        room -= taken.count
        return taken
    }

    private static func pack(_ message: any Message) -> Google_Protobuf_Any? { try? AnyMessage.pack(message) }

    private static func size(_ status: Google_Rpc_Status) -> Int {
        // What cannot be encoded must not pass for small.
        (try? BinaryForm.encode(status))?.count ?? Int.max
    }

    private static func cut(_ text: String, to maximum: Int = maximumTextBytes) -> String {
        guard text.utf8.count > maximum else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            guard result.utf8.count + UTF8.width(scalar) <= maximum else { break }
            result.unicodeScalars.append(scalar)
        }
        return result
    }
}
