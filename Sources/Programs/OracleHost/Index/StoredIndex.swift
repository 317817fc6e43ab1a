internal import EvidenceLog
internal import Glibc
internal import Host
internal import Primitives
internal import SQLiteStore
internal import Storage

/// The index in the data folder. Its database belongs to the file it was made as: copied while its
/// oracle wrote, it may be torn without a trace, so a copied one is made again from the log (but the
/// one that `earshot-network backup` makes, which is of one moment).
final class StoredIndex: StatementIndex {
    private let database: Database
    private let insert: Query
    private let find: Query
    private let end: Query
    private(set) var size: UInt64

    static let schema = Schema(
        kind: 0x4561_7249,
        steps: [
            """
            CREATE TABLE log (
                only INTEGER PRIMARY KEY CHECK (only = 1),
                origin BLOB NOT NULL,
                file INTEGER NOT NULL,
                size INTEGER NOT NULL,
                root BLOB NOT NULL
            ) STRICT;
            CREATE TABLE statements (
                name BLOB NOT NULL,
                place INTEGER NOT NULL,
                PRIMARY KEY (name, place)
            ) STRICT, WITHOUT ROWID
            """
        ])

    private init(_ path: String, origin: String) throws(DatabaseError) {
        database = try Database(path, Self.schema)
        insert = try database.query("INSERT INTO statements (name, place) VALUES (?1, ?2)")
        find = try database.query("SELECT place FROM statements WHERE name = ?1")
        end = try database.query("UPDATE log SET size = ?1, root = ?2")
        let known = try database.query("SELECT size FROM log")
        size = try known.next() ? UInt64(bitPattern: known.integer(0)) : 0
        known.end()
        guard try database.number("SELECT count(*) FROM log") == 0 else { return }
        let begin = try database.query("INSERT INTO log VALUES (1, ?1, ?2, 0, ?3)")
        begin.bind(1, Array(origin.utf8))
        begin.bind(2, Self.number(of: path))
        begin.bind(3, [UInt8]())
        _ = try begin.next()
    }

    /// What the file system calls the file.
    static func number(of path: String) -> Int64 {
        var about = stat()
        guard unsafe stat(path, &about) == 0 else { return 0 }
        return Int64(bitPattern: UInt64(about.st_ino))
    }

    // MARK: Opening

    /// Opens the index of a log, or makes one; one that is not of this log, or cannot be believed, is
    /// taken away and made again.
    /// - Parameter note: hears why.
    static func open(
        in data: DataFolder, of log: LogFolder, note: (String) -> Void
    ) throws(OracleHostError) -> StoredIndex {
        if unsafe mkdir(data.index, 0o700) != 0, errno != EEXIST {
            throw .disk("cannot make \(data.index): \(SystemError.last)")
        }
        let path = data.indexFile
        do throws(DatabaseError) {
            let index = try StoredIndex(path, origin: log.key.name)
            guard let wrong = try index.mismatch(with: log) else { return index }
            note("\(path) is made again from the log: \(wrong)")
        } catch {
            guard !error.isTemporary else { throw .disk(error.description) }
            note("it is made again from the log: \(error)")
        }
        remove(path)
        do throws(DatabaseError) {
            return try StoredIndex(path, origin: log.key.name)
        } catch { throw .disk(error.description) }
    }

    private static func remove(_ path: String) {
        for end in ["", "-wal", "-shm"] { _ = unsafe unlink(path + end) }
    }

    private func mismatch(with log: LogFolder) throws(DatabaseError) -> String? {
        let row = try database.query("SELECT origin, file, root FROM log")
        guard try row.next() else { return "it does not say of which log it is" }
        let (origin, file, root) = (row.bytes(0), row.integer(1), row.bytes(2))
        row.end()
        guard origin == Array(log.key.name.utf8) else { return "it is another log's" }
        guard file == Self.number(of: database.path) else {
            return "it was copied from elsewhere, perhaps while it was written"
        }
        guard size > 0 else { return nil }
        guard size <= log.size else {
            return "it has \(size) entries, the log \(log.size)"
        }
        guard let found = try? log.root(at: size), found.bytes == root else {
            return "its \(size) entries are others than the log's"
        }
        return nil
    }

    // MARK: Use

    func places(of name: StatementName) throws(OracleHostError) -> [UInt64] {
        find.bind(1, name.block)
        var places: [UInt64] = []
        do throws(DatabaseError) {
            while try find.next() { places.append(UInt64(bitPattern: find.integer(0))) }
        } catch { throw failure(error) }
        return places
    }

    func add(
        _ entries: [(name: StatementName, place: UInt64)], to size: UInt64, root: Hash256
    ) throws(OracleHostError) {
        do throws(DatabaseError) {
            try database.transaction { () throws(DatabaseError) in
                for entry in entries {
                    insert.bind(1, entry.name.block)
                    insert.bind(2, Int64(bitPattern: entry.place))
                    _ = try insert.next()
                }
                end.bind(1, Int64(bitPattern: size))
                end.bind(2, root.bytes)
                _ = try end.next()
            }
        } catch { throw failure(error) }
        self.size = size
    }

    /// A damaged one is of no use any more: the next start finds none, and makes it again.
    private func failure(_ error: DatabaseError) -> OracleHostError {
        guard !error.isTemporary else { return .disk(error.description) }
        Self.remove(database.path)
        return .index("\(error); the next start makes it again from the log")
    }

    // MARK: Copies

    /// A copy of one moment, which belongs to its own file: with `size` entries of the log at least.
    static func copy(
        of data: DataFolder, to other: DataFolder
    ) throws(DatabaseError) {
        try Database(reading: data.indexFile, schema).copy(to: other.indexFile)
        let copied = try Database(other.indexFile, schema)
        try copied.run("UPDATE log SET file = \(number(of: other.indexFile))")
    }
}
