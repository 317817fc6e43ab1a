import Epochs
import EvidenceLog
import Maps
import Notation
import Primitives
import Registry
import Signing
import Storage

/// Provisional verdicts of an epoch that is still open (decision 0248): what a look costs.
extension EpochDays {
    static func look(_ folder: String, _ looks: UInt64) throws {
        var log = try reader(folder)
        let state = EpochState(
            genesis: try Registry(file(&log), places: PlaceTables([ShippedMaps.places])))
        var open = OpenEpoch<Ed25519, SHA256>(after: state, maps: [ShippedMaps.places])
        let part = (log.size + looks - 1) / looks
        while open.position < log.size, !open.isClosed {
            let read = Watch()
            let end = min(log.size, open.position + part)
            while open.position < end, !open.isClosed {
                var entries: [[UInt8]] = []
                try log.entries(open.position..<min(end, open.position + 8_192)) {
                    entries.append([UInt8](copying: $1))
                }
                for entry in entries where !open.isClosed {
                    try open.read(entry.rawSpan) { (size) throws(TileFault) in
                        try log.root(at: size)
                    }
                }
            }
            let readSeconds = read.seconds
            let judged = Watch()
            let verdicts = try open.verdicts()
            line([
                ("entries", integer(open.position)),
                ("reports", .integer(Int64(verdicts.reports.count))),
                ("read_ms", milliseconds(readSeconds)), ("look_ms", milliseconds(judged.seconds)),
                ("peak_mib", integer(Watch.peakMebibytes)),
            ])
        }
    }
}
