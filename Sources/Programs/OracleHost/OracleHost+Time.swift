internal import Attestation
internal import EvidenceLog
internal import OracleAPI
internal import OracleLogic
internal import Primitives
internal import Registry
internal import Signing
internal import Storage
public import Units

extension OracleHost {
    /// Does what is due: the record of this moment's period, if it has none, and a head that covers
    /// what is new. Periods that were passed over stay without a record; a clock that stands before
    /// the newest record makes none until it has caught up.
    /// - Returns: whether a record was made.
    @discardableResult
    public func advance(to clock: Nanoseconds) throws(OracleHostError) -> Bool {
        var hasRecord = false
        if let period = period(at: clock), newest.map({ $0 < period }) ?? true {
            try followChain(at: period)
            // A chain that was lost is followed by one that begins later.
            if chainBegins.map({ period >= $0 }) ?? true {
                try makeRecord(of: period)
                hasRecord = true
            }
        }
        // The disk takes something again.
        if isBehind, hasRecord { try catchUp() }
        // What the disk did not take when the epoch was kept.
        if hasRecord { try logNotices() }
        if hasRecord && headWithRecord || clock >= nextHead { try publish(at: clock) }
        if hasRecord { try writeIndex() }
        return hasRecord
    }

    /// When the next thing is due.
    public func due(after clock: Nanoseconds) -> Nanoseconds {
        let next = period(at: clock).map { start(of: Period($0.number + 1)) } ?? file.genesis
        return log.size > log.publishedSize ? min(next, nextHead) : next
    }

    private func makeRecord(of period: Period) throws(OracleHostError) {
        guard let place = seed(of: period),
            let step = chains.chains[place].step(of: period)
        else { throw .noStep(period: period.number) }
        let logSize = entropy.newest.map { $0.index + 1 } ?? 2
        let record: EntropyRecord
        do throws(LogFolderError) {
            record = EntropyRecord(
                sequence: log.size, step: EntropyStep(period: period, value: step),
                logSize: logSize, logRoot: try log.root(at: logSize))
        } catch { throw OracleHostError(error) }
        try append(SignedByUs.statement(record, on: network, by: keys.entropy))
        counts.records += 1
    }

    /// Of our own making.
    func append(_ bytes: [UInt8]) throws(OracleHostError) {
        guard let statement = logged(bytes) else {
            preconditionFailure("a statement of ours is none")
        }
        let place: UInt64
        do throws(LogFolderError) {
            place = try log.append([bytes])
        } catch { throw OracleHostError(error) }
        places.add(statement, at: place)
        try apply(statement, at: place)
    }

    /// Publishes a head, unless there is nothing new.
    func publish(at clock: Nanoseconds) throws(OracleHostError) {
        nextHead = clock + headGap
        guard log.size > log.publishedSize else { return }
        do throws(LogFolderError) {
            try log.publish(by: keys.log)
        } catch { throw OracleHostError(error) }
        counts.heads += 1
    }
}
