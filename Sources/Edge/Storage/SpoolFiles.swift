internal import Glibc
internal import Host
internal import Primitives
public import Spool

/// A spool on disk: a folder of its own, of which this is the only writer.
///
///     let spool = try SpoolFiles(directory: path, limits: limits, kinds: kinds)
///     try spool.forEachLive { record, payload in … }
///     try spool.append(kind: 1, number: 42, payload)
///     spool.forget(17)
///     try spool.commit()          // one write and one fdatasync for all before
///
/// Nothing is written but in `commit`, and nothing there if nothing was appended or forgotten. One
/// thread has it.
public final class SpoolFiles {
    private let folder: SpoolFolder
    private let lock: SpoolLock
    private var journal: SpoolJournal
    private var head: FileHandle?
    private let repair: SpoolRepair
    private var failure: SpoolError?
    private var failedCommits: UInt64 = 0
    private var writes: UInt64 = 0

    /// Opens a spool, or makes one. What a power cut left torn is cut off; what the disk lost is
    /// told by `status`; both cost no more than what they name. Never appends to a file of another
    /// run: the first commit begins a new one.
    public init(
        directory: String, limits: SpoolLimits, kinds: SpoolKinds
    ) throws(SpoolError) {
        let folder = try SpoolFolder(writing: directory)
        let lock = try SpoolLock(in: folder)
        let (segments, unfinished) = try folder.list()
        for name in unfinished { folder.remove(name) }
        // What is read now is told to be kept, so it must be what the disk has.
        if let newest = segments.last {
            let file = try folder.open(SpoolName.text(of: newest), O_RDWR)
            try file.sync()
            file.forgetCache()
        }
        try folder.sync()
        let load = try SpoolLoad(folder, segments, limits: limits, kinds: kinds)
        for number in load.leftOvers { folder.remove(SpoolName.text(of: number)) }
        let replay = load.replay
        if let torn = replay.torn {
            let file = try folder.open(SpoolName.text(of: torn.segment), O_RDWR)
            try file.cut(to: torn.offset)
            try file.sync()
        }
        repair = SpoolRepair(replay)
        journal = replay.finished()
        self.folder = folder
        self.lock = lock
    }
}

// MARK: - Records

extension SpoolFiles {
    /// Takes a record; it is kept when `commit` has returned. If more waits already than one write
    /// should bring, that is committed first.
    public func append(
        kind: UInt8, number: UInt64, _ payload: RawSpan
    ) throws(SpoolError) {
        do throws(SpoolRefusal) {
            try journal.append(kind: kind, number: number, payload)
        } catch {
            guard case .uncommitted = error else { throw .refused(error) }
            try commit()
            do throws(SpoolRefusal) {
                try journal.append(kind: kind, number: number, payload)
            } catch { throw .refused(error) }
        }
    }

    /// Forgets a record; for good when `commit` has returned.
    /// - Returns: false for one that is not there: forgotten or evicted before.
    @discardableResult
    public func forget(_ number: UInt64, as reason: SpoolForgetting = .acknowledged) -> Bool {
        journal.forget(number, as: reason)
    }

    public func contains(_ number: UInt64) -> Bool { journal.contains(number) }

    /// A record's payload; nil for one that is not there, or that the disk lost.
    public func read(_ number: UInt64) throws(SpoolError) -> [UInt8]? {
        switch journal.place(of: number) {
        case nil: return nil
        case .waiting(let range): return Array(journal.waitingBytes[range])
        case .stored(let read):
            let bytes = try folder.bytes(of: read)
            guard let payload = read.payload(in: bytes.rawSpan) else {
                journal.lose(number)
                return nil
            }
            return Array(bytes[payload])
        }
    }

    /// Every record, in order of the numbers. `body` may forget records. One that the disk lost
    /// since it was opened is passed, and counted as lost.
    public func forEachLive(
        _ body: (SpoolRecord, RawSpan) -> Void
    ) throws(SpoolError) {
        var window = SegmentWindow()
        var next: UInt64 = 0
        while let record = journal.first(from: next) {
            switch journal.place(of: record.number) {
            case nil: break
            case .waiting(let range):
                let bytes = Array(journal.waitingBytes[range])
                body(record, bytes.rawSpan)
            case .stored(let read):
                try window.cover(read, folder)
                let range = window.range(of: read)
                let bytes = window.bytes.rawSpan.extracting(range)
                if let payload = read.payload(in: bytes) {
                    body(record, bytes.extracting(payload))
                } else {
                    journal.lose(record.number)
                }
            }
            guard record.number < .max else { return }
            next = record.number + 1
        }
    }

