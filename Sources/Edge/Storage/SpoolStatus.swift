public import Spool

/// How a spool is.
public struct SpoolStatus: Equatable, Sendable {
    public let records: Int
    /// Bytes of the records, with the 16 that surround each.
    public let bytes: Int
    public let fileBytes: Int
    /// Bytes that wait for a commit.
    public let uncommitted: Int
    /// What was kept, acknowledged, superseded and evicted of each kind since the folder was made.
    public let totals: SpoolTotals
    /// Records of this run that were there and could not be read again.
    public let lost: UInt64
    /// Writes and failed commits of this run.
    public let writes: UInt64
    public let failedCommits: UInt64
    /// Why the last commit failed; nil when it did not.
    public let failure: SpoolError?
    /// What was found at the start.
    public let repair: SpoolRepair
}

/// What the opening of a spool found.
public struct SpoolRepair: Equatable, Sendable {
    /// What was cut off.
    public let torn: TornTail?
    /// At most a hundred of them; `problemCount` counts all.
    public let problems: [SpoolProblem]
    public let problemCount: Int

    init(_ replay: SpoolReplay) {
        torn = replay.torn
        problems = replay.problems
        problemCount = replay.problemCount
    }
}
