import Foundation

/// The file system that holds guests' disks.
struct MachineDisk: Sendable, Equatable {
    /// Its size, in GiB rounded down.
    var totalGibibytes: Int64
    /// What an ordinary user could still write, in GiB rounded down.
    var availableGibibytes: Int64

    /// Asks for the file system of a path.
    static func read(path: String) throws(ToolError) -> MachineDisk {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else {
            throw ToolError(
                .invalidArgument, "The file system of \(path) cannot be asked: \(String(cString: strerror(errno))).",
                advice: "Name the folder of the guests' disks with --disk-path.")
        }
        return MachineDisk(
            totalGibibytes: gibibytes(UInt64(status.f_blocks), of: UInt64(status.f_frsize)),
            availableGibibytes: gibibytes(UInt64(status.f_bavail), of: UInt64(status.f_frsize)))
    }

    /// Whole GiB of so many blocks; a product that does not fit counts as the most that can be told.
    private static func gibibytes(_ blocks: UInt64, of size: UInt64) -> Int64 {
        let (bytes, overflow) = blocks.multipliedReportingOverflow(by: size)
        return Int64((overflow ? UInt64.max : bytes) >> 30)
    }
}
