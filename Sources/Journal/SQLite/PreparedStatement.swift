import GRDB
import GRDBSQLite

/// A value on its way into a column.
enum ColumnValue {
    case integer(Int64)
    case text(String)
    case bytes([UInt8])
    case null
}

/// A statement out of the connection's cache, bound and stepped without a detour through dynamic values.
///
/// Text goes in and comes out by its length: GRDB 7.10 binds it up to the first NUL character, which would make two
/// request keys one. Must be used only inside the database access that made it.
struct PreparedStatement {
    private let statement: Statement
    private let connection: SQLiteConnection

    init(_ database: Database, _ sql: String) throws {
        statement = try database.cachedStatement(sql: sql)
        guard let connection = database.sqliteConnection else {
            throw DatabaseError(resultCode: .SQLITE_MISUSE, message: "the connection is closed")
        }
        self.connection = connection
    }

    /// Runs the statement once and returns the number of rows that it changed.
    @discardableResult
    func run(_ values: ColumnValue...) throws -> Int {
        defer { reset() }
        try bind(values)
        while try step() {}
        return Int(sqlite3_changes64(connection))
    }

    /// Runs the statement and hands over each row of its result.
    func forEachRow(_ values: ColumnValue..., body: (ResultRow) throws -> Void) throws {
        defer { reset() }
        try bind(values)
        while try step() {
            try body(ResultRow(pointer: statement.sqliteStatement))
        }
    }

    /// Runs the statement and makes something of the first row of its result, if there is one.
    func firstRow<Value>(_ values: ColumnValue..., make: (ResultRow) throws -> Value) throws -> Value? {
        defer { reset() }
        try bind(values)
        return try step() ? make(ResultRow(pointer: statement.sqliteStatement)) : nil
    }

    private func bind(_ values: [ColumnValue]) throws {
        let pointer = statement.sqliteStatement
        precondition(
            values.count == Int(sqlite3_bind_parameter_count(pointer)), "Each parameter of a statement gets a value.")
        for (index, value) in values.enumerated() {
            let code = value.bind(to: pointer, at: CInt(index + 1))
            guard code == SQLITE_OK else { throw failure(code) }
        }
    }

    private func step() throws -> Bool {
        switch sqlite3_step(statement.sqliteStatement) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let code: throw failure(code)
        }
    }

    private func reset() {
        sqlite3_reset(statement.sqliteStatement)
        sqlite3_clear_bindings(statement.sqliteStatement)
    }

    private func failure(_ code: CInt) -> DatabaseError {
        let extended = sqlite3_extended_errcode(connection)
        let detailed = extended & 0xFF == code & 0xFF ? extended : code
        return DatabaseError(
            resultCode: ResultCode(rawValue: detailed), message: String(cString: sqlite3_errmsg(connection)))
    }
}

extension ColumnValue {
    fileprivate func bind(to statement: SQLiteStatement, at index: CInt) -> CInt {
        // SQLite copies the bytes before it returns: it takes -1 as "transient".
        let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        switch self {
        case .integer(let number):
            return sqlite3_bind_int64(statement, index, number)
        case .null:
            return sqlite3_bind_null(statement, index)
        case .text(var text):
            return text.withUTF8 { bytes in
                let start = UnsafeRawPointer(bytes.baseAddress)?.assumingMemoryBound(to: CChar.self)
                guard let start, !bytes.isEmpty else { return sqlite3_bind_text(statement, index, "", 0, transient) }
                return sqlite3_bind_text64(
                    statement, index, start, UInt64(bytes.count), transient, UInt8(SQLITE_UTF8))
            }
        case .bytes(let bytes):
            guard !bytes.isEmpty else { return sqlite3_bind_zeroblob(statement, index, 0) }
            // The pointer is not kept: SQLite copies, as above.
            return bytes.withUnsafeBytes {
                sqlite3_bind_blob64(statement, index, $0.baseAddress, UInt64($0.count), transient)
            }
        }
    }
}

/// The row that a statement stands on; valid until the statement goes on.
struct ResultRow {
    fileprivate let pointer: SQLiteStatement

    func integer(_ column: Int) -> Int64 {
        sqlite3_column_int64(pointer, CInt(column))
    }

    func text(_ column: Int) -> String {
        guard let start = sqlite3_column_text(pointer, CInt(column)) else { return "" }
        let count = Int(sqlite3_column_bytes(pointer, CInt(column)))
        return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    func bytes(_ column: Int) -> [UInt8] {
        withBytes(column) { [UInt8]($0) }
    }

    func isNull(_ column: Int) -> Bool {
        sqlite3_column_type(pointer, CInt(column)) == SQLITE_NULL
    }

    /// Gives access to the bytes of a text or blob without a copy.
    func withBytes<Value>(_ column: Int, _ body: (UnsafeRawBufferPointer) throws -> Value) rethrows -> Value {
        let start = sqlite3_column_blob(pointer, CInt(column))
        let count = Int(sqlite3_column_bytes(pointer, CInt(column)))
        return try body(UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count))
    }
}
