public import Attestation
public import EvidenceLog
public import Host
public import Primitives
internal import Signing
public import Storage
internal import Synchronization

/// Reads all of a published log and names what is wrong with it: a head that the log's key did not
/// sign, a tile or bundle that does not lead to the head, an entry that is no signed statement of
/// the network, a statement that stands there twice; in a folder also a file of an earlier size that
/// holds something else than the entries. Signatures are checked on several threads.
///
/// Memory: some thousand entries, and eight bytes for each entry of the log.
public struct LogAudit: Sendable {
    /// Of the head; nothing when that cannot be read.
    public private(set) var size: UInt64?
    public private(set) var root: Hash256?
    /// nil when entry 0 does not say whose log it is.
    public private(set) var identity: LogIdentity?
    /// At most a hundred; `problemCount` counts all.
    public private(set) var problems: [LogProblem] = []
    public private(set) var problemCount: UInt64 = 0
    /// Entries whose bytes the head covers, and whose signatures were checked.
    public private(set) var checked: UInt64 = 0
    private var ids: StatementIDs

    public var isSound: Bool { problemCount == 0 }

    /// - Parameters:
    ///   - network: the published file `network`, where there is one.
    ///   - folder: where the log is a folder: its path.
    ///   - threads: how many check signatures.
    ///   - progress: told now and then how many entries are done.
    public init<Source: TileSource>(
        checkpoint: RawSpan, from source: Source, network: [UInt8]? = nil, folder: String? = nil,
        threads: Int = Processors.count,
        progress: (UInt64) -> Void = { _ in }
    ) throws(LogReadError) {
        ids = StatementIDs()
        guard var reader = try reader(checkpoint, source) else { return }
        let size = reader.size
        identify(&reader, network)
        var stored = folder.map { StoredTiles($0) }
        var chunk: [(first: UInt64, bundle: EntryBundle)] = []
        for number in 0..<(size + 255) >> 8 {
            do throws(TileFault) {
                let bundle = try reader.bundle(number)
                for place in 0..<bundle.count { stored?.take(bundle.entry(place)) }
                chunk.append((number << 8, bundle))
            } catch {
                // Who cannot read a file knows nothing of it: that is no fault of the log.
                if case .unavailable = error { throw .files(error) }
                note(.file(error))
                // Without these entries nothing is known of the files that were made of them.
                stored = nil
            }
            guard chunk.count == Self.bundles || number == (size - 1) >> 8 else { continue }
            judge(chunk, threads)
            chunk = []
            progress(checked)
        }
        nameTwins(&reader)
        stored?.finish()
        for fault in stored?.faults ?? [] { note(.outgrown(fault)) }
    }

    /// Nothing, and a problem named, where no entry can be believed.
    private mutating func reader<Source: TileSource>(
        _ checkpoint: RawSpan, _ source: Source
    ) throws(LogReadError) -> LogReader<Source, SHA256>? {
        do throws(NoteError) {
            let head = try Checkpoint(text: SignedNote(parsing: checkpoint).text)
            (size, root) = (head.size, head.root)
        } catch {
            note(.head(error))
            return nil
        }
        do throws(LogReadError) {
            return try LogReader(checkpoint: checkpoint, from: source)
        } catch {
            switch error {
            case .files(.unavailable): throw error
            case .files(let fault): note(.file(fault))
            case .head(let error): note(.head(error))
            }
            return nil
        }
    }

    /// Bundles whose signatures are checked together.
    private static let bundles = 16

    private mutating func identify<Source: TileSource>(
        _ reader: inout LogReader<Source, SHA256>, _ network: [UInt8]?
    ) {
        guard size ?? 0 > 0 else { return note(.empty) }
        let first: EntryBundle
        do throws(TileFault) {
            first = try reader.bundle(0)
        } catch { return }  // Named when its turn comes.
        if let network, network != [UInt8](copying: first.entry(0)) { note(.network) }
        do throws(LogIdentityError) {
            let identity = try LogIdentity(
                networkFile: first.entry(0), origin: reader.head.origin)
            self.identity = identity
            do throws(NoteError) {
                try reader.check(signedBy: identity.key, by: Ed25519.self)
            } catch { note(.head(error)) }
        } catch { note(.identity(error)) }
    }

