public import Airwaves
internal import Attestation
public import Epochs
public import EvidenceLog
internal import Primitives
internal import Registry
public import Signing

/// F over a published log: finds where the next epoch closes, reads the evidence of its two ranges
/// on all cores, and computes the epoch. What an oracle does when an epoch closes, and an auditor
/// at any later time.
public enum EpochReplay {
    /// Entries that are in memory at once, before they are facts.
    static let together: UInt64 = 8_192

    /// - Parameters:
    ///   - state: what the epoch before it left.
    ///   - log: a head that may cover the closing record.
    ///   - maps: region tables; those in force must be among them.
    ///   - note: told of each step when it begins.
    /// - Returns: nothing as long as the epoch has not closed under this head.
    public static func outcome<Source: TileSource>(
        after state: EpochState, in log: inout LogReader<Source, SHA256>, maps: [PlaceMap],
        dividing division: some Division = ThreadDivision(),
        noting note: (EpochStep) -> Void = { _ in }
    ) throws(EpochReplayError) -> EpochOutcome? {
        note(.scan)
        guard let scan = try close(of: state, in: &log) else { return nil }
        let judge: EpochJudge<Ed25519, SHA256>
        do throws(EpochError) {
            judge = try EpochJudge(state, scan, maps: maps)
        } catch { throw .epoch(error) }
        note(.read)
        let evidence = try read(
            judge.evidenceRange, within: judge.reach, of: state, in: &log, dividing: division)
        let proven = try provenEntries(evidence, below: judge.logSize, in: &log)
        let root: Hash256
        do throws(TileFault) {
            root = try log.root(at: judge.logSize)
        } catch { throw .log(error) }
        var fault: EpochReplayError?
        let outcome: EpochOutcome
        do throws(EpochError) {
            outcome = try judge.judge(
                [evidence], logRoot: root, dividing: division, noting: note,
                entry: { index in proven.first { $0.index == index }?.bytes },
                passed: { index in
                    do throws(EpochReplayError) {
                        return try copy(index..<index + 1, of: &log)[0]
                    } catch {
                        fault = error
                        return nil
                    }
                })
        } catch { throw .epoch(error) }
        if let fault { throw fault }
        return outcome
    }

    /// The first pass: to the record that closes the epoch.
    private static func close<Source: TileSource>(
        of state: EpochState, in log: inout LogReader<Source, SHA256>
    ) throws(EpochReplayError) -> EpochScan<Ed25519, SHA256>? {
        var scan = EpochScan<Ed25519, SHA256>(state)
        var next = state.position
        while next < log.size, !scan.isComplete {
            let end = min(log.size, next + together)
            var entries: [(index: UInt64, bytes: [UInt8])] = []
            do throws(TileFault) {
                try log.entries(next..<end) { index, entry in
                    if isTime(entry) { entries.append((index, [UInt8](copying: entry))) }
                }
                for entry in entries {
                    try scan.read(entry.bytes.rawSpan, at: entry.index) {
                        (size) throws(TileFault) in try log.root(at: size)
                    }
                }
            } catch { throw .log(error) }
            next = end
        }
        return scan.isComplete ? scan : nil
    }

    /// Whether an entry says that it is of entropy: a scan asks nothing else.
    private static func isTime(_ entry: RawSpan) -> Bool {
        guard let type = (try? SignedStatement(entry))?.typeNumber else { return false }
        return type == MessageType.entropy.rawValue || type == MessageType.entropyChain.rawValue
    }

    private static func copy<Source: TileSource>(
        _ range: Range<UInt64>, of log: inout LogReader<Source, SHA256>
    ) throws(EpochReplayError) -> [[UInt8]] {
        var entries: [[UInt8]] = []
        entries.reserveCapacity(range.count)
        do throws(TileFault) {
            try log.entries(range) { entries.append([UInt8](copying: $1)) }
        } catch { throw .log(error) }
        return entries
    }

    /// The second pass: signatures, ids, contents. Bundles are read from the log as they are needed,
    /// and what they say is joined at once, so that no more than facts is kept.
    private static func read<Source: TileSource>(
        _ range: Range<UInt64>, within reach: EvidenceReach, of state: EpochState,
        in log: inout LogReader<Source, SHA256>, dividing division: some Division
    ) throws(EpochReplayError) -> EvidenceChunk {
        let network = state.registry.network
        var joined = EvidenceChunk()
        var next = range.lowerBound
        while next < range.upperBound {
            let first = next >> 8
            let end = min(range.upperBound, (first << 8) + together)
            var bundles: [EntryBundle] = []
            do throws(TileFault) {
                while (first + UInt64(bundles.count)) << 8 < end {
                    bundles.append(try log.bundle(first + UInt64(bundles.count)))
                }
            } catch { throw .log(error) }
            let parts = division.map(count: bundles.count) { [bundles, next] part in
                let reader = EvidenceReader<Ed25519, SHA256>(network: network, reach: reach)
                return chunk(of: bundles, part, from: first, in: next..<end, by: reader)
            }
            for part in parts { joined.append(part) }
            next = end
        }
        return joined
    }

    /// What some of the bundles say, of which the first has the number `first`.
    private static func chunk(
        of bundles: [EntryBundle], _ part: Range<Int>, from first: UInt64,
        in range: Range<UInt64>, by reader: consuming EvidenceReader<Ed25519, SHA256>
    ) -> EvidenceChunk {
        var chunk = EvidenceChunk()
        for place in part {
            let start = (first + UInt64(place)) << 8
            let bundle = bundles[place]
            for number in 0..<bundle.count where range.contains(start + UInt64(number)) {
                reader.read(bundle.entry(number), at: start + UInt64(number), into: &chunk)
            }
        }
        return chunk
    }

    /// The entries that fraud proofs name by index.
    private static func provenEntries<Source: TileSource>(
        _ evidence: EvidenceChunk, below size: UInt64, in log: inout LogReader<Source, SHA256>
    ) throws(EpochReplayError) -> [(index: UInt64, bytes: [UInt8])] {
        var found: [(index: UInt64, bytes: [UInt8])] = []
        for other in evidence.others where other.type == .fraudProof {
            for index in Self.indexes(in: other.bytes) where index < size {
                found.append((index, try copy(index..<index + 1, of: &log)[0]))
            }
        }
        return found
    }

    private static func indexes(in statement: [UInt8]) -> [UInt64] {
        guard let envelope = try? SignedStatement(statement.rawSpan),
            let proof = try? FraudProof(parsing: envelope.payload)
        else { return [] }
        return proof.statements.compactMap(\.index)
    }
}

/// Why an epoch was not computed.
public enum EpochReplayError: Error, CustomStringConvertible {
    case log(TileFault)
    case epoch(EpochError)

    public var description: String {
        switch self {
        case .log(let fault): fault.description
        case .epoch(let error): error.description
        }
    }
}
