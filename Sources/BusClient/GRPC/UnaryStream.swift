internal import GRPCCore

/// The outgoing half of one call: takes what gRPC writes, for the incoming half to read.
struct OutgoingParts: ClosableRPCWriterProtocol {
    let continuation: AsyncThrowingStream<RPCRequestPart<[UInt8]>, any Error>.Continuation

    func write(_ element: RPCRequestPart<[UInt8]>) async throws { continuation.yield(element) }

    func write(contentsOf elements: some Sequence<RPCRequestPart<[UInt8]>>) async throws {
        for element in elements { continuation.yield(element) }
    }

    func finish() async { continuation.finish() }

    func finish(throwing error: any Error) async { continuation.finish(throwing: error) }
}

/// The incoming half of one call: reading its first part sends the request and waits for the answer.
struct IncomingParts: AsyncSequence, Sendable {
    typealias Element = RPCResponsePart<[UInt8]>
    typealias Failure = any Error

    let outgoing: AsyncThrowingStream<RPCRequestPart<[UInt8]>, any Error>
    /// Makes the call; the answer's parts, or why there is none.
    let call: @Sendable (UnaryRequest) async throws(RPCError) -> [Element]

    func makeAsyncIterator() -> Iterator { Iterator(sequence: self) }

    struct Iterator: AsyncIteratorProtocol {
        let sequence: IncomingParts
        private var parts: ArraySlice<Element>?

        init(sequence: IncomingParts) { self.sequence = sequence }

        mutating func next(isolation actor: isolated (any Actor)?) async throws(any Error) -> Element? {
            if parts == nil {
                parts = []
                let request = try await UnaryRequest.collect(from: sequence.outgoing)
                parts = try await sequence.call(request)[...]
            }
            return parts?.popFirst()
        }
    }
}

/// A call's metadata and its one message.
struct UnaryRequest: Sendable {
    var metadata: Metadata
    var message: [UInt8]

    /// Waits until the request is complete.
    ///
    /// - Throws: `UNIMPLEMENTED` for another number of messages than one, `CANCELLED` when it is given up before that.
    static func collect(
        from parts: AsyncThrowingStream<RPCRequestPart<[UInt8]>, any Error>
    ) async throws -> UnaryRequest {
        var metadata: Metadata?
        var message: [UInt8]?
        for try await part in parts {
            switch part {
            case .metadata(let received): metadata = received
            case .message(let bytes):
                guard message == nil else { throw notUnary }
                message = bytes
            }
        }
        if Task.isCancelled { throw RPCError(code: .cancelled, message: "The call was cancelled before it was sent.") }
        guard let message else { throw notUnary }
        return UnaryRequest(metadata: metadata ?? [:], message: message)
    }

    /// Why a streaming call is refused.
    static var notUnary: RPCError {
        RPCError(code: .unimplemented, message: "Berth has only calls of one message each way; this one streams.")
    }
}