    /// Those evicted for want of room since this was last asked, the oldest first.
    public func takeEvicted() -> [SpoolRecord] { journal.takeEvicted() }

    /// All records appended so far with numbers up to here are on disk, but for those forgotten.
    public var keptThrough: UInt64 { journal.keptThrough }

    /// The highest number ever appended, in this run or before.
    public var highest: UInt64 { journal.highest }

    public var status: SpoolStatus {
        SpoolStatus(
            records: journal.records, bytes: journal.liveBytes, fileBytes: journal.fileBytes,
            uncommitted: journal.uncommitted, totals: journal.totals, lost: journal.lost,
            writes: writes, failedCommits: failedCommits, failure: failure, repair: repair)
    }
}

// MARK: - Commit

extension SpoolFiles {
    /// Brings all before it to disk: mostly one write and one `fdatasync`. When it throws, all of
    /// it waits for the next commit, which may come when there is room again.
    ///
    /// After a failed `fdatasync` nobody knows what of the file is on disk, and a second one may
    /// say that all is well: the file is left, and what waits, with what shared a block with it, is
    /// written at once into a new one. That is tried once; a disk that fails again is told.
    public func commit() throws(SpoolError) {
        guard journal.wantsCommit else { return }
        do throws(SpoolError) {
            // Each round frees or brings something; the bound is for a journal that errs.
            for _ in 0..<SpoolReplay.mostSegments where journal.wantsCommit {
                try gatherMoves()
                guard journal.hasWork else { break }
                try writeOnce()
            }
            failure = nil
        } catch {
            failure = error
            failedCommits += 1
            throw error
        }
    }

    private func gatherMoves() throws(SpoolError) {
        for read in journal.planMoves() {
            let bytes = try folder.bytes(of: read)
            journal.move(read, bytes.rawSpan)
        }
    }

    private func writeOnce() throws(SpoolError) {
        do throws(WriteFailure) {
            try write()
        } catch {
            guard error.isDoubtful || error.cause.isDiskFailure else { throw error.cause }
            try gatherMoves()
            do throws(WriteFailure) { try write() } catch { throw error.cause }
        }
    }

    private func write() throws(WriteFailure) {
        let write = journal.seal(salt: Chance.word())
        do throws(WriteFailure) {
            if write.isNew { try begin(write) } else { try extend(write) }
        } catch {
            journal.notWritten(error.isDoubtful ? .doubtful : .unchanged)
            if error.isDoubtful { head = nil }
            throw error
        }
        writes += 1
        for number in journal.written() { folder.remove(SpoolName.text(of: number)) }
    }

    private func extend(_ write: SpoolWrite) throws(WriteFailure) {
        guard let head else { preconditionFailure("no segment is open") }
        do throws(SpoolError) {
            try head.write(write.bytes.rawSpan, at: write.offset)
        } catch {
            let isCut = (try? head.cut(to: write.offset)) != nil
            throw WriteFailure(error, isDoubtful: !error.isWantOfRoom || !isCut)
        }
        do throws(SpoolError) {
            try head.sync()
        } catch {
            try? head.cut(to: write.offset)
            throw WriteFailure(error, isDoubtful: true)
        }
    }

    /// A segment gets its name when its first bytes are on disk, and counts when the name is.
    private func begin(_ write: SpoolWrite) throws(WriteFailure) {
        let name = SpoolName.text(of: write.segment)
        do throws(SpoolError) {
            head = try folder.create(name, write.bytes.rawSpan)
        } catch {
            throw WriteFailure(error, isDoubtful: false)
        }
    }
}

/// A write that came to nothing.
private struct WriteFailure: Error {
    let cause: SpoolError
    /// Whether the file it went to may hold anything now.
    let isDoubtful: Bool

    init(_ cause: SpoolError, isDoubtful: Bool) {
        self.cause = cause
        self.isDoubtful = isDoubtful
    }
}
