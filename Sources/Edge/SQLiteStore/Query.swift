internal import CSQLite
public import Primitives

/// A statement that is made ready. Parameters are counted from 1, columns from 0. Parameters keep what
/// they were given until they are given something else.
@safe public final class Query {
    private let handle: OpaquePointer
    /// Lives as long as its statements.
    private let database: Database

    @unsafe init(_ handle: OpaquePointer, of database: Database) {
        unsafe self.handle = handle
        self.database = database
    }

    deinit { unsafe sqlite3_finalize(handle) }

    public func bind(_ place: Int32, _ number: Int64) {
        expect(unsafe sqlite3_bind_int64(handle, place, number))
    }

    public func bind(_ place: Int32, text: String) {
        let count = Int32(text.utf8.count)
        expect(unsafe earshot_sqlite_text(handle, place, text, count))
    }

    /// Sixteen bytes, the most significant first.
    public func bind(_ place: Int32, _ block: Block128) {
        let words = (block.high.bigEndian, block.low.bigEndian)
        expect(
            unsafe withUnsafeBytes(of: words) { bytes in
                unsafe earshot_sqlite_bytes(handle, place, bytes.baseAddress, 16)
            })
    }

    public func bind(_ place: Int32, _ bytes: [UInt8]) {
        expect(
            unsafe bytes.withUnsafeBytes { bytes in
                unsafe earshot_sqlite_bytes(
                    handle, place, bytes.baseAddress, Int32(bytes.count))
            })
    }

    /// Only a wrong number of a parameter, or no memory, is refused.
    private func expect(_ code: Int32) {
        precondition(code == SQLITE_OK, "a parameter is refused: \(database.error(code))")
    }

    /// Runs it up to its next row; after the last one it is ready to be run again.
    public func next() throws(DatabaseError) -> Bool {
        let code = unsafe sqlite3_step(handle)
        if code == SQLITE_ROW { return true }
        let error = code == SQLITE_DONE ? nil : database.error(code)
        unsafe sqlite3_reset(handle)
        if let error { throw error }
        return false
    }

    /// Leaves the rows that were not asked for.
    public func end() { unsafe sqlite3_reset(handle) }

    public func integer(_ column: Int32) -> Int64 {
        unsafe sqlite3_column_int64(handle, column)
    }

    public func bytes(_ column: Int32) -> [UInt8] {
        let count = unsafe Int(sqlite3_column_bytes(handle, column))
        guard count > 0, let start = unsafe sqlite3_column_blob(handle, column) else { return [] }
        return unsafe [UInt8](UnsafeRawBufferPointer(start: start, count: count))
    }
}
