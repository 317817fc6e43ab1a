import Attestation
import HexGrid
import Registry
import Units

/// Trust from one epoch to the next (PROTOCOL 5): gained by serving, begun anew by a move or by
/// nonces lost too often, changed by notices and decisions of the log.
struct TrustReckoning {
    /// What each epoch of service adds, per mille.
    static let gain: UInt16 = 25
    static let greatest: UInt16 = 1_000
    /// Where trust begins and falls back to.
    static let first: UInt16 = 250
    /// A move within this distance keeps trust.
    static let keepsWithin = Metres(1_000)
    /// Nonces may be declared lost once in so many epochs.
    static let lossEpochs: UInt64 = 30

    let epoch: Epoch
    // order: only asked for one hotspot at a time; of one hotspot as they were logged.
    private var notices: [UInt32: [StandingEntry]] = [:]

    /// The notices that the epoch's range brought: they have their effect from the next epoch on.
    init(_ epoch: Epoch, _ registry: Registry) {
        self.epoch = epoch
        let next = Epoch(epoch.number + 1)
        for entry in registry.standings(in: next) where entry.first == next {
            notices[entry.hotspot.value, default: []].append(entry)
        }
    }

    /// The hotspot's standing after the epoch, and why trust changed.
    func next(
        _ before: HotspotStanding, cell: Cell, served: Bool, losses: Int
    ) -> (standing: HotspotStanding, change: TrustChange) {
        var after = before
        var change = TrustChange.none
        if served, after.trust < Self.greatest {
            after.trust = min(Self.greatest, after.trust + Self.gain)
            change = .served
        }
        for entry in notices[before.hotspot] ?? [] {
            guard case .notice(_, let effect, let amount, _) = entry.matter else { continue }
            let step = UInt16(clamping: amount ?? 0)
            switch effect {
            case .trustLowered: after.trust -= min(step, after.trust)
            case .trustRestored: after.trust = min(Self.greatest, after.trust + step)
            default: continue
            }
            change = .notice
        }
        if losses > 0 {
            let isTooOften =
                losses > 1
                || before.lostAfter > 0
                    && epoch.number < before.lostAfter - 1 + Self.lossEpochs
            after.lostAfter = epoch.number + 1
            if isTooOften, after.trust > Self.first {
                (after.trust, change) = (Self.first, .losses)
            }
        }
        if moved(from: before.trustCell, to: cell) {
            after.trustCell = cell.bits
            if after.trust > Self.first { (after.trust, change) = (Self.first, .moved) }
        }
        return (after, change)
    }

    private func moved(from old: UInt64, to cell: Cell) -> Bool {
        guard old != cell.bits, let before = try? Cell(bits: old) else { return false }
        return before.center.distance(to: cell.center) > Self.keepsWithin
    }
}

/// Why trust is another than before.
public enum TrustChange: UInt8, CaseIterable, Sendable {
    case none, served, notice, losses, moved
}
