internal import Airwaves
internal import Attestation
internal import EpochReplay
internal import EvidenceLog
internal import Glibc
internal import Host
internal import Maps
internal import OracleLogic
internal import Primitives
internal import Registry
internal import SQLiteStore
internal import Signing
internal import Storage

/// What `earshot-network check` finds: everything stored, read by another way than the oracle's, and
/// nothing changed.
public struct DataCheck: Sendable {
    public private(set) var lines: [String] = []
    public private(set) var isGood = true

    /// Refuses a folder that holds no oracle; whatever is wrong in one that does is a line.
    public static func run(_ data: DataFolder) throws(OracleHostError) -> DataCheck {
        try data.checkFounded()
        var check = DataCheck()
        let (bytes, file) = try OracleHost.networkFile(data)
        check.say("network", "\(file.read(as: NetworkFile.self).name), \(file.network)")
        let oracle = check.keys(data, file)
        do throws(DataFault) {
            try check.log(data, bytes, file, oracle)
        } catch { check.fail("log", error.reason) }
        check.lines.append(check.isGood ? "ok" : "not ok")
        return check
    }

    mutating func say(_ what: String, _ text: String) {
        lines.append(what + String(repeating: " ", count: max(1, 9 - what.utf8.count)) + text)
    }

    mutating func fail(_ what: String, _ text: String) {
        isGood = false
        say(what, "WRONG: \(text)")
    }

    // MARK: Keys

    /// The oracle of the file whose keys these are; without keys, as in a published copy, its first.
    private mutating func keys(_ data: DataFolder, _ file: CheckedStatement) -> OracleMember {
        let members = file.read(as: NetworkFile.self).oracles
        guard unsafe access(data.keys, F_OK) == 0 else {
            say("keys", "none here: this is a published copy, in which no oracle can work")
            return members[0]
        }
        guard !data.isClosed(data.keys) else {
            say("keys", "cannot be read by this user")
            return members[0]
        }
        do throws(OracleHostError) {
            let keys = try OracleKeys(in: data.keys)
            guard
                let member = members.first(where: {
                    $0.key == keys.oracle.publicKey && $0.logKey == keys.log.publicKey
                        && $0.receiptKey == keys.receipt.publicKey
                        && $0.entropyKey == keys.entropy.publicKey
                })
            else {
                fail("keys", "they are no oracle's of the network file")
                return members[0]
            }
            say("keys", "those of \(Address(member.key))")
            return member
        } catch {
            fail("keys", error.description)
            return members[0]
        }
    }

    // MARK: The log

    private mutating func log(
        _ data: DataFolder, _ file: [UInt8], _ network: CheckedStatement, _ oracle: OracleMember
    ) throws(DataFault) {
        let tiles = FolderTiles(data.path)
        // Before the head: what leaves the journal meanwhile is under it.
        let unpublished = try unpublished(data)
        var log = try Self.reader(tiles)
        let name = LogOrigin.name(of: oracle.key, on: network.network)
        let key = NoteKey(name: name, key: oracle.logKey, by: SHA256.self)
        do throws(NoteError) {
            try log.check(signedBy: key, by: Ed25519.self)
        } catch { throw DataFault("checkpoint: \(error)") }
        var replay = try LogReplay(network, oracle, EpochFolder(in: data.path))
        var stored = StoredTiles(data.path)
        var index = indexCheck(data)
        var first: UInt64 = 0
        while first < log.size {
            let end = min(log.size, first + 256)
            var entries: [(UInt64, [UInt8])] = []
            do throws(TileFault) {
                try log.entries(first..<end) { entries.append(($0, [UInt8](copying: $1))) }
            } catch { throw DataFault("\(error)") }
            for (place, bytes) in entries {
                if place == 0, bytes != file {
                    throw DataFault("entry 0 is not the file \(data.networkFile)")
                }
                let reader = log
                try replay.follow(bytes, at: place) { Self.entry($0, reader) }
                if let statement = replay.newest { index?.see(statement, at: place) }
            }
            for (_, bytes) in entries { stored.take(bytes.rawSpan) }
            first = end
        }
        stored.finish()
        if let stranger = stored.strangers.first {
            throw DataFault("\(stranger) is no file of a log")
        }
        if let wrong = stored.faults.first { throw DataFault("\(wrong)") }
        say(
            "log",
            "\(log.size) entries, each signed and in its place, under a signed head, in \(stored.count) files"
        )
        let size = try check(unpublished, log, &replay, &index)
        if var index {
            if let wrong = index.end(size) {
                fail("index", "\(wrong); remove \(data.index), and the next start makes it again")
            } else {
                say("index", "\(index.size) entries, each in its place")
            }
        }
        say("entropy", replay.summary)
        try chains(data, replay)
        do throws(TileFault) {
            try derived(data, network.read(as: NetworkFile.self), replay.book, &log)
        } catch { throw DataFault("\(error)") }
    }

