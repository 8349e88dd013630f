internal import Glibc

/// Bytes that wait for the socket.
///
/// Only the owner thread uses it.
final class OutputBuffer {
    private var memory: UnsafeMutableRawPointer
    private var capacity: Int
    private var start = 0
    private var end = 0

    init(capacity: Int = 262_144) {
        self.capacity = capacity
        memory = .allocate(byteCount: capacity, alignment: 16)
    }

    deinit { memory.deallocate() }

    /// Bytes that the socket has not taken yet.
    var count: Int { end - start }

    /// A mark to go back to with `truncate`; valid until the next `send`.
    var mark: Int { end - start }

    /// Takes back everything after the mark.
    func truncate(to mark: Int) {
        precondition(mark <= count, "a mark lies within the buffer")
        end = start + mark
    }

    /// Free memory of at least this size behind the last byte; `commit` says how much of it was used.
    func reserve(_ byteCount: Int) -> UnsafeMutableRawPointer {
        if end + byteCount > capacity {
            let needed = count + byteCount
            if needed > capacity { capacity = max(capacity * 2, needed) }
            let grown = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 16)
            grown.copyMemory(from: memory + start, byteCount: count)
            memory.deallocate()
            memory = grown
            end -= start
            start = 0
        }
        return memory + end
    }

    /// Keeps what was written into reserved memory.
    func commit(_ byteCount: Int) {
        precondition(byteCount >= 0 && end + byteCount <= capacity, "only reserved memory can be committed")
        end += byteCount
    }

    /// Hands the socket as much as it takes without waiting; false when the socket is broken.
    func send(to descriptor: Int32) -> Bool {
        while start < end {
            let flags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
            let sent = Glibc.send(descriptor, memory + start, end - start, flags)
            if sent > 0 {
                start += sent
            } else if sent < 0, errno == EINTR {
                continue
            } else {
                return sent < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)
            }
        }
        start = 0
        end = 0
        return true
    }
}
