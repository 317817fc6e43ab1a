import Attestation
import HexGrid
import Primitives
import Registry
import Rewards

/// What packet receipts of a range burn and of whom (PROTOCOL 6): each packet once, while the
/// account has credits, in the order of the log.
struct DataReckoning: Sendable {
    private(set) var receipts: [DataReceipt] = []
    /// By the cell of resolution 8 in which the hotspot stands; the next epoch's demand.
    private(set) var demand: [CellDemand] = []
    private(set) var spent: [Settlement.Spent] = []

    private struct Packet: Hashable {
        let hotspot: UInt32
        let hash: Block128
    }

    private struct Payment: Hashable, Comparable {
        let hotspot: UInt32
        let payer: PublicKey

        static func < (left: Payment, right: Payment) -> Bool {
            (left.hotspot, left.payer) < (right.hotspot, right.payer)
        }
    }

    /// - Parameters:
    ///   - earlier: receipts of the range before: packets of the epoch before are not bought again.
    ///   - receipts: of this range, in log order, none that the registry refused.
    ///   - waiting: what earlier epochs burn and has not left the accounts is not there any more.
    init(
        _ receipts: [CheckedStatement], after earlier: [CheckedStatement],
        waiting: SettlementQueue, _ places: EpochPlaces, _ terms: EpochTerms
    ) {
        var registry = places.registry
        waiting.burn(from: &registry)
        let from =
            terms.windows[0].number - min(terms.windows[0].number, registry.periods.windowsPerEpoch)
        let windows = Window(from)...terms.windows[terms.windows.count - 1]
        // order: only asked for one packet at a time.
        var seen: Set<Packet> = []
        // What names a window of this epoch and was logged before the last one closed is bought now.
        var due: [PacketReceipt] = []
        for receipt in earlier.map({ PacketReceipt($0) }) {
            guard receipt.window < terms.windows[0] else {
                due.append(receipt)
                continue
            }
            for bought in receipt.packets {
                seen.insert(Packet(hotspot: bought.hotspot, hash: bought.hash))
            }
        }
        // order: sorted below.
        var sums: [Payment: UInt64] = [:]
        for receipt in due + receipts.map({ PacketReceipt($0) }) {
            guard windows.contains(receipt.window) else { continue }
            for bought in receipt.packets {
                guard places.sites.position(of: bought.hotspot) != nil,
                    seen.insert(Packet(hotspot: bought.hotspot, hash: bought.hash)).inserted,
                    registry.credits(of: receipt.account) >= bought.credits
                else { continue }
                registry.spend(bought.credits, of: receipt.account)
                sums[Payment(hotspot: bought.hotspot, payer: receipt.account), default: 0] +=
                    bought.credits
            }
        }
        let paid = sums.sorted { $0.key < $1.key }
        self.receipts = paid.map {
            DataReceipt(hotspot: $0.key.hotspot, payer: $0.key.payer, credits: $0.value)
        }
        demand = Self.demand(self.receipts, places)
        spent = Self.spent(self.receipts)
    }

    private static func demand(
        _ receipts: [DataReceipt], _ places: EpochPlaces
    ) -> [CellDemand] {
        var all = receipts.compactMap { receipt in
            places.sites.position(of: receipt.hotspot).map { position in
                CellDemand(
                    cell: places.sites.hotspots[position].cell.area, payer: receipt.payer,
                    credits: receipt.credits)
            }
        }
        all.sort { ($0.cell, $0.payer) < ($1.cell, $1.payer) }
        var demand: [CellDemand] = []
        for item in all {
            if let last = demand.last, last.cell == item.cell, last.payer == item.payer {
                demand[demand.count - 1].credits += item.credits
            } else {
                demand.append(item)
            }
        }
        return demand
    }

    private static func spent(_ receipts: [DataReceipt]) -> [Settlement.Spent] {
        var spent: [Settlement.Spent] = []
        for receipt in receipts.sorted(by: { $0.payer < $1.payer }) {
            if spent.last?.account == receipt.payer {
                spent[spent.count - 1].credits += receipt.credits
            } else {
                spent.append(
                    Settlement.Spent(account: receipt.payer, credits: receipt.credits))
            }
        }
        return spent
    }
}

/// A `packet-receipt` that passed its table.
struct PacketReceipt {
    struct Bought {
        let hotspot: UInt32
        let hash: Block128
        let credits: UInt64
    }

    let account: PublicKey
    let route: UInt32
    let window: Window
    let packets: [Bought]

    init(_ statement: CheckedStatement) { self.init(payload: statement.payload) }

    private init(payload: RawSpan) {
        do throws(CBORError) {
            var reader = try CBORReader(payload)
            _ = try reader.beginMap()
            for key in [0, 1] as [UInt64] {
                try reader.key(key)
                try reader.skip()
            }
            try reader.key(2)
            account = try reader.publicKey()
            try reader.key(3)
            route = UInt32(try reader.unsigned(upTo: UInt64(UInt32.max)))
            try reader.key(4)
            window = Window(try reader.unsigned())
            try reader.key(5)
            try reader.skip()
            try reader.key(6)
            packets = try Self.packets(&reader)
        } catch {
            preconditionFailure("a checked packet receipt does not read: \(error)")
        }
    }

    private static func packets(_ reader: inout CBORReader) throws(CBORError) -> [Bought] {
        var packets: [Bought] = []
        for _ in 0..<(try reader.beginArray()) {
            _ = try reader.beginMap()
            try reader.key(1)
            let hotspot = UInt32(try reader.unsigned(upTo: UInt64(UInt32.max)))
            try reader.key(2)
            for _ in 0..<(try reader.beginArray()) {
                _ = try reader.beginMap()
                try reader.key(1)
                let bytes = try reader.bytes(exactly: Block128.byteCount)
                let hash = Block128(high: bytes.bigEndian64(at: 0), low: bytes.bigEndian64(at: 8))
                try reader.key(2)
                let length = try reader.unsigned()
                try reader.endMap()
                // One credit for each started 24 bytes.
                packets.append(Bought(hotspot: hotspot, hash: hash, credits: (length + 23) / 24))
            }
            try reader.endArray()
            try reader.endMap()
        }
        try reader.endArray()
        return packets
    }
}
