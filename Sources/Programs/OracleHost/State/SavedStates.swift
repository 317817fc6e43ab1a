internal import Airwaves
internal import Attestation
internal import EvidenceLog
internal import Glibc
internal import Host
internal import Primitives
internal import Registry
internal import Storage

/// The states of a data folder: `states/N` is of N entries. The two newest are kept, so that a damaged
/// one costs the way from the one before.
struct SavedStates: Sendable {
    private let data: DataFolder

    static let kept = 2

    init(_ data: DataFolder) { self.data = data }

    /// Newest first.
    private var sizes: [UInt64] {
        (Folder.names(in: data.states) ?? []).compactMap { name in
            UInt64(name).flatMap { String($0) == name ? $0 : nil }
        }.sorted(by: >)
    }

    /// Durable when it returns; older ones are taken away.
    func write(_ bytes: [UInt8], size: UInt64) throws(OracleHostError) {
        if unsafe mkdir(data.states, 0o700) != 0, errno != EEXIST {
            throw .disk("cannot make \(data.states): \(SystemError.last)")
        }
        do throws(NewFileError) {
            try DurableFile.replace(bytes, at: "\(data.states)/\(size)", mode: 0o600)
            try DurableFile.sync(folder: data.path)
        } catch { throw .disk(error.description) }
        for old in sizes.dropFirst(Self.kept) { _ = unsafe unlink("\(data.states)/\(old)") }
    }

    /// The newest that is of this log; nil when there is none.
    /// - Parameter note: hears of those that cannot be used.
    func newest(
        of log: LogFolder, file: CheckedStatement, places: PlaceTables, note: (String) -> Void
    ) -> SavedState? {
        for size in sizes {
            let path = "\(data.states)/\(size)"
            do throws(SavedStateError) {
                let state = try read(path, file, places)
                guard state.size == size, state.origin == log.key.name else {
                    throw .otherLog
                }
                guard size <= log.size else { throw .ahead(of: log.size) }
                guard let root = try? log.root(at: size), root == state.root else {
                    throw .otherLog
                }
                return state
            } catch { note("\(path) is not used: \(error)") }
        }
        return nil
    }

    private func read(
        _ path: String, _ file: CheckedStatement, _ places: PlaceTables
    ) throws(SavedStateError) -> SavedState {
        let bytes: [UInt8]
        do throws(WholeFileError) {
            bytes = try WholeFile.read(path, limit: SavedState.greatestBytes)
        } catch { throw .file(error.description) }
        return try SavedState(reading: bytes, file: file, places: places)
    }
}

/// The saving of a state, which other threads may do while the log goes on: what is saved is a value.
public struct StateTask: Sendable {
    let state: SavedState
    let data: DataFolder

    /// Entries of the log that it covers.
    public var size: UInt64 { state.size }

    public func run() throws(OracleHostError) {
        try SavedStates(data).write(state.bytes(), size: state.size)
    }
}
