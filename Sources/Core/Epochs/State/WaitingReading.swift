public import Attestation
import Primitives
public import Registry
import Rewards

/// The records of a state that say what waits to enter the registry, while they are read.
struct WaitingReading {
    private(set) var items: [(epoch: Epoch, closed: UInt64, settlement: Settlement)] = []

    /// Sums stay exact in every JSON reader, and in 64 bits here.
    private static let greatest: UInt64 = 9_007_199_254_740_991

    /// - Returns: whether a state may have the record; one that it may not have is not kept.
    mutating func take(
        _ kind: StateKind, _ reader: inout CBORReader
    ) throws(CBORError) -> Bool {
        let epoch = Epoch(try reader.number(1, upTo: Epoch.limit))
        guard kind != .waiting else {
            return close(epoch, at: try reader.number(2))
        }
        let place = items.lastIndex { $0.epoch == epoch }
        switch kind {
        case .spent:
            let account = PublicKey(bytes: try reader.hash(2))
            let credits = try reader.number(3, upTo: Self.greatest)
            if let place {
                items[place].settlement.spent.append(
                    Settlement.Spent(account: account, credits: credits))
            }
        case .filled:
            let hotspot = HotspotNumber(UInt32(try reader.number(2, upTo: RecordBound.hotspot)))
            let grains = try reader.number(3, upTo: Self.greatest)
            if let place {
                items[place].settlement.filled.append(
                    Settlement.Filled(hotspot: hotspot, grains: grains))
            }
        default:
            let hotspot = HotspotNumber(UInt32(try reader.number(2, upTo: RecordBound.hotspot)))
            if let place { items[place].settlement.anchored.append(hotspot) }
        }
        return place != nil
    }

    /// Epochs close in their order.
    private mutating func close(_ epoch: Epoch, at index: UInt64) -> Bool {
        guard items.last.map({ $0.epoch < epoch && $0.closed <= index }) ?? true else {
            return false
        }
        items.append((epoch, index, Settlement()))
        return true
    }

    var queue: SettlementQueue {
        var queue = SettlementQueue()
        for item in items { queue.close(item.epoch, at: item.closed, item.settlement) }
        return queue
    }
}

extension EpochState {
    /// What the pay of an epoch does to the registry, out of the file `state` that the epoch left and
    /// without reading the rest of it into memory; nothing where it does not wait there. An oracle that
    /// starts reads its log again with these.
    public static func settlement(
        of epoch: Epoch, in file: RawSpan
    ) throws(EpochStateError) -> Settlement? {
        var reading = WaitingReading()
        var index = 0
        do throws(CBORError) {
            var reader = try CBORReader(file, limit: ResultFile.greatestBytes)
            while reader.offset < file.byteCount {
                let start = reader.offset
                var record = reader
                _ = try record.beginMap(upTo: 16)
                guard let kind = StateKind(rawValue: try record.number(0)) else {
                    throw CBORError(.outOfRange, at: start)
                }
                if kind.waits {
                    guard try reading.take(kind, &record) else {
                        throw CBORError(.outOfRange, at: start)
                    }
                    try record.endMap()
                    reader = record
                } else {
                    try reader.skip()
                }
                index += 1
            }
        } catch {
            throw .record(index, error)
        }
        return reading.items.first { $0.epoch == epoch }?.settlement
    }
}

extension StateKind {
    /// Whether its records say what waits to enter the registry.
    var waits: Bool { rawValue >= StateKind.waiting.rawValue }
}
