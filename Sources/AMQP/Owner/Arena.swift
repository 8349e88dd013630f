internal import CRabbitMQ

/// Memory for the C values of one frame: given out quickly, taken back all at once.
///
/// Pointers from here are valid until `reset`; only the owner thread uses it.
final class Arena {
    private var block: UnsafeMutableRawPointer
    private var capacity: Int
    private var used = 0
    /// Earlier, smaller blocks that pointers may still refer to.
    private var full: [UnsafeMutableRawPointer] = []

    init(capacity: Int = 16_384) {
        self.capacity = capacity
        block = .allocate(byteCount: capacity, alignment: 16)
    }

    deinit {
        block.deallocate()
        full.forEach { $0.deallocate() }
    }

    /// Takes everything back; the largest block is kept.
    func reset() {
        used = 0
        guard !full.isEmpty else { return }
        full.forEach { $0.deallocate() }
        full.removeAll()
    }

    /// Uninitialised memory, aligned to 16.
    func allocate(_ byteCount: Int) -> UnsafeMutableRawPointer {
        let start = (used + 15) & ~15
        if start + byteCount > capacity {
            full.append(block)
            capacity = max(capacity * 2, byteCount)
            block = .allocate(byteCount: capacity, alignment: 16)
            used = byteCount
            return block
        }
        used = start + byteCount
        return block + start
    }

    /// A copy of the bytes.
    func bytes(_ bytes: [UInt8]) -> amqp_bytes_t {
        guard !bytes.isEmpty else { return amqp_bytes_t(len: 0, bytes: nil) }
        let copy = allocate(bytes.count)
        // The pointer stays inside the closure, and `copy` has room for all of it.
        bytes.withUnsafeBytes {
            copy.copyMemory(from: $0.baseAddress ?? UnsafeRawPointer(copy), byteCount: bytes.count)
        }
        return amqp_bytes_t(len: bytes.count, bytes: copy)
    }

    /// A copy of the text's UTF-8.
    func text(_ text: String) -> amqp_bytes_t {
        var text = text
        return text.withUTF8 { utf8 in
            guard let base = utf8.baseAddress, utf8.count > 0 else { return amqp_bytes_t(len: 0, bytes: nil) }
            let copy = allocate(utf8.count)
            copy.copyMemory(from: base, byteCount: utf8.count)
            return amqp_bytes_t(len: utf8.count, bytes: copy)
        }
    }

    /// A copy of a text that the wire limits to 255 bytes; librabbitmq would cut off the length's upper bits instead.
    func shortText(_ text: String, what: StaticString) throws(AMQPError) -> amqp_bytes_t {
        guard text.utf8.count <= 255 else {
            throw AMQPError(.invalidArgument, "the \(what) has \(text.utf8.count) bytes; at most 255 fit")
        }
        return self.text(text)
    }
}
