public import Attestation
public import Epochs
internal import EvidenceLog
internal import Maps
internal import Primitives
internal import Signing
internal import Storage

/// What can be said of the beacons and reports of the epoch that is computed next, from the published
/// log and the state before it: on any thread, while the log goes on. Each look reads what is new
/// since the one before.
public struct ReportLook: Sendable {
    private var open: OpenEpoch<OwnLog, SHA256>
    private let directory: String

    init(after state: EpochState, directory: String) {
        open = OpenEpoch(after: state, maps: [ShippedMaps.places])
        self.directory = directory
    }

    public var epoch: Epoch { open.epoch }

    /// Entries that are in memory at once, before they are facts.
    private static let together: UInt64 = 8_192

    /// - Returns: nothing when the head is the one of the last look, or no rule book is in force yet.
    public mutating func look() throws(OracleHostError) -> OpenVerdicts? {
        var log = try PublishedLog.open(directory)
        guard open.position < log.size, !open.isClosed else { return nil }
        do throws(TileFault) {
            while open.position < log.size, !open.isClosed {
                let range = open.position..<min(log.size, open.position + Self.together)
                for bytes in try Self.entries(range, of: &log) {
                    try open.read(bytes.rawSpan) { (size) throws(TileFault) in
                        try log.root(at: size)
                    }
                }
            }
            return try verdicts(&log)
        } catch { throw .log("\(directory): \(error)") }
    }

    private func verdicts(
        _ log: inout LogReader<FolderTiles, SHA256>
    ) throws(TileFault) -> OpenVerdicts? {
        var proven: [(index: UInt64, bytes: [UInt8])] = []
        for index in open.provenIndexes where index < log.size {
            proven += try Self.entries(index..<index + 1, of: &log).map { (index, $0) }
        }
        // What F refuses, such as a rule book that cannot be read, is told when the epoch is computed.
        return try? open.verdicts { [proven] index in proven.first { $0.index == index }?.bytes }
    }

    private static func entries(
        _ range: Range<UInt64>, of log: inout LogReader<FolderTiles, SHA256>
    ) throws(TileFault) -> [[UInt8]] {
        var entries: [[UInt8]] = []
        try log.entries(range) { entries.append([UInt8](copying: $1)) }
        return entries
    }
}

extension OracleHost {
    /// The next look: that which was made before, until its epoch is computed.
    public func reportLook(after last: ReportLook?) -> ReportLook {
        if let last, last.epoch == epochs.next { return last }
        return ReportLook(after: epochs, directory: data.path)
    }
}
