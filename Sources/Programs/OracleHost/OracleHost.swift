internal import Airwaves
public import Attestation
internal import Epochs
internal import EvidenceLog
internal import Host
internal import Maps
internal import OracleAPI
internal import OracleLogic
public import Primitives
internal import Registry
internal import Signing
internal import Storage
public import Units

/// An oracle without sockets, threads or a clock of its own: the log in its folder, the registry, the
/// entropy, receipts. Whoever runs it gives it statements whose signatures were checked, and the time;
/// it does what is due and says when it wants to be called again. One thread has it.
///
///     let oracle = try OracleHost(DataFolder(path), at: now)
///     try oracle.advance(to: now)                 // records, heads
///     let answers = try oracle.ingest(posts)      // durable, with receipts
public final class OracleHost {
    public let data: DataFolder
    public let network: NetworkID
    public let file: NetworkFile
    /// Its bytes, log entry 0.
    public let fileBytes: [UInt8]
    let keys: OracleKeys
    let log: LogFolder
    var logic: OracleLogic
    /// What the next epoch begins with.
    var epochs: EpochState
    /// What it says of each hotspot; nothing before the first epoch is computed.
    var judged: JudgedEpoch?
    /// Where each epoch's result is in the log.
    var results: [UInt64: UInt64] = [:]
    /// The notices of the newest epoch that any names.
    var notices: [TrustNotice] = []
    /// The newest record that closed an epoch.
    var closedIndex: UInt64 = 0
    static let regions = PlaceTables([ShippedMaps.places])
    var entropy = EntropyBook()
    var places: StatementPlaces
    /// The index took nothing lately, and why.
    public internal(set) var indexTrouble: String?
    /// The newest state that is saved, or is being saved, has so many entries.
    var savedSize: UInt64 = 0
    /// The state that the log was read from had so many entries; 0 for all of the log.
    public internal(set) var startedFrom: UInt64 = 0
    /// An epoch was kept since.
    var hasKeptEpoch = false
    /// What the start found that is not as it should be, a line each.
    public private(set) var notes: [String] = []
    var shelf = ReceiptShelf()
    var chains: ChainFile
    /// The logic has seen statements that the disk did not take: it must read the log again.
    var isBehind = false
    /// The sequence number of the newest receipt.
    var receipts: UInt64
    /// The size of the log when the head was last published or looked at.
    var nextHead = Nanoseconds(0)
    /// Heads cost several writes to disk each. A simulated network, which nobody waits for, makes
    /// fewer; a live one makes one with each record, and one within five seconds of anything new.
    public var headPeriods: UInt64 = 0
    public internal(set) var counts = OracleCounts()

    /// Where an oracle keeps what it makes of its log.
    public enum Keeping: Sendable {
        /// In its data folder, so that the next start is quick.
        case folder
        /// Nowhere: for a network in virtual time, of which only the log is wanted.
        case nothing
    }

    /// Opens what `Founding` made, from the newest saved state on; without one it reads the log from
    /// its beginning.
    /// - Parameters:
    ///   - mayLackChain: whether it may open without the seed of the chain in use, and makes no record.
    ///   - progress: called now and then with the entries read.
    public init(
        _ data: DataFolder, at now: Nanoseconds, keeping: Keeping = .folder,
        mayLackChain: Bool = false, progress: (UInt64) -> Void = { _ in }
    ) throws(OracleHostError) {
        self.data = data
        let (bytes, statement) = try Self.networkFile(data)
        fileBytes = bytes
        network = statement.network
        keys = try OracleKeys(in: data.keys)
        file = statement.read(as: NetworkFile.self)
        let oracle = keys.oracle.publicKey
        guard file.oracles.contains(where: { $0.key == oracle }) else {
            throw .keys(
                "\(data.keys)/oracle.key is not the key of an oracle of \(data.networkFile)")
        }
        let origin = LogOrigin.name(of: oracle, on: network)
        // Founding publishes a head before there is a network file.
        guard Folder.mayBeThere("\(data.path)/\(DataFolder.checkpoint)") else {
            throw .log(
                "there is no \(data.path)/\(DataFolder.checkpoint); bring it back from a copy")
        }
        do throws(LogFolderError) {
            log = try LogFolder(
                directory: data.path,
                key: NoteKey(name: origin, key: keys.log.publicKey, by: SHA256.self))
        } catch { throw OracleHostError(error) }
        chains = try ChainFile.read("\(data.keys)/\(OracleKeys.chainFile)") ?? ChainFile([])
        do throws(RegistryError) {
            logic = try OracleLogic(statement, places: Self.regions)
            epochs = EpochState(genesis: try Registry(statement, places: Self.regions))
        } catch { throw .network(error.description) }
        receipts = try StartCount.next(in: data) << StartCount.shift
        var notes: [String] = []
        switch keeping {
        case .nothing: places = StatementPlaces(MemoryIndex())
        case .folder:
            let index = try StoredIndex.open(in: data, of: log) { notes.append($0) }
            places = StatementPlaces(index)
        }
        try openEpochs { notes.append($0) }
        try replay(from: statement, progress) { notes.append($0) }
        if !mayLackChain { try checkChains() }
        try resumeEpochs()
        try logNotices()
        self.notes = notes
    }