    /// Nothing where this user may not read them.
    private mutating func unpublished(
        _ data: DataFolder
    ) throws(DataFault) -> UnpublishedEntries? {
        guard !data.isClosed("\(data.path)/journal") else {
            say("journal", "cannot be read by this user")
            return nil
        }
        do throws(SpoolError) {
            return try UnpublishedEntries(of: data.path)
        } catch { throw DataFault(error.description) }
    }

    /// What was acknowledged and is under no head yet is looked at like all else.
    /// - Returns: the size of the log with it.
    private mutating func check(
        _ unpublished: UnpublishedEntries?, _ log: LogReader<FolderTiles, SHA256>,
        _ replay: inout LogReplay, _ index: inout IndexCheck?
    ) throws(DataFault) -> UInt64 {
        var entries: [[UInt8]] = []
        do throws(LogFolderError) {
            try unpublished?.read(above: log.size, root: log.head.root) {
                entries.append([UInt8](copying: $1))
            }
        } catch { throw DataFault("\(error)") }
        for (number, bytes) in entries.enumerated() {
            let place = log.size + UInt64(number)
            try replay.follow(bytes, at: place) { asked in
                asked < log.size ? Self.entry(asked, log) : entries[Int(asked - log.size)]
            }
            if let statement = replay.newest { index?.see(statement, at: place) }
        }
        if !entries.isEmpty {
            say("journal", "\(entries.count) entries above the head, each signed and in its place")
        }
        return log.size + UInt64(entries.count)
    }

    private static func entry(
        _ index: UInt64, _ log: LogReader<FolderTiles, SHA256>
    ) -> [UInt8]? {
        var log = log
        var entry: [UInt8]?
        try? log.entries(index..<(index + 1)) { entry = [UInt8](copying: $1) }
        return entry
    }

    private mutating func indexCheck(_ data: DataFolder) -> IndexCheck? {
        guard !data.isClosed(data.index) else {
            say("index", "cannot be read by this user")
            return nil
        }
        do throws(DatabaseError) {
            return try IndexCheck(data)
        } catch .cannotOpen, .readOnly {
            // Its oracle was killed: what it had begun is seen to by the next start.
            say("index", "cannot be looked at before its oracle is started")
        } catch { fail("index", "\(error); remove it, and the next start makes it again") }
        return nil
    }

    private static func reader(
        _ tiles: FolderTiles
    ) throws(DataFault) -> LogReader<FolderTiles, SHA256> {
        let head: [UInt8]?
        do throws(SpoolError) {
            head = try tiles.read(DataFolder.checkpoint, limit: SignedNote.greatestBytes)
        } catch { throw DataFault(error.description) }
        guard let head else { throw DataFault("there is no checkpoint") }
        do throws(LogReadError) {
            return try LogReader(checkpoint: head.rawSpan, from: tiles)
        } catch { throw DataFault("\(error)") }
    }

    /// The seeds, where they may be read, are those of the logged ends, and the one in use is there.
    private mutating func chains(_ data: DataFolder, _ replay: LogReplay) throws(DataFault) {
        guard unsafe access(data.keys, R_OK | X_OK) == 0 else { return }
        do throws(OracleHostError) {
            let file = try ChainFile.read("\(data.keys)/\(OracleKeys.chainFile)")
            let known = (file?.chains ?? []).map(\.published)
            guard replay.chainsToCome.contains(where: known.contains) else {
                return fail(
                    "chains",
                    "the seed of the chain in use is not in \(data.keys)/\(OracleKeys.chainFile)")
            }
            guard replay.ends.allSatisfy({ known.contains($0) }) else {
                return say("chains", "a logged end has no seed here; records go on with the others")
            }
            say("chains", "\(known.count) with their seeds")
        } catch { fail("chains", error.description) }
    }
}

