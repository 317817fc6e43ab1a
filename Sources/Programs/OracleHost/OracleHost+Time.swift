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
            try makeRecord(of: period)
            hasRecord = true
        }
        // The disk takes something again.
        if isBehind, hasRecord { try catchUp() }
        // What the disk did not take when the epoch was kept.
        if hasRecord { try logNotices() }
        if hasRecord && headWithRecord || clock >= nextHead { try publish(at: clock) }
        return hasRecord
    }

    /// When the next thing is due.
    public func due(after clock: Nanoseconds) -> Nanoseconds {
        let next = period(at: clock).map { start(of: Period($0.number + 1)) } ?? file.genesis
        return log.size > log.publishedSize ? min(next, nextHead) : next
    }

    private func makeRecord(of period: Period) throws(OracleHostError) {
        guard let place = chains.chains.lastIndex(where: { $0.published.first <= period }),
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
        index.add(statement.id, at: place)
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

    // MARK: Chains

    /// How many periods the chains still have steps for.
    public var stepsLeft: UInt64 {
        guard let last = chains.chains.last?.last else { return 0 }
        let now = newest?.number ?? 0
        return last.number > now ? last.number - now : 0
    }

    /// Logs the end of a new chain in time: while the one in use has two epochs left, or because it is
    /// lost. A new one holds from the epoch after the next on.
    private func followChain(at period: Period) throws(OracleHostError) {
        let epoch = file.periods.periodsPerWindow * file.periods.windowsPerEpoch
        guard let last = chains.chains.last else { throw .noStep(period: period.number) }
        try logMissingEnds()
        guard period.number + 4 * epoch > last.last.number else { return }
        let first = Period((period.number / epoch + 2) * epoch)
        guard last.published.first < first else { return }
        let chain = ReverseHashChain(
            seed: RandomBytes.hash256(), first: first, length: last.length)
        var grown = chains
        grown.chains = Array((grown.chains + [chain]).suffix(ChainFile.mostChains))
        try grown.write("\(data.keys)/\(OracleKeys.chainFile)")
        chains = grown
        try logMissingEnds()
    }

    /// Ends that are in the file of seeds and not in the log: the program ended between.
    private func logMissingEnds() throws(OracleHostError) {
        guard chains.chains.count > entropy.chains.count else { return }
        for chain in chains.chains[entropy.chains.count...] {
            let end = EntropyChainEnd(
                sequence: log.size, chain: chain.published, length: chain.length)
            try append(SignedByUs.statement(end, on: network, by: keys.entropy))
        }
    }
}