    static func networkFile(
        _ data: DataFolder
    ) throws(OracleHostError) -> ([UInt8], CheckedStatement) {
        let bytes: [UInt8]
        do throws(SettingsFileError) {
            bytes = try SettingsFiles.read(data.networkFile)
        } catch {
            if case .cannotRead(_, let system) = error, system.isMissing {
                throw .nothing(path: data.path)
            }
            throw .file(error.description)
        }
        guard
            let statement = CheckedStatement.networkFile(
                bytes, by: Ed25519.self, hashing: SHA256.self)
        else { throw .network("\(data.networkFile) is no network file") }
        return (bytes, statement)
    }

    // MARK: The log, read again

    /// After the disk did not take what had been judged: forgets everything and reads the log again.
    func catchUp() throws(OracleHostError) {
        guard let (_, statement) = try? Self.networkFile(data) else {
            throw .nothing(path: data.path)
        }
        do throws(RegistryError) {
            logic = try OracleLogic(statement, places: Self.regions)
        } catch { throw .network(error.description) }
        entropy = EntropyBook()
        notices = []
        try replay(from: statement) { _ in
        } _: { _ in
        }
        isBehind = false
    }

    /// What is in the log was checked before it was logged; its signatures are not checked again here
    /// (`earshot-network check` does).
    private func replay(
        from file: CheckedStatement, _ progress: (UInt64) -> Void, _ note: (String) -> Void
    ) throws(OracleHostError) {
        guard log.size >= 2 else { throw .log("\(data.path): the log has no chain's end yet") }
        let known = try restore(file, note)
        try settleKeptEpochs()
        var next = min(known, places.next)
        while next < log.size {
            let end = min(log.size, next + 4_096)
            var entries: [(UInt64, [UInt8])] = []
            do throws(LogFolderError) {
                try log.entries(next..<end) { entries.append(($0, [UInt8](copying: $1))) }
            } catch { throw OracleHostError(error) }
            for (index, bytes) in entries {
                try take(bytes, at: index, isKnown: index < known)
            }
            next = end
            if places.next == end { try writeIndex() }
            if places.isFull { throw .disk(indexTrouble ?? "the index takes nothing") }
            progress(next)
        }
    }

    /// - Parameter isKnown: whether a saved state has it already, and only the index has not.
    private func take(
        _ bytes: [UInt8], at place: UInt64, isKnown: Bool
    ) throws(OracleHostError) {
        guard place > 0 else {
            guard bytes == fileBytes else {
                throw .history(index: 0, "is not the file \(data.networkFile)")
            }
            return
        }
        guard let statement = logged(bytes, at: place) else {
            throw .history(index: place, "is no statement of this network")
        }
        places.add(statement, at: place)
        if !isKnown { try apply(statement, at: place) }
    }

    /// An entry of our own log, at its place or, of our own making, the next one: a proof in it names
    /// what stands below.
    func logged(_ bytes: [UInt8], at place: UInt64? = nil) -> CheckedStatement? {
        CheckedStatement.logged(bytes, network: network) { index in
            index < place ?? log.size ? try? entry(index) : nil
        }
    }

    /// What follows from an entry, own or of others, new or read again.
    func apply(_ statement: CheckedStatement, at place: UInt64) throws(OracleHostError) {
        switch statement.type {
        case .entropy:
            let record = statement.read(as: EntropyRecord.self)
            let period = record.step.period
            if let newest = entropy.newest, period <= newest.period {
                throw .history(index: place, "a record of a period that is over")
            }
            entropy.addRecord(of: period, at: place, statement.bytes)
        case .entropyChain: entropy.addChain(at: place, statement.bytes)
        case .epochResult:
            if let root = EpochRoot(statement.payload, network: network) {
                results[root.epoch.number] = place
            }
        case .trustNotice: note(statement.read(as: TrustNotice.self))
        default: break
        }
        do throws(RegistryError) {
            let outcome = try logic.apply(statement, at: place)
            if outcome.closed != nil { closedIndex = place }
        } catch { throw .history(index: place, error.description) }
    }

    var headWithRecord: Bool { headPeriods == 0 }

    var headGap: Nanoseconds {
        headWithRecord
            ? min(period, Nanoseconds(5_000_000_000)) : Nanoseconds(headPeriods * period.value)
    }

    // MARK: What is known

    public var size: UInt64 { log.size }
    public var publishedSize: UInt64 { log.publishedSize }
    /// The newest record.
    public var newest: Period? { entropy.newest?.period }
    public var origin: String { log.key.name }
    public var oracle: Address { Address(keys.oracle.publicKey) }

    /// How long a period is.
    public var period: Nanoseconds { Nanoseconds(file.periods.milliseconds * 1_000_000) }

    /// The period of a moment; nothing before genesis.
    public func period(at clock: Nanoseconds) -> Period? {
        guard clock >= file.genesis else { return nil }
        return Period(clock.gap(to: file.genesis).value / period.value)
    }

    public func start(of period: Period) -> Nanoseconds {
        file.genesis + Nanoseconds(period.number * self.period.value)
    }
}

/// For metrics.
public struct OracleCounts: Equatable, Sendable {
    public var logged: UInt64 = 0
    public var repeated: UInt64 = 0
    public var refused: UInt64 = 0
    public var records: UInt64 = 0
    public var heads: UInt64 = 0
    public var receipts: UInt64 = 0
    /// Notices logged, by their rule.
    public var notices: [String: UInt64] = [:]

    public init() {}
}
