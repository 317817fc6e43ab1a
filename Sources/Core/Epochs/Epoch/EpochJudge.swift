public import Airwaves
public import Attestation
import CoverageRules
import HexGrid
public import Primitives
public import Registry
public import Rewards
import Units

/// F of PROTOCOL 4: what an epoch comes to, from the state before it and the entries of its two
/// ranges. The same for any order of chunks, any division of work, any number of threads.
///
///     var scan = EpochScan(state)                       // to the record that closes the epoch
///     let outcome = try EpochJudge(state, scan, maps: maps).judge(chunks, …)
public struct EpochJudge<Check: SignatureCheck & SendableMetatype, D: Digest & SendableMetatype>:
    Sendable
{
    public let state: EpochState
    /// With the closing record.
    let time: LogTime
    let timeBefore: LogTime
    /// The entries whose evidence counts: ranges e-1 and e.
    public let evidenceRange: Range<UInt64>
    /// Range e.
    public let range: Range<UInt64>
    let maps: [PlaceMap]

    /// Refuses an epoch that has not closed.
    public init(
        _ state: EpochState, _ scan: EpochScan<Check, D>, maps: [PlaceMap]
    ) throws(EpochError) {
        guard let before = scan.timeBefore, let close = scan.time.close(of: state.next) else {
            throw .notClosed(state.next)
        }
        self.state = state
        self.maps = maps
        time = scan.time
        timeBefore = before
        range = state.position..<close
        evidenceRange = Self.evidenceStart(of: state)..<close
    }

    /// Where the range before the state's next epoch begins.
    public static func evidenceStart(of state: EpochState) -> UInt64 {
        guard state.next.number > 1 else { return 0 }
        return state.time.begin(ofRange: Epoch(state.next.number - 1)) ?? 0
    }

    public var epoch: Epoch { state.next }

    /// What `EvidenceReader` has to read whole.
    public var reach: EvidenceReach { EvidenceReach(time, state.next) }

    /// The log's size whose root the result names: it holds all that was looked at.
    public var logSize: UInt64 { range.upperBound + 1 }

    /// - Parameters:
    ///   - chunks: what `EvidenceReader` made of every entry of `evidenceRange`, cut anywhere, with
    ///     or without `reach`.
    ///   - logRoot: the log's root at `logSize`.
    ///   - note: told of each step when it begins.
    ///   - entry: any entry of the log, for fraud proofs that name one.
    ///   - passed: any entry of `evidenceRange`: of those passed over, some are asked for after all.
    public func judge(
        _ chunks: consuming [EvidenceChunk], logRoot: Hash256,
        dividing division: some Division, noting note: (EpochStep) -> Void = { _ in },
        entry: @Sendable (UInt64) -> [UInt8]?, passed: (UInt64) -> [UInt8]?
    ) throws(EpochError) -> EpochOutcome {
        note(.registry)
        var others = chunks.flatMap(\.others).filter { evidenceRange.contains($0.index) }
        others.sort { $0.index < $1.index }
        let replay = try EpochRegistry(
            state, others, range, timeBefore,
            before: time.firstOpen(from: state.next, at: range.lowerBound), by: Check.self,
            hashing: D.self, dividing: division, entry: entry)
        note(.join)
        let whole = { (index: UInt64) in read(passed(index), at: index) }
        let evidence = Evidence(joining: chunks, time, replay.registry, reading: whole)
        note(.places)
        let bench = try EpochBench<D>(state, replay, time, range, maps, evidence)
        return try bench.outcome(
            timeBefore: timeBefore, logSize: logSize, logRoot: logRoot, dividing: division,
            noting: note, reading: whole)
    }

    /// What one entry says, read whole.
    private func read(_ entry: [UInt8]?, at index: UInt64) -> EvidenceChunk {
        var reader = EvidenceReader<Check, D>(network: time.network)
        var chunk = EvidenceChunk()
        if let entry { reader.read(entry.rawSpan, at: index, into: &chunk) }
        return chunk
    }
}

extension Evidence {
    /// With the receipts that the oracles of their time signed.
    init(
        joining chunks: consuming [EvidenceChunk], _ time: LogTime, _ registry: Registry,
        reading whole: (UInt64) -> EvidenceChunk
    ) {
        self.init(joining: chunks, time, reading: whole) { key, period in
            let epoch = time.periods.epoch(of: time.periods.window(of: period))
            return registry.members(in: epoch).isReceiptKey(key)
        }
    }
}

/// Under which rules an epoch's pay and verdicts are computed.
struct EpochRules {
    let terms: RuleTerms
    let rewards: RewardRules
    let bookHash: Hash256

    init(_ registry: Registry, _ epoch: Epoch) throws(EpochError) {
        guard let registered = registry.ruleBook(in: epoch) else { throw .noRuleBook(epoch) }
        let book: CoverageRules.RuleBook
        do throws(RuleBookError) {
            book = try CoverageRules.RuleBook(parsing: registered.rules.rawSpan)
        } catch {
            throw .badRuleBook(epoch, error)
        }
        let parameters = registry.parameters(in: epoch)
        terms = RuleTerms(
            network: registry.network, genesis: registry.file.genesis,
            periods: registry.periods,
            selectionTrust: UInt16(clamping: parameters.selectionTrust), book: book)
        do throws(RewardRulesError) {
            rewards = try RewardRules(
                number: { book.payNumber($0) }, table: { book.table(named: $0)?.values })
        } catch {
            throw .badPayRules(epoch, error)
        }
        bookHash = registered.hash
    }
}

/// What an epoch came to.
public struct EpochOutcome: Sendable {
    public let epoch: Epoch
    /// In the order they are computed.
    public let stages: [StageFile]
    public let root: EpochRoot
    /// What the next epoch begins with.
    public let next: EpochState
    public let rewards: RewardFiles

    /// What its pay does to the registry.
    public var settlement: Settlement {
        guard let last = next.waiting.waiting.last, last.epoch == epoch,
            let settlement = last.settlement
        else { preconditionFailure("an epoch's own pay waits in the state it leaves") }
        return settlement
    }

    public subscript(_ name: StageName) -> StageFile {
        guard let found = stages.first(where: { $0.name == name }) else {
            preconditionFailure("an outcome has every stage")
        }
        return found
    }
}
