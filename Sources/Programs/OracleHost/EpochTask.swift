internal import Airwaves
public import Attestation
public import Epochs
internal import EvidenceLog
internal import Maps
internal import Primitives
internal import Registry
internal import Signing
internal import Storage

/// The computing of one epoch that has closed: of the published log and the state before it, and of
/// nothing else, so that it can be done on other threads while the log goes on.
public struct EpochTask: Sendable {
    public let state: EpochState
    let directory: String

    public var epoch: Epoch { state.next }

    /// - Parameter division: how the entries are divided; what comes out does not depend on it.
    public func run(dividing division: some Division) throws(OracleHostError) -> EpochOutcome {
        let log = try PublishedEntries(directory)
        let judge = try judge(log)
        let range = judge.evidenceRange
        let directory = directory
        let bundles = range.lowerBound >> 8..<(range.upperBound + 255) >> 8
        let read = division.map(count: bundles.count) { part in
            Self.chunk(
                bundles.lowerBound + UInt64(part.lowerBound)..<bundles.lowerBound
                    + UInt64(part.upperBound), of: range, state.registry.network, directory)
        }
        var chunks: [EvidenceChunk] = []
        for result in read {
            chunks.append(try result.get())
        }
        do throws(EpochError) {
            return try judge.judge(
                chunks, logRoot: try rootOf(log, judge.logSize), dividing: division,
                entry: { index in (try? PublishedEntries(directory))?.entry(index) })
        } catch { throw .epoch(state.next.number, error.description) }
    }

    private func rootOf(_ log: PublishedEntries, _ size: UInt64) throws(EpochError) -> Hash256 {
        // A log that is published to here has this root: the scan asked for others of it.
        guard let root = try? log.root(at: size) else { throw .notClosed(state.next) }
        return root
    }

    /// The pass that finds where the epoch's range ends.
    private func judge(
        _ log: PublishedEntries
    ) throws(OracleHostError) -> EpochJudge<Ed25519, SHA256> {
        var scan = EpochScan<Ed25519, SHA256>(state)
        var next = state.position
        while !scan.isComplete, next < log.size {
            let end = min(log.size, (next >> 8 + 1) << 8)
            for (index, bytes) in try log.entries(next..<end) where !scan.isComplete {
                try scan.read(bytes.rawSpan, at: index) { (size) throws(OracleHostError) in
                    try log.root(at: size)
                }
            }
            next = end
        }
        do throws(EpochError) {
            return try EpochJudge(state, scan, maps: [ShippedMaps.places])
        } catch { throw .epoch(state.next.number, error.description) }
    }

    private static func chunk(
        _ bundles: Range<UInt64>, of range: Range<UInt64>, _ network: NetworkID,
        _ directory: String
    ) -> Result<EvidenceChunk, OracleHostError> {
        var reader = EvidenceReader<Ed25519, SHA256>(network: network)
        var chunk = EvidenceChunk()
        do throws(OracleHostError) {
            let log = try PublishedEntries(directory)
            for bundle in bundles {
                let part = (bundle << 8..<(bundle + 1) << 8).clamped(to: range)
                for (index, bytes) in try log.entries(part) {
                    reader.read(bytes.rawSpan, at: index, into: &chunk)
                }
            }
            return .success(chunk)
        } catch { return .failure(error) }
    }
}

/// A published log, read by one thread.
final class PublishedEntries {
    private var reader: LogReader<FolderTiles, SHA256>
    let size: UInt64

    init(_ directory: String) throws(OracleHostError) {
        let tiles = FolderTiles(directory)
        let head: [UInt8]?
        do throws(SpoolError) {
            head = try tiles.read(DataFolder.checkpoint, limit: SignedNote.greatestBytes)
        } catch { throw .log(error.description) }
        guard let head else { throw .log("\(directory): there is no checkpoint") }
        do throws(LogReadError) {
            reader = try LogReader(checkpoint: head.rawSpan, from: tiles)
        } catch { throw .log("\(directory): \(error)") }
        size = reader.size
    }

    func entries(_ range: Range<UInt64>) throws(OracleHostError) -> [(UInt64, [UInt8])] {
        var entries: [(UInt64, [UInt8])] = []
        do throws(TileFault) {
            try reader.entries(range) { entries.append(($0, [UInt8](copying: $1))) }
        } catch { throw .log("\(error)") }
        return entries
    }

    /// Nil beyond the end.
    func entry(_ index: UInt64) -> [UInt8]? {
        guard index < size else { return nil }
        return (try? entries(index..<(index + 1)))?.first?.1
    }

    func root(at size: UInt64) throws(OracleHostError) -> Hash256 {
        do throws(TileFault) {
            return try reader.root(at: size)
        } catch { throw .log("\(error)") }
    }
}
