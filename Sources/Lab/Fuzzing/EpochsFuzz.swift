import Attestation
import Epochs
import Maps
import Primitives
import Registry
import Rewards

extension FuzzTarget {
    /// Bytes that say they are what an epoch leaves for the next one. What is read is written the
    /// same way, and every question of the next epoch can be asked of it.
    static let epochState = FuzzTarget(name: "epoch-state") { bytes in
        let registry = FuzzNetwork.registry
        guard
            let state = try? EpochState(decoding: bytes, registry: registry, lifetime: [])
        else { return }
        let written = state.encoded()
        precondition(written.rawSpan.isSame(as: bytes), "a second spelling of a state")
        ask(state)
    }

    private static func ask(_ state: EpochState) {
        var (registry, waiting) = (state.registry, state.waiting)
        waiting.enter(&registry, at: state.position, before: state.next)
        _ = state.time.newestJudgeable
        _ = state.time.range(of: state.next)
        for window in state.time.windows(of: state.next) {
            _ = state.time.first(in: window)
            _ = state.time.close(of: window)
            _ = state.time.overdue(ofOld: window)
        }
        for record in state.time.records.prefix(4) {
            _ = state.time.count(after: record.period, below: record.index)
            _ = state.time.record(3, after: record.period)
        }
        for item in state.books {
            var book = item.book
            _ = book.gaps(before: Window(Window.limit), at: .max, state.time)
            book.forget(before: Window(3))
        }
        _ = state.history.twoWayEdges { _, _ in false }
        _ = state.history.coverage
    }

    /// The result files of verdicts and trust, and an epoch's result; the first byte says which.
    static let stageRecord = FuzzTarget(name: "stage-record") { bytes in
        guard bytes.byteCount > 0 else { return }
        let file = bytes.extracting(1..<bytes.byteCount)
        switch bytes.byte(at: 0) % 5 {
        case 0: rereads(BeaconRecord.self, file)
        case 1: rereads(WitnessRecord.self, file)
        case 2:
            guard let trust = try? TrustFile(reading: file) else { return }
            precondition(trust.bytes.rawSpan.isSame(as: file), "a second spelling of trust")
        case 3:
            let network = NetworkID(bits: 1)
            guard let root = EpochRoot(file, network: network) else { return }
            guard let again = try? root.message(sequence: 1).payload() else {
                preconditionFailure("a result is read that cannot be written")
            }
            precondition(EpochRoot(again.rawSpan, network: network) == root)
        default: differs([UInt8](copying: file))
        }
    }

    /// An index of an epoch's reports. After three bytes of which the first is 0: its bytes, as a disk
    /// gives them; whatever they are, a question ends. Else two files of records, of which the first
    /// has as many bytes as the other two say; their index finds each record.
    static let reportIndex = FuzzTarget(name: "report-index") { bytes in
        guard bytes.byteCount >= 3 else { return }
        let file = [UInt8](copying: bytes.extracting(3..<bytes.byteCount))
        guard bytes.byte(at: 0) > 0 else { return asks(file) }
        let end = min(file.count, Int(bytes.byte(at: 1)) << 8 | Int(bytes.byte(at: 2)))
        finds(Array(file[..<end]), Array(file[end...]))
    }

    private struct Short: Error {}

    private static func reader(_ index: [UInt8]) -> ReportIndexReader<Short>? {
        try? ReportIndexReader(short: Short()) { (count, offset) throws(Short) in
            guard offset < UInt64(index.count) else { return [] }
            return Array(index[Int(offset)...].prefix(count))
        }
    }

    private static func asks(_ index: [UInt8]) {
        guard let reader = reader(index) else { return }
        for start in stride(from: 24, to: min(index.count, 512), by: 24) {
            guard
                let id = Hash256(
                    Array((index[start...] + Array(repeating: 0, count: 32)).prefix(32)).rawSpan)
            else { preconditionFailure("32 bytes are a hash") }
            if let row = try? reader.row(of: id) {
                precondition(row < reader.count, "a row that the index has not")
                _ = try? reader.place(of: row)
            }
            let (hotspot, slot) = (UInt32(truncatingIfNeeded: id.words.0 >> 32), UInt32(start))
            guard let line = try? reader.firstListed(hotspot, slot) else { continue }
            precondition(line <= reader.listedCount, "a line that the index has not")
            _ = try? reader.listed(line, hotspot, slot)
        }
        precondition((try? reader.place(of: reader.count)) == .some(nil), "a row too many")
    }

    private static func finds(_ beacons: [UInt8], _ witnesses: [UInt8]) {
        guard
            let index = try? ReportIndex.bytes(
                beacons: beacons.rawSpan, witnesses: witnesses.rawSpan, first: Window(0)),
            let sent = try? BeaconRecord.records(in: beacons.rawSpan),
            let heard = try? WitnessRecord.records(in: witnesses.rawSpan)
        else { return }
        guard let reader = reader(index) else { preconditionFailure("no index is made") }
        precondition(reader.count == UInt64(sent.count + heard.count), "a report is missing")
        for verdict in sent.map(\.verdict) + heard.map(\.verdict) {
            guard let row = try? reader.row(of: verdict.id), (try? reader.place(of: row)) != nil
            else { preconditionFailure("a report is not found by its id") }
            guard let hotspot = verdict.hotspot else { continue }
            let slot = UInt32(clamping: verdict.window.number)
            guard let line = try? reader.firstListed(hotspot, slot),
                (try? reader.listed(line, hotspot, slot)) != nil
            else { preconditionFailure("a report is not found by its hotspot and window") }
        }
    }

    private static func rereads<Record: StageRecord>(_ type: Record.Type, _ file: RawSpan) {
        guard let records = try? Record.records(in: file) else { return }
        precondition(
            Record.bytes(of: records).rawSpan.isSame(as: file), "a second spelling of a record")
    }

    /// Two halves of the input as an expected and a found file: a difference is always found.
    private static func differs(_ bytes: [UInt8]) {
        let (one, other) = (Array(bytes[..<(bytes.count / 2)]), Array(bytes[(bytes.count / 2)...]))
        for stage in [StageName.beacons, .state] {
            let found = StageDifference(stage, expected: one, found: other)
            precondition((found == nil) == (one == other), "a difference is missed")
            precondition(found == nil || found?.expected != found?.found)
        }
    }
}

/// The network that state files are read on.
private enum FuzzNetwork {
    static let registry: Registry = {
        guard
            let registry = try? Registry(
                OraclePlayer.file, places: PlaceTables([ShippedMaps.places]))
        else { preconditionFailure("the fuzz network") }
        return registry
    }()
}
