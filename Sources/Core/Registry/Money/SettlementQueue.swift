public import Attestation
import Primitives

/// The epochs that have closed and whose pay has not entered the registry yet, with what it will do
/// there. Who takes statements and who computes epochs both ask this one queue when it enters: at the
/// first record that closes an epoch and stands above the record that closed theirs (decision 0222).
public struct SettlementQueue: Hashable, Sendable {
    public struct Waiting: Hashable, Sendable {
        public let epoch: Epoch
        /// Where the record stands that closed the epoch.
        public let closed: UInt64
        /// Nothing as long as nobody here has judged it.
        public internal(set) var settlement: Settlement?
    }

    /// Ascending by epoch.
    public private(set) var waiting: [Waiting] = []

    public init() {}

    /// The record at this index closed the epoch, the one after the last that waits.
    public mutating func close(
        _ epoch: Epoch, at index: UInt64, _ settlement: Settlement? = nil
    ) {
        precondition(
            waiting.last.map { $0.epoch < epoch && $0.closed <= index } ?? true,
            "epochs close in their order")
        waiting.append(Waiting(epoch: epoch, closed: index, settlement: settlement))
    }

    /// What the pay of an epoch does; of one that does not wait any more it is too late.
    public mutating func hand(_ settlement: Settlement, of epoch: Epoch) {
        guard let place = waiting.firstIndex(where: { $0.epoch == epoch }) else { return }
        waiting[place].settlement = settlement
    }

    /// The record at this index closes an epoch: lets in what waited for it, in the order of epochs.
    /// - Parameter open: the first epoch that this record does not close.
    /// - Returns: the epochs that should have entered and were not judged, from the first to the last.
    @discardableResult
    public mutating func enter(
        _ registry: inout Registry, at index: UInt64, before open: Epoch
    ) -> ClosedRange<Epoch>? {
        let due = waiting.prefix { $0.closed < index }
        waiting.removeFirst(due.count)
        for item in due {
            if let settlement = item.settlement { registry.settle(settlement, before: open) }
        }
        let missing = due.filter { $0.settlement == nil }.map(\.epoch)
        guard let first = missing.first, let last = missing.last else { return nil }
        return first...last
    }
}

extension SettlementQueue {
    /// Takes from the accounts what waits to be burned of them: what is left is free to be spent on
    /// packets of a later epoch.
    public func burn(from registry: inout Registry) {
        for item in waiting.lazy.compactMap(\.settlement).flatMap(\.spent) {
            registry.spend(item.credits, of: item.account)
        }
    }

    /// Grains that wait to fill deposits.
    public var fills: [HotspotNumber: UInt64] {  // order: only asked for one at a time
        var sums: [HotspotNumber: UInt64] = [:]  // order: as above
        for item in waiting.lazy.compactMap(\.settlement).flatMap(\.filled) {
            sums[item.hotspot, default: 0] += item.grains
        }
        return sums
    }
}
