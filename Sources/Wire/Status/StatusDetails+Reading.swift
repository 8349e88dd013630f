import SwiftProtobuf

extension StatusDetails {
    /// Reads a status; details of a type that this version does not know are listed in `unknownDetails`.
    ///
    /// - Throws: `malformedStatus` if a detail of a known type cannot be decoded.
    public init(_ status: Google_Rpc_Status) throws(WireError) {
        self.init(StatusCode(received: Int64(status.code)), reason: "", message: status.message)
        for detail in status.details { try take(detail) }
    }

    /// Reads the value of `grpc-status-details-bin`.
    ///
    /// - Throws: `malformedStatus` if the bytes are not a status.
    public init(headerBytes: [UInt8]) throws(WireError) {
        let status: Google_Rpc_Status
        do {
            status = try BinaryForm.decode(Google_Rpc_Status.self, from: headerBytes, nesting: CodecLimits().nesting)
        } catch {
            throw WireError(.malformedStatus, "\(HeaderName.statusDetails) is not a google.rpc.Status")
        }
        try self.init(status)
    }

    private mutating func take(_ detail: Google_Protobuf_Any) throws(WireError) {
        if let info = try StatusDetails.unpack(Google_Rpc_ErrorInfo.self, detail) {
            reason = info.reason
            metadata = info.metadata
        } else if let retry = try StatusDetails.unpack(Google_Rpc_RetryInfo.self, detail) {
            retryDelay = try StatusDetails.duration(retry.retryDelay)
        } else if let failure = try StatusDetails.unpack(Google_Rpc_PreconditionFailure.self, detail) {
            preconditions += failure.violations
        } else if let resource = try StatusDetails.unpack(Google_Rpc_ResourceInfo.self, detail) {
            resources.append(resource)
        } else if let request = try StatusDetails.unpack(Google_Rpc_BadRequest.self, detail) {
            fieldViolations += request.fieldViolations
        } else if let shortfall = try StatusDetails.unpack(Berth_Tracker_V1_Shortfall.self, detail) {
            shortfalls.append(shortfall)
        } else if let grant = try StatusDetails.unpack(Berth_Tracker_V1_Grant.self, detail) {
            grants.append(grant)
        } else {
            unknownDetails.append(displayable(detail.typeURL))
        }
    }

    private static func unpack<M: Message>(_ type: M.Type, _ detail: Google_Protobuf_Any) throws(WireError) -> M? {
        do {
            return try AnyMessage.unpack(type, from: detail)
        } catch {
            throw WireError(.malformedStatus, "a detail of the status is not a valid \(type.protoMessageName)")
        }
    }

    /// A duration within what protobuf allows: 10,000 years, and both parts of one sign.
    private static func duration(_ duration: Google_Protobuf_Duration) throws(WireError) -> Duration {
        let (seconds, nanos) = (duration.seconds, duration.nanos)
        guard (-315_576_000_000...315_576_000_000).contains(seconds), (-999_999_999...999_999_999).contains(nanos),
            seconds == 0 || nanos == 0 || (seconds > 0) == (nanos > 0)
        else {
            throw WireError(.malformedStatus, "a detail of the status has a duration out of range")
        }
        return .seconds(seconds) + .nanoseconds(Int64(nanos))
    }
}
