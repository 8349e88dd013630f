import Foundation
import Synchronization

/// The exclusive lock on a store's folder; the kernel frees it when the process ends, however it ends.
///
/// The file stays behind: its content says who held the lock last, and only means something while it is locked.
final class OwnershipLock: Sendable {
    /// Who holds the lock, as the file tells others.
    struct Holder: Equatable {
        var processID: Int32
        var host: String
        var program: String
        var shard: String
        var since: String

        /// This process.
        static func current(program: String, shard: String) -> Self {
            let length = 256
            var name = [CChar](repeating: 0, count: length)
            let code = gethostname(&name, length - 1)
            let bytes = name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
            let host = code == 0 ? String(decoding: bytes, as: UTF8.self) : "unknown"
            return Self(
                processID: getpid(), host: host, program: program, shard: shard,
                since: Date().formatted(.iso8601))
        }
    }

    private let descriptor: Mutex<Int32?>

    /// Takes the lock, or fails with `storeOwned` and names the holder.
    init(path: String, holder: Holder) throws(JournalError) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw JournalError.file("The lock file cannot be opened.", path: path, error: errno)
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let error = errno
            let other = Self.content(of: descriptor)
            close(descriptor)
            guard error == EWOULDBLOCK else {
                throw JournalError.file("The lock cannot be taken.", path: path, error: error)
            }
            throw Self.owned(by: other, path: path)
        }
        self.descriptor = Mutex(descriptor)
        guard Self.write(holder.text, to: descriptor) else {
            throw JournalError.file("The lock file cannot be written.", path: path, error: errno)
        }
    }

    deinit {
        release()
    }

    /// Frees the lock; freeing it twice does nothing.
    func release() {
        descriptor.withLock { descriptor in
            if let open = descriptor {
                // Closing alone would not do while a child process between fork and exec still has the descriptor.
                _ = flock(open, LOCK_UN)
                close(open)
            }
            descriptor = nil
        }
    }

    private static func owned(by content: String, path: String) -> JournalError {
        let holder = Holder(text: content)
        let name =
            holder.map { "\($0.program), process \($0.processID) on \($0.host), shard \($0.shard), since \($0.since)" }
            ?? "a process that has not written its name yet"
        var details = ["path": path]
        if let holder {
            details["pid"] = "\(holder.processID)"
            details["host"] = holder.host
            details["program"] = holder.program
            details["shard"] = holder.shard
            details["since"] = holder.since
        }
        return JournalError(
            .storeOwned, "The store is in use by \(name). Stop that process, or use another folder.", details: details)
    }

    private static func content(of descriptor: Int32) -> String {
        let limit = 4_096
        var bytes = [UInt8](repeating: 0, count: limit)
        let count = pread(descriptor, &bytes, limit, 0)
        return String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self)
    }

    private static func write(_ text: String, to descriptor: Int32) -> Bool {
        let bytes = Array(text.utf8)
        guard ftruncate(descriptor, 0) == 0 else { return false }
        return pwrite(descriptor, bytes, bytes.count, 0) == bytes.count
    }
}

extension OwnershipLock.Holder {
    fileprivate var text: String {
        "pid=\(processID)\nhost=\(host)\nprogram=\(program)\nshard=\(shard)\nsince=\(since)\n"
    }

    fileprivate init?(text: String) {
        var fields: [Substring: String] = [:]
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { fields[parts[0]] = String(parts[1]) }
        }
        guard let processID = fields["pid"].flatMap({ Int32($0) }), let host = fields["host"],
            let program = fields["program"], let shard = fields["shard"], let since = fields["since"]
        else { return nil }
        self.init(processID: processID, host: host, program: program, shard: shard, since: since)
    }
}

extension JournalError {
    /// An error of the file system, with the system's own words as the cause.
    static func file(_ message: String, path: String, error: Int32) -> Self {
        let code: Code =
            switch error {
            case ENOSPC, EDQUOT: .diskFull
            case EROFS: .readOnly
            case EIO: .inputOutput
            default: .permissionDenied
            }
        return Self(
            code, "\(message) Check the path \(path) and its permissions.", details: ["path": path],
            cause: String(cString: strerror(error)))
    }
}
