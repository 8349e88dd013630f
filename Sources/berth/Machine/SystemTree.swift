import Foundation

/// The files under `/proc`, `/sys` and `/etc` of this machine, or of a copy of another machine's.
struct SystemTree: Sendable {
    /// The folder that stands for `/`.
    let root: String

    /// The most bytes that are read of one file.
    ///
    /// The largest file read, `/proc/cpuinfo`, has about 1.5 KiB for each CPU; 8,192 of them fit.
    static let maximumFileBytes = 16 << 20

    /// Creates a view of the tree below `root`.
    init(root: String) {
        self.root = root.hasSuffix("/") ? String(root.dropLast()) : root
    }

    /// Where a path of the tree lies on this machine.
    func location(_ path: String) -> String { root + path }

    /// The file's text without blanks around it; nil when there is no such file.
    ///
    /// Read to the end and not by size: the kernel gives these files a size of 0 or 4096.
    func text(_ path: String) throws(ToolError) -> String? {
        guard let bytes = try bytes(path, most: Self.maximumFileBytes) else { return nil }
        return String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// The file's bytes, at most so many, or nil; also nil when the kernel refuses to tell.
    func optionalBytes(_ path: String, most: Int) -> [UInt8]? {
        do { return try bytes(path, most: most) } catch { return nil }
    }

    private func bytes(_ path: String, most: Int) throws(ToolError) -> [UInt8]? {
        let descriptor = open(location(path), O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            guard errno != ENOENT && errno != ENOTDIR else { return nil }
            throw unreadable(path, errno)
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while bytes.count <= most {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw unreadable(path, errno) }
            guard count > 0 else { return bytes }
            bytes += buffer[..<count]
        }
        throw ToolError(.invalidArgument, "\(location(path)) is longer than \(most) bytes.")
    }

    /// The file's text; nil also when the kernel refuses to tell.
    ///
    /// Some attributes of devices exist and answer with an I/O error; one of them must not end the whole report.
    func optionalText(_ path: String) -> String? {
        do { return try text(path) } catch { return nil }
    }

    /// The names in a folder, sorted; empty when there is no such folder.
    func names(in path: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: location(path))) ?? []).sorted()
    }

    /// True when something has this path, a link that leads nowhere included.
    func exists(_ path: String) -> Bool {
        var status = stat()
        return lstat(location(path), &status) == 0
    }

    /// The last part of what a link points to; nil when it is not a link.
    func linkedName(_ path: String) -> String? {
        guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: location(path)) else {
            return nil
        }
        return target.split(separator: "/").last.map(String.init)
    }

    private func unreadable(_ path: String, _ code: Int32) -> ToolError {
        ToolError(
            .invalidArgument, "\(location(path)) cannot be read: \(String(cString: strerror(code))).",
            advice: "Run the command as a user that may read it.")
    }
}
