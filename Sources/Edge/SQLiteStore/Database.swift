internal import CSQLite
internal import Glibc

/// An SQLite database of ours, of which this is the only writer. Its journal is written ahead (WAL): a
/// transaction that was committed before the program was killed is there, and after a power cut all up
/// to some commit are, in their order. So what is in it must be such that it can be made again, and it
/// says up to where it goes. One thread has it.
@safe public final class Database {
    public let path: String
    private let handle: OpaquePointer

    /// Opens a database and brings it to the schema's version; makes it, closed to other users by its
    /// folder, when it is not there. Refuses what is of another kind or of a newer program.
    public convenience init(_ path: String, _ schema: Schema) throws(DatabaseError) {
        try self.init(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)
        try run("PRAGMA journal_mode = WAL")
        try run("PRAGMA synchronous = NORMAL")
        // Pages of 4 KiB: what is looked at again, and how much is copied back at a time.
        try run("PRAGMA cache_size = -65536")
        try run("PRAGMA wal_autocheckpoint = 2000")
        try check(schema)
        try migrate(schema)
    }

    /// Opens one only to read, and changes nothing beside it; it may have its writer. Refuses one of
    /// another version.
    public convenience init(reading path: String, _ schema: Schema) throws(DatabaseError) {
        // Without a journal nobody works in it: then SQLite need not make one.
        if unsafe access(path + "-wal", F_OK) == 0 {
            try self.init(path, SQLITE_OPEN_READONLY)
        } else {
            try self.init(
                path, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI,
                as: "file:\(Self.escaped(path))?immutable=1")
        }
        try check(schema)
        guard try number("PRAGMA user_version") == schema.version else {
            throw .foreign(path: path)
        }
    }

    /// A path in a URI.
    private static func escaped(_ path: String) -> String {
        path.reduce(into: "") { text, character in
            switch character {
            case "?": text += "%3f"
            case "#": text += "%23"
            case "%": text += "%25"
            default: text.append(character)
            }
        }
    }

    private init(
        _ path: String, _ mode: Int32, as name: String? = nil
    ) throws(DatabaseError) {
        self.path = path
        var opened: OpaquePointer?
        let flags = mode | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_EXRESCODE
        let code = unsafe sqlite3_open_v2(name ?? path, &opened, flags, nil)
        guard let opened = unsafe opened else {
            throw .cannotOpen(path: path, "SQLite has no memory")
        }
        guard code == SQLITE_OK else {
            let words = unsafe String(cString: sqlite3_errmsg(opened))
            unsafe sqlite3_close_v2(opened)
            throw .of(code, path, words)
        }
        unsafe handle = opened
        // A damaged file must not lead its reader astray, and its schema must not run anything.
        try run("PRAGMA cell_size_check = ON")
        try run("PRAGMA trusted_schema = OFF")
    }

    deinit { unsafe sqlite3_close_v2(handle) }

    // MARK: Versions

    private func check(_ schema: Schema) throws(DatabaseError) {
        let version = try number("PRAGMA user_version")
        let kind = try number("PRAGMA application_id")
        let isNew = kind == 0 && version == 0 ? try isEmpty() : false
        guard kind == schema.kind || isNew else { throw .foreign(path: path) }
        guard version <= schema.version else {
            throw .newer(path: path, version: version, known: schema.version)
        }
    }

    private func isEmpty() throws(DatabaseError) -> Bool {
        try number("SELECT count(*) FROM sqlite_schema") == 0
    }

    private func migrate(_ schema: Schema) throws(DatabaseError) {
        for version in try number("PRAGMA user_version")..<schema.version {
            try transaction { () throws(DatabaseError) in
                try run(schema.steps[version])
                try run("PRAGMA application_id = \(schema.kind)")
                try run("PRAGMA user_version = \(version + 1)")
            }
        }
    }

    // MARK: Work

    /// Runs statements without parameters and without answers.
    public func run(_ statements: String) throws(DatabaseError) {
        let code = unsafe sqlite3_exec(handle, statements, nil, nil, nil)
        guard code == SQLITE_OK else { throw error(code) }
    }

    /// All of it or nothing.
    public func transaction(
        _ body: () throws(DatabaseError) -> Void
    ) throws(DatabaseError) {
        try run("BEGIN IMMEDIATE")
        do throws(DatabaseError) {
            try body()
            try run("COMMIT")
        } catch {
            // Some errors have rolled back by themselves.
            if unsafe sqlite3_get_autocommit(handle) == 0 { try? run("ROLLBACK") }
            throw error
        }
    }

    /// A statement with parameters (`?1`, `?2`, …), made ready once and run many times.
    public func query(_ statement: String) throws(DatabaseError) -> Query {
        var made: OpaquePointer?
        let code = unsafe sqlite3_prepare_v3(
            handle, statement, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &made, nil)
        guard code == SQLITE_OK, let made = unsafe made else { throw error(code) }
        return unsafe Query(made, of: self)
    }

    /// The number that a statement answers; 0 for none.
    public func number(_ statement: String) throws(DatabaseError) -> Int {
        let query = try query(statement)
        return try query.next() ? Int(query.integer(0)) : 0
    }

    /// Copies all of it, as of one moment, into a new file that is there whole when this returns, on
    /// disk when its folder is brought there; the writer may go on.
    public func copy(to target: String) throws(DatabaseError) {
        let query = try query("VACUUM INTO ?1")
        query.bind(1, text: target)
        _ = try query.next()
    }

    func error(_ code: Int32) -> DatabaseError {
        .of(code, path, unsafe String(cString: sqlite3_errmsg(handle)))
    }
}
