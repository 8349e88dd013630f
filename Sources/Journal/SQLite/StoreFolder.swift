import Foundation

/// The folder of a store and the names of the files in it.
struct StoreFolder {
    let path: String

    var database: String { path + "/berth.sqlite" }
    var log: String { database + "-wal" }
    var lock: String { path + "/berth.lock" }

    /// Where a new store is made before it gets its name, so that half a store never looks like one.
    var unfinished: String { path + "/berth.sqlite.new" }

    /// The files that SQLite keeps beside a database.
    private var companions: [String] { [log, database + "-shm", database + "-journal"] }

    /// What is in the folder.
    enum Content: Equatable {
        case nothing
        case store(hasLog: Bool)
    }

    /// Makes the folder if there is none, for this user alone.
    func make() throws(JournalError) {
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue { return }
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw JournalError(
                .permissionDenied, "The folder \(path) cannot be made. Check the path and its permissions.",
                details: ["path": path], cause: error.localizedDescription)
        }
    }

    /// Looks at the files; fails if they are only a part of a store, or none of ours.
    func examine() throws(JournalError) -> Content {
        guard exists(database) else {
            for companion in companions where exists(companion) {
                throw JournalError(
                    .incompleteStore,
                    "\(companion) is there, but \(database) is not: the store is incomplete. Put the file back, "
                        + "restore the folder from a backup, or start with an empty folder.",
                    details: ["path": database])
            }
            return .nothing
        }
        try checkHeader()
        return .store(hasLog: exists(log))
    }

    /// Makes an empty file for this user alone, in the place of any that was left unfinished.
    func beginNewDatabase() throws(JournalError) {
        for leftover in [unfinished, unfinished + "-journal", unfinished + "-wal", unfinished + "-shm"] {
            guard unlink(leftover) == 0 || errno == ENOENT else {
                throw .file(
                    "A file that an interrupted start left behind cannot be removed.", path: leftover, error: errno)
            }
        }
        let descriptor = open(unfinished, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw .file("The database file cannot be made.", path: unfinished, error: errno)
        }
        close(descriptor)
    }

    /// Gives the finished database its name, durably.
    func finishNewDatabase() throws(JournalError) {
        guard rename(unfinished, database) == 0 else {
            throw .file("The new database file cannot be renamed.", path: database, error: errno)
        }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .file("The folder cannot be opened.", path: path, error: errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else {
            throw .file("The folder cannot be written to disk.", path: path, error: errno)
        }
    }

    private func exists(_ path: String) -> Bool {
        access(path, F_OK) == 0
    }

    private func checkHeader() throws(JournalError) {
        let magic = Array("SQLite format 3\u{0}".utf8)
        let descriptor = open(database, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw .file("The database file cannot be read.", path: database, error: errno)
        }
        defer { close(descriptor) }
        let length = 100
        var header = [UInt8](repeating: 0, count: length)
        guard pread(descriptor, &header, length, 0) == length else {
            throw .damaged("\(database) is shorter than the header of a database.")
        }
        guard header.starts(with: magic) else {
            throw JournalError(
                .notAStore,
                "\(database) is not a SQLite database. Check the folder, or restore it from a backup.",
                details: ["path": database])
        }
        // SQLite keeps the mark of the application in the four bytes from 68 on, the most significant first. It is
        // looked at here because opening the database of another program with a write-ahead log changes it.
        let applicationID = header[68..<72].reduce(Int64(0)) { $0 << 8 | Int64($1) }
        guard applicationID == SQLiteSchema.applicationID else {
            throw JournalError(
                .notAStore,
                "\(database) was not made by Berth. Check the folder, or restore it from a backup.",
                details: ["path": database])
        }
    }
}