    private mutating func note(_ problem: LogProblem) {
        if problem == problems.last { return }
        problemCount += 1
        if problems.count < Self.mostProblems { problems.append(problem) }
    }

    private static let mostProblems = 100

    // MARK: Statements

    private mutating func judge(_ chunk: [(first: UInt64, bundle: EntryBundle)], _ threads: Int) {
        guard let network = identity?.network else { return }
        for part in StatementsCheck.run(chunk, on: network, threads: threads) {
            for problem in part.problems { note(problem) }
            ids.append(part.ids, from: part.first)
            checked += part.count
        }
    }

    private mutating func nameTwins<Source: TileSource>(
        _ reader: inout LogReader<Source, SHA256>
    ) {
        guard let network = identity?.network else { return }
        for (first, second) in ids.twins() {
            guard let one = Self.id(of: first, network, &reader),
                one == Self.id(of: second, network, &reader)
            else { continue }
            note(.twice(index: second, before: first, id: one))
        }
    }

    private static func id<Source: TileSource>(
        of index: UInt64, _ network: NetworkID, _ reader: inout LogReader<Source, SHA256>
    ) -> Hash256? {
        guard let bundle = try? reader.bundle(index >> 8),
            case .valid(_, _, let id) = StatementVerdict.of(
                bundle.entry(Int(index & 255)), network: network, by: Ed25519.self,
                hashing: SHA256.self)
        else { return nil }
        return id
    }
}

/// One thing that is wrong with a log.
public enum LogProblem: Equatable, Sendable, CustomStringConvertible {
    case empty
    case head(NoteError)
    case identity(LogIdentityError)
    /// The published file `network` is another than entry 0.
    case network
    case file(TileFault)
    /// A file of an earlier size, which the head does not need any more.
    case outgrown(StoredTileFault)
    /// The word of the published lists why it is no statement of the network.
    case statement(index: UInt64, reason: String)
    /// A statement, but of a type that is never logged, or a second network file.
    case misplaced(index: UInt64, type: MessageType)
    case twice(index: UInt64, before: UInt64, id: Hash256)

    /// For programs: the case's name, or that of a file's fault.
    public var code: String {
        switch self {
        case .empty: "empty"
        case .head: "head"
        case .identity: "identity"
        case .network: "network"
        case .file(let fault): fault.code.rawValue
        case .outgrown: "outgrown"
        case .statement: "statement"
        case .misplaced: "misplaced"
        case .twice: "twice"
        }
    }

    /// The entry it concerns, if it is one.
    public var index: UInt64? {
        switch self {
        case .identity: 0
        case .file(.otherEntry(let index, _, _, _)): index
        case .statement(let index, _), .misplaced(let index, _), .twice(let index, _, _): index
        default: nil
        }
    }

    public var description: String {
        switch self {
        case .empty: "the log has no entries; a log begins with a network file"
        case .head(let error): "checkpoint: \(error)"
        case .identity(let error): "entry 0: \(error)"
        case .network: "the file network is another than entry 0, whose bytes it should have"
        case .file(let fault): fault.description
        case .outgrown(let fault): fault.description
        case .statement(let index, let reason):
            "entry \(index) is no statement of this network: \(reason)"
        case .misplaced(let index, .network): "entry \(index) is a second network file"
        case .misplaced(let index, let type):
            "entry \(index) is a \(type.name), which is never logged"
        case .twice(let index, let before, let id):
            "entry \(index) is the statement \(id) of entry \(before) once more"
        }
    }
}
