public import Attestation
import Primitives

/// What the records of one window say of its beacon (PROTOCOL 3.2, 3.3): where in the log the
/// window begins, when the slot and the spare are, and the records the draw comes from.
public struct WindowEntropy: Hashable, Sendable {
    public let window: Window
    /// The first record of the window.
    let first: Period
    let firstValue: Hash256
    /// The size of the log when the first record named its root: all entries below it stand before
    /// that record.
    let firstLogSize: UInt64
    /// Where the first record stands; the second record tells.
    var firstIndex: UInt64?
    public let slots: BeaconSlots
    var slotRecord = DrawRecord.pending
    var spareRecord = DrawRecord.pending

    /// A record that a draw needs.
    enum DrawRecord: Hashable, Sendable {
        /// Its period has not come, or the oracle has not said.
        case pending
        /// The log goes on without it.
        case missing
        case made(Hash256)

        var value: Hash256? {
            guard case .made(let value) = self else { return nil }
            return value
        }
    }

    /// Whether an entry of the log stands below the window's first record; nothing while it cannot
    /// be said.
    func begins(after index: UInt64) -> Bool? {
        if index < firstLogSize { return true }
        return firstIndex.map { index < $0 }
    }

    func record(of choice: BeaconSlot) -> DrawRecord {
        switch choice {
        case .slot: slotRecord
        case .spare: spareRecord
        }
    }

    /// Takes a later record of this or a following window.
    mutating func take(_ record: EntropyRecord, value: Hash256, periods: NetworkPeriods) {
        if firstIndex == nil { firstIndex = record.logSize - 1 }
        settle(&slotRecord, .slot, record, value, periods)
        settle(&spareRecord, .spare, record, value, periods)
    }

    private func settle(
        _ draw: inout DrawRecord, _ choice: BeaconSlot, _ record: EntropyRecord, _ value: Hash256,
        _ periods: NetworkPeriods
    ) {
        guard case .pending = draw else { return }
        let wanted = periods.drawPeriod(in: window, at: slots[choice])
        guard record.step.period >= wanted else { return }
        draw = record.step.period == wanted ? .made(value) : .missing
    }

    init<Hash: Digest>(
        first record: EntropyRecord, value: Hash256, network: PinnedNetwork, hotspot: PublicKey,
        by digest: Hash.Type
    ) {
        window = network.periods.window(of: record.step.period)
        first = record.step.period
        firstValue = value
        firstLogSize = record.logSize
        slots = BeaconSlots(
            network: network.id, hotspot: hotspot, firstValue: value, periods: network.periods,
            by: digest)
        settleFirst(record, value, network.periods)
    }

    /// The first record may be the draw's own, or later than it (then that one was not made).
    private mutating func settleFirst(
        _ record: EntropyRecord, _ value: Hash256, _ periods: NetworkPeriods
    ) {
        var (slot, spare) = (slotRecord, spareRecord)
        settle(&slot, .slot, record, value, periods)
        settle(&spare, .spare, record, value, periods)
        (slotRecord, spareRecord) = (slot, spare)
    }
}
