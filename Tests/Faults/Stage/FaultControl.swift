import EndToEndTestSupport
import Foundation
import Glibc

/// The switches of the shim that stands between a worker and the system's library.
///
/// They are a file that the shim has mapped, laid out as `fault_shim.h` says.
final class FaultControl: Sendable {
    /// Offsets in the file.
    private enum Offset: Int {
        case writeError = 0
        case syncError = 4
        case syncMilliseconds = 8
        case openError = 12
        case clockNanoseconds = 16
        case failedWrites = 24
        case failedSyncs = 32
        case slowSyncs = 40
        case end = 48
    }

    private let path: String
    private let folder: String
    private let descriptor: Int32

    /// Makes a control file for the files in a folder.
    init(path: String, folder: String) throws {
        self.path = path
        self.folder = folder
        descriptor = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0, ftruncate(descriptor, off_t(Offset.end.rawValue)) == 0 else {
            throw LoadFailure(description: "\(path) cannot be made")
        }
    }

    deinit { close(descriptor) }

    /// The environment of a worker that the switches act on.
    var environment: [String: String] {
        get throws {
            let library = try WorkerProcess.sibling("libFaultShim.so")
            return ["LD_PRELOAD": library, "BERTH_FAULT_CONTROL": path, "BERTH_FAULT_FOLDER": folder]
        }
    }

    /// Lets every write fail with this error; 0: none.
    func failWrites(_ error: Int32) { set(.writeError, UInt32(error)) }

    /// Lets every synchronisation with the disk fail with this error; 0: none.
    func failSyncs(_ error: Int32) { set(.syncError, UInt32(error)) }

    /// Lets every synchronisation with the disk take so much longer.
    func slowSyncs(milliseconds: Int) { set(.syncMilliseconds, UInt32(milliseconds)) }

    /// Lets every attempt to open a file for writing fail with this error; 0: none.
    func failOpens(_ error: Int32) { set(.openError, UInt32(error)) }

    /// Moves the time of day.
    func moveClock(by duration: Duration) {
        let parts = duration.components
        set(.clockNanoseconds, parts.seconds * 1_000_000_000 + parts.attoseconds / 1_000_000_000)
    }

    /// Takes everything back.
    func mend() {
        failWrites(0)
        failSyncs(0)
        slowSyncs(milliseconds: 0)
        failOpens(0)
        moveClock(by: .zero)
    }

    /// How often the shim has struck.
    var strikes: (writes: UInt64, syncs: UInt64, slow: UInt64) {
        (read(.failedWrites), read(.failedSyncs), read(.slowSyncs))
    }

    private func set(_ offset: Offset, _ value: some FixedWidthInteger) {
        var bytes = value.littleEndian
        let count = MemoryLayout.size(ofValue: bytes)
        let written = pwrite(descriptor, &bytes, count, off_t(offset.rawValue))
        precondition(written == count, "the control file of a test must be writable")
    }

    private func read(_ offset: Offset) -> UInt64 {
        var value: UInt64 = 0
        _ = pread(descriptor, &value, 8, off_t(offset.rawValue))
        return UInt64(littleEndian: value)
    }
}
