public import Airwaves
public import Attestation
import CoverageRules
public import Primitives
import Registry

/// An epoch whose evidence is still coming in, and what F will say of each beacon and report as far
/// as that can be told: the same benches judge, under the same rules, over the entries so far.
///
/// What only the whole epoch shows is left out: B-12, W-19, W-21, and that a seal was not opened. A
/// provisional verdict can be overturned by what is logged after it: another statement of the same
/// sequence number (B-11), a report of the same frame whose seal stands first (W-18), a third missing
/// field (W-10 … of a window), times of arrival of more witnesses (W-17), a receipt that puts a
/// statement where it should stand.
///
/// Cost: each entry is read once, whenever it comes; a look judges all of the epoch's windows anew,
/// which is what judging them at the end costs, less pay. Memory is what F needs for the epoch.
public struct OpenEpoch<Check: SignatureCheck & SendableMetatype, D: Digest & SendableMetatype>:
    Sendable
{
    public let state: EpochState
    private let maps: [PlaceMap]
    private var scan: EpochScan<Check, D>
    private var reader: EvidenceReader<Check, D>
    private var facts = EvidenceChunk()
    /// The entry of the log that is to be read next.
    public private(set) var position: UInt64

    public init(after state: EpochState, maps: [PlaceMap]) {
        self.state = state
        self.maps = maps
        scan = EpochScan(state)
        reader = EvidenceReader(network: state.registry.network)
        position = EpochJudge<Check, D>.evidenceStart(of: state)
    }

    public var epoch: Epoch { state.next }

    /// The record that closes the epoch was read: what comes after it belongs to the next.
    public var isClosed: Bool { scan.isComplete }

    /// The newest record that was read, or that the state kept.
    public var newest: Period? { scan.time.newest?.period }

    /// Takes the log's entry of `position`, unless the epoch has closed. `root` gives the log's root at
    /// a size that is at most `position`; only entropy asks for it.
    public mutating func read<Failure: Error>(
        _ entry: RawSpan, root: (UInt64) throws(Failure) -> Hash256
    ) throws(Failure) {
        guard !isClosed else { return }
        if position >= state.position { try scan.read(entry, at: position, root: root) }
        if !isClosed { reader.read(entry, at: position, into: &facts) }
        position += 1
    }

    /// The entries that the fraud proofs among those read name by index.
    public var provenIndexes: [UInt64] {
        facts.others.lazy.filter { $0.type == .fraudProof }.flatMap { other -> [UInt64] in
            guard let envelope = try? SignedStatement(other.bytes.rawSpan),
                let proof = try? FraudProof(parsing: envelope.payload)
            else { return [] }
            return proof.statements.compactMap(\.index)
        }
    }

    /// What can be said now.
    ///
    /// - Parameter entry: any entry of the log, for fraud proofs that name one.
    public func verdicts(
        dividing division: some Division = SerialDivision(),
        entry: @Sendable (UInt64) -> [UInt8]? = { _ in nil }
    ) throws(EpochError) -> OpenVerdicts {
        let end = isClosed ? position - 1 : position
        let range = state.position..<max(end, state.position)
        let replay = try EpochRegistry(
            state, facts.others, range, scan.timeBefore ?? scan.time,
            before: scan.time.firstOpen(from: state.next, at: state.position), by: Check.self,
            hashing: D.self, dividing: division, entry: entry)
        // Each entry was read whole.
        let evidence = Evidence(joining: [facts], scan.time, replay.registry) { _ in
            EvidenceChunk()
        }
        let bench = try EpochBench<D>(state, replay, scan.time, range, maps, evidence)
        let alone = bench.verdictBench(bench.commitments(division), bench.positionTable)
            .alone(dividing: division)
        return OpenVerdicts(
            alone, bench, newest: newest, position: position, isClosed: isClosed, by: D.self)
    }
}
