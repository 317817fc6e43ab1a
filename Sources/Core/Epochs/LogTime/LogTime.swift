public import Attestation
public import Primitives

/// Log time (PROTOCOL 1): which entropy records a log holds and where. Early, late, fresh and first
/// mean an index compared with one of these, never a clock.
///
/// Only records that pass every check of PROTOCOL 2 are records; anything else an oracle put under
/// that name is passed over, the same by everybody.
public struct LogTime: Hashable, Sendable {
    public let network: NetworkID
    public let periods: NetworkPeriods
    /// Ascending by index and by period.
    public private(set) var records: [LogRecord]
    public private(set) var follower: EntropyFollowing
    /// From this period on every record is in `records`; 0 but after `keeping(from:)`.
    public private(set) var completeFrom = Period(0)

    public init(network: NetworkID, periods: NetworkPeriods) {
        self.network = network
        self.periods = periods
        records = []
        follower = EntropyFollowing()
    }

    /// Goes on from what a state kept: the records since some index, and what the next is checked
    /// against.
    public init(
        network: NetworkID, periods: NetworkPeriods, records: [LogRecord],
        follower: EntropyFollowing, completeFrom: Period
    ) {
        self.network = network
        self.periods = periods
        self.records = records
        self.follower = follower
        self.completeFrom = completeFrom
    }

    /// The same without records of earlier periods, which no later epoch asks for.
    public func keeping(from period: Period) -> LogTime {
        LogTime(
            network: network, periods: periods, records: Array(records[place(from: period)...]),
            follower: follower, completeFrom: max(completeFrom, period))
    }

    /// The same as before its newest record was made.
    func withoutNewest(_ before: EntropyFollowing) -> LogTime {
        LogTime(
            network: network, periods: periods, records: Array(records.dropLast()),
            follower: before, completeFrom: completeFrom)
    }

    public var newest: LogRecord? { records.last }

    /// Takes the end of a chain that stands at an index; signature and signer are checked by who
    /// reads the log.
    public mutating func append(
        _ end: EntropyChainEnd, at index: UInt64
    ) throws(EntropyRefused) {
        try follower.take(end, at: index, newest: newest?.period, periods)
    }

    /// Takes the record that stands at an index. `root` is the log's at the size the record must
    /// name: just past the record before it, at first 2.
    public mutating func append<D: Digest & ~Copyable>(
        _ record: EntropyRecord, at index: UInt64, root: Hash256, by digest: D.Type
    ) throws(EntropyRefused) {
        guard record.logSize == follower.rootSize, record.logRoot == root else {
            throw .otherRoot
        }
        try follower.take(record.step, at: index, by: digest)
        let value = record.step.entropy(network: network, logRoot: root, by: digest)
        records.append(LogRecord(period: record.step.period, index: index, value: value))
    }
}

/// One entropy record as the log has it.
public struct LogRecord: Hashable, Sendable {
    public let period: Period
    /// Where it stands.
    public let index: UInt64
    /// value(m), from which slots and draws come.
    public let value: Hash256

    public init(period: Period, index: UInt64, value: Hash256) {
        self.period = period
        self.index = index
        self.value = value
    }
}

extension LogTime {
    /// The record of a period; nothing where none was made.
    public func record(of period: Period) -> LogRecord? {
        let place = place(from: period)
        guard place < records.count, records[place].period == period else { return nil }
        return records[place]
    }

    /// The record m + n: the n-th after that of m. Nothing while the log has not got so far.
    public func record(_ count: UInt64, after period: Period) -> LogRecord? {
        let after = Period(min(period.number + 1, Period.limit))
        return record(number: count, from: after)
    }

    /// The `number`-th record, counted from 1, of those from a period on.
    public func record(number: UInt64, from period: Period) -> LogRecord? {
        precondition(number > 0, "records are counted from 1")
        let place = place(from: period)
        guard number <= UInt64(records.count - place) else { return nil }
        return records[place + Int(number) - 1]
    }

    /// The newest record below an index: the log time of the entry that stands there.
    public func record(below index: UInt64) -> LogRecord? {
        let place = records.partition { $0.index < index }
        return place == 0 ? nil : records[place - 1]
    }

    /// The place in `records` of the first from a period on.
    private func place(from period: Period) -> Int {
        records.partition { $0.period < period }
    }
}

extension [LogRecord] {
    /// How many at the beginning satisfy what the rest does not: by halving.
    fileprivate func partition(_ isBefore: (LogRecord) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if isBefore(self[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension LogTime {
    /// How many records of periods after this one stand below an index.
    public func count(after period: Period, below index: UInt64) -> UInt64 {
        let first = records.partition { $0.period <= period }
        let last = records.partition { $0.index < index }
        return UInt64(max(0, last - first))
    }
}
