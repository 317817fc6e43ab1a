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