/// The log read by somebody who believes nothing.
private struct LogReplay {
    private var logic: OracleLogic
    private let network: CheckedStatement
    private let oracle: OracleMember
    private(set) var ends: [EntropyChain] = []
    private(set) var book = EntropyBook()
    private var known: EntropyStep?
    private var records = 0
    private var ids: Set<Hash256> = []
    private var nextSize: UInt64 = 2
    /// The statement of the entry that was taken last.
    private(set) var newest: CheckedStatement?

    /// - Parameter epochs: what is kept of them, without which credits are not known.
    init(
        _ network: CheckedStatement, _ oracle: OracleMember, _ epochs: EpochFolder
    ) throws(DataFault) {
        self.network = network
        self.oracle = oracle
        do throws(RegistryError) {
            logic = try OracleLogic(network, places: PlaceTables([ShippedMaps.places]))
        } catch { throw DataFault(error.description) }
        for epoch in epochs.epochs {
            do throws(EpochFolderError) {
                logic.add(try epochs.settlement(of: epoch), of: epoch)
            } catch { throw DataFault("epochs/\(epoch.number): \(error)") }
        }
    }

    /// Of these one has the next record: the one in use, and one that replaces it.
    var chainsToCome: [EntropyChain] {
        let chains = book.chains
        return [chains.chain(of: known?.period ?? Period(0)), chains.next].compactMap { $0 }
    }

    var summary: String {
        let newest = known.map { ", newest of period \($0.period.number)" } ?? ""
        return "\(records) records, each a step of its chain\(newest)"
    }

    /// - Parameter entry: one below it.
    mutating func follow(
        _ bytes: [UInt8], at place: UInt64, entry: (UInt64) -> [UInt8]?
    ) throws(DataFault) {
        let wrong = take(bytes, at: place) { $0 < place ? entry($0) : nil }
        if let wrong { throw DataFault("entry \(place): \(wrong)") }
    }

    /// - Returns: what is wrong with an entry.
    private mutating func take(
        _ bytes: [UInt8], at index: UInt64, entry: (UInt64) -> [UInt8]?
    ) -> String? {
        guard index > 0 else { return nil }
        let check = CheckedStatement.check(
            bytes, network: network.network, by: Ed25519.self, hashing: SHA256.self, entry: entry)
        guard case .good(let statement) = check else {
            return "is no good statement of this network: \(check)"
        }
        newest = statement
        guard ids.insert(statement.id).inserted else { return "stands in the log a second time" }
        switch statement.type {
        case .entropy:
            if let wrong = record(statement, at: index) { return wrong }
        case .entropyChain:
            guard statement.key == oracle.entropyKey else { return "is not the oracle's" }
            ends.append(statement.read(as: EntropyChainEnd.self).chain)
            book.addChain(at: index, statement.bytes)
        default: break
        }
        do throws(RegistryError) {
            let outcome = try logic.apply(statement, at: index)
            return outcome.refusal.map { "should not have been taken: \($0)" }
        } catch { return error.description }
    }

    private mutating func record(_ statement: CheckedStatement, at index: UInt64) -> String? {
        let record = statement.read(as: EntropyRecord.self)
        guard statement.key == oracle.entropyKey else { return "is not the oracle's" }
        guard known.map({ $0.period < record.step.period }) ?? true else {
            return "is a record of a period that was over"
        }
        guard record.logSize == nextSize else {
            return "names the log at size \(record.logSize), not \(nextSize)"
        }
        let step = record.step
        let chain = book.chains.chain(of: step.period)
        let isStep = chain?.isStep(
            step.value, of: step.period, knowing: known, by: SHA256.self)
        guard isStep == true else { return "is no step of a logged chain" }
        known = step
        records += 1
        book.addRecord(of: step.period, at: index, statement.bytes)
        nextSize = index + 1
        return nil
    }
}

private struct DataFault: Error {
    let reason: String

    init(_ reason: String) { self.reason = reason }
}
