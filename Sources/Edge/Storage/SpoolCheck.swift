internal import Primitives
public import Spool

/// What a spool's folder holds, read by somebody who writes nothing and needs no lock. While a
/// daemon writes, this is what the folder held at one moment.
public struct SpoolCheck: Equatable, Sendable {
    public let records: Int
    /// Bytes of the records, with the 16 that surround each.
    public let bytes: Int
    public let segments: Int
    public let fileBytes: Int
    public let totals: SpoolTotals
    /// What is left of a commit that did not end, or has not yet.
    public let torn: TornTail?
    /// New segments that were not finished, or are not yet.
    public let unfinished: [String]
    /// At most a hundred; `problemCount` counts all.
    public let problems: [SpoolProblem]
    public let problemCount: Int

    public var isBroken: Bool { problemCount > 0 }
    public var tornCount: Int { unfinished.count + (torn == nil ? 0 : 1) }

    /// Reads all of it.
    public init(directory: String) throws(SpoolError) {
        // A running daemon removes old segments; nobody removes so many while one pass is read.
        for _ in 0..<20 {
            do throws(SpoolError) {
                self = try Self(once: directory)
                return
            } catch {
                guard error.isMissingFile else { throw error }
            }
        }
        self = try Self(once: directory)
    }

    private init(once directory: String) throws(SpoolError) {
        let folder = try SpoolFolder(reading: directory)
        let (numbers, unfinished) = try folder.list()
        guard !numbers.isEmpty || folder.has(SpoolLock.name) else {
            throw .noSpool(path: directory)
        }
        let replay = try SpoolLoad(
            folder, numbers, limits: .widest, kinds: SpoolKinds(held: [])
        ).replay
        // What seems missing may have been removed, and what says so written, since the listing.
        if replay.problemCount > 0 {
            let now = try folder.list().segments
            guard now == numbers else { throw .missingFile(path: directory) }
        }
        self.unfinished = unfinished
        torn = replay.torn
        problems = replay.problems
        problemCount = replay.problemCount
        let journal = replay.finished()
        records = journal.records
        bytes = journal.liveBytes
        segments = numbers.count
        fileBytes = journal.fileBytes
        totals = journal.totals
    }
}
