import Attestation
import Primitives
import Registry

/// The registry over one range: the statements of owners, founder, oracles and buyers applied in the
/// log's order, with the beginnings of windows between them.
struct EpochRegistry: Sendable {
    private(set) var registry: Registry
    /// What of earlier epochs' pay has not entered it at the range's end.
    let waiting: SettlementQueue
    /// Packet receipts and mapper points that the registry did not refuse, in log order.
    private(set) var receipts: [CheckedStatement] = []
    private(set) var points: [CheckedStatement] = []
    /// Notices, likewise.
    private(set) var notices: [CheckedStatement] = []
    /// Packet receipts of the range before, signed by their route's key.
    private(set) var earlierReceipts: [CheckedStatement] = []
    /// Statements that had no effect.
    private(set) var refused: UInt64 = 0
    private(set) var badSignatures: UInt64 = 0

    /// - Parameters:
    ///   - others: of both ranges, ascending by index.
    ///   - range: of the epoch. What stands below it was applied before; a statement logged twice
    ///     counts once.
    ///   - open: the first epoch that the record at which the range begins does not close.
    init<Check: SignatureCheck & SendableMetatype, D: Digest & SendableMetatype>(
        _ state: EpochState, _ others: [OtherEntry], _ range: Range<UInt64>, _ time: LogTime,
        before open: Epoch, by check: Check.Type, hashing digest: D.Type,
        dividing division: some Division,
        entry: @Sendable (UInt64) -> [UInt8]?
    ) throws(EpochError) {
        var registry = state.registry
        var waiting = state.waiting
        let missing = waiting.enter(&registry, at: range.lowerBound, before: open)
        precondition(missing == nil, "a state holds the pay of every epoch that waits")
        (self.registry, self.waiting) = (registry, waiting)
        let network = registry.network
        let checked = division.items(count: others.count) { range in
            range.map { place in
                let own = others[place].index
                // A proof names what stands below it.
                return CheckedStatement.check(
                    others[place].bytes, network: network, by: Check.self, hashing: D.self
                ) { $0 < own ? entry($0) : nil }
            }
        }
        var windows = Self.windows(time, from: range.lowerBound, after: registry.now)[...]
        // order: only asked for one id at a time.
        var seen: Set<Hash256> = []
        for (place, item) in others.enumerated() where item.index < range.upperBound {
            while let next = windows.first, next.index < item.index {
                try begin(next)
                windows.removeFirst()
            }
            guard case .good(let statement) = checked[place] else {
                if range.contains(item.index) { badSignatures += 1 }
                continue
            }
            guard seen.insert(statement.id).inserted else { continue }
            if range.contains(item.index) {
                apply(statement, at: item.index)
            } else if statement.type == .packetReceipt,
                isByRoute(statement, in: time.window(at: item.index))
            {
                earlierReceipts.append(statement)
            }
        }
        for next in windows where next.index < range.upperBound { try begin(next) }
    }

    /// The first record of each window that begins in the range.
    private static func windows(
        _ time: LogTime, from start: UInt64, after last: Window?
    ) -> [(window: Window, index: UInt64)] {
        var windows: [(window: Window, index: UInt64)] = []
        var last = last
        for record in time.records where record.index >= start {
            let window = time.periods.window(of: record.period)
            guard last.map({ $0 < window }) ?? true else { continue }
            last = window
            windows.append((window, record.index))
        }
        return windows
    }

    private mutating func begin(_ next: (window: Window, index: UInt64)) throws(EpochError) {
        do throws(RegistryError) {
            try registry.begin(next.window, at: next.index)
        } catch {
            throw .registry(error)
        }
    }

    /// Whether a receipt is signed by the key its route had, and of no window that had not begun then
    /// but the coming one: others were refused.
    private func isByRoute(_ statement: CheckedStatement, in now: Window?) -> Bool {
        let receipt = PacketReceipt(statement)
        guard receipt.window.number <= now.map({ $0.number + 1 }) ?? 0 else { return false }
        let epoch = registry.periods.epoch(of: receipt.window)
        let route = registry.route(receipt.route, of: receipt.account, in: epoch)
        return route?.receiptKey == statement.key && route?.isActive == true
    }

    private mutating func apply(_ statement: CheckedStatement, at index: UInt64) {
        guard registry.apply(statement, at: index) == nil else {
            refused += 1
            return
        }
        switch statement.type {
        case .packetReceipt: receipts.append(statement)
        case .mapperPoints: points.append(statement)
        case .trustNotice: notices.append(statement)
        default: break
        }
    }
}
