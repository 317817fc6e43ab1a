public import Attestation
internal import EvidenceLog
internal import Primitives
internal import Signing
internal import Storage
public import Units

extension OracleHost {
    private var chainPath: String { "\(data.keys)/\(OracleKeys.chainFile)" }

    private var epochPeriods: UInt64 {
        file.periods.periodsPerWindow * file.periods.windowsPerEpoch
    }

    /// The place among the seeds of a logged chain.
    private func place(of chain: EntropyChain?) -> Int? {
        chain.flatMap { chain in chains.chains.firstIndex { $0.published == chain } }
    }

    /// The seed that makes the record of a period.
    func seed(of period: Period) -> Int? { place(of: entropy.chains.chain(of: period)) }

    /// The period of the next record, where a lost chain was replaced and the new one has not begun.
    public var chainBegins: Period? {
        let after = Period((newest?.number ?? 0) + 1)
        guard let next = entropy.chains.next, next.first > after, place(of: next) != nil,
            seed(of: after) == nil
        else { return nil }
        return next.first
    }

    /// How many periods the chains still have steps for.
    public var stepsLeft: UInt64 {
        guard let last = lastLogged?.last else { return 0 }
        let now = newest?.number ?? 0
        return last.number > now ? last.number - now : 0
    }

    private var lastLogged: ReverseHashChain? {
        chains.chains.last { entropy.hasEnd($0.published) }
    }

    /// Logs the end of a new chain in time: while the one in use has two epochs left. A new one holds
    /// from the epoch after the next on.
    func followChain(at period: Period) throws(OracleHostError) {
        try logMissingEnds()
        guard let last = lastLogged else { throw .noStep(period: period.number) }
        guard period.number + 4 * epochPeriods > last.last.number else { return }
        let first = Period((period.number / epochPeriods + 2) * epochPeriods)
        guard last.published.first < first else { return }
        try begin(at: first, length: last.length)
    }

    /// The seed is on disk before the end is in the log.
    private func begin(at first: Period, length: UInt64) throws(OracleHostError) {
        let chain = ReverseHashChain(
            seed: RandomBytes.hash256(), first: first, length: length)
        var grown = chains
        grown.chains = Array((grown.chains + [chain]).suffix(ChainFile.mostChains))
        try grown.write(chainPath)
        chains = grown
        try logMissingEnds()
    }

    /// Ends that are in the file of seeds and not in the log, because the program ended between; but
    /// none that would change draws of an epoch that has begun.
    private func logMissingEnds() throws(OracleHostError) {
        for chain in chains.chains
        where !entropy.hasEnd(chain.published) && chain.published.first >= earliestEnd {
            let end = EntropyChainEnd(
                sequence: log.size, chain: chain.published, length: chain.length)
            try append(SignedByUs.statement(end, on: network, by: keys.entropy))
        }
    }

    /// The first period of the next epoch of log time.
    private var earliestEnd: Period {
        Period(((newest?.number ?? 0) / epochPeriods + 1) * epochPeriods)
    }

    // MARK: Lost chains

    /// Whether the seed of no chain is here from which a record can ever be made.
    private var hasLostChain: Bool {
        seed(of: newest ?? Period(0)) == nil && place(of: entropy.chains.next) == nil
    }

    func checkChains() throws(OracleHostError) {
        guard hasLostChain else { return }
        throw .chain(
            path: chainPath,
            "the seed of the chain in use is not there; bring the file back from a copy, or, if it is "
                + "lost, begin a new chain: earshot-network init --replace-chain --data \(data.path)"
        )
    }

    /// Begins a chain in the place of one whose seed was lost: its end is logged now and holds from the
    /// next epoch of log time on, but for no period that has begun. Until then no record is made.
    /// - Returns: its first period.
    public static func replaceChain(
        in data: DataFolder, length: UInt64, at now: Nanoseconds
    ) throws(OracleHostError) -> Period {
        let host = try OracleHost(data, at: now, mayLackChain: true)
        guard host.hasLostChain else {
            throw .chain(path: host.chainPath, "the seed of the chain in use is there; all is well")
        }
        let coming = Period((host.period(at: now)?.number ?? 0) + 1)
        let first = max(host.earliestEnd, coming)
        try host.begin(at: first, length: length)
        try host.publish(at: now)
        return first
    }
}
