/// What one rule says of one report.
public enum Judgement: Hashable, Sendable {
    case pass
    /// `measured` and `limit` are in the reason's unit; both 0 where there is nothing to measure.
    case fail(Reason, measured: Int64, limit: Int64)
    case notJudged(Reason)

    /// A fail that measures nothing.
    static func fail(_ reason: Reason) -> Judgement { .fail(reason, measured: 0, limit: 0) }

    /// Passes what is at most the limit.
    static func most(_ measured: Int64, _ limit: Int64, _ reason: Reason) -> Judgement {
        measured <= limit ? .pass : .fail(reason, measured: measured, limit: limit)
    }

    /// Passes what is at least the limit.
    static func least(_ measured: Int64, _ limit: Int64, _ reason: Reason) -> Judgement {
        measured >= limit ? .pass : .fail(reason, measured: measured, limit: limit)
    }
}
