import Attestation
import CoverageRules
import HexGrid
import Units

/// Trust from one epoch to the next (PROTOCOL 5): gained by serving, begun anew by a move or by
/// nonces lost too often, lowered by notices and given back by decisions of the log.
struct TrustReckoning {
    /// What each epoch of service adds, per mille.
    static let gain: UInt16 = 25
    static let greatest: UInt16 = 1_000
    /// Where trust begins and falls back to.
    static let first: UInt16 = 250
    /// A move within this distance keeps trust.
    static let keepsWithin = Metres(1_000)

    let epoch: Epoch
    let book: CoverageRules.RuleBook
    // order: only asked for one hotspot at a time.
    private var inForce: [UInt32: [UInt32?]] = [:]
    private var entering: [UInt32: Entering] = [:]  // order: as above
    private var returned: [UInt32: UInt16] = [:]  // order: as above

    private struct Entering {
        var weights: [UInt32?] = []
        /// By how much all of them lower trust at most.
        var change: UInt16 = 0
    }

    init(_ state: EpochState, _ docket: NoticeDocket, _ book: CoverageRules.RuleBook) {
        epoch = state.next
        self.book = book
        for notice in docket.held where notice.other == nil {
            if notice.isInForce(in: epoch) {
                inForce[notice.hotspot, default: []].append(notice.weight)
            }
        }
        for item in docket.entering {
            var all = entering[item.notice.hotspot] ?? Entering()
            all.weights.append(item.notice.weight)
            all.change = min(Self.greatest, all.change + item.change)
            entering[item.notice.hotspot] = all
        }
        returned = docket.returned
    }

    /// A hotspot's standing after an epoch, and why its trust changed.
    struct Result {
        var standing: HotspotStanding
        var change = TrustChange.none
        /// By the notices that begin.
        var taken: UInt16 = 0
    }

    func next(_ before: HotspotStanding, cell: Cell, served: Bool, losses: Int) -> Result {
        var result = Result(standing: before)
        follow(&result, served: served)
        result.standing.losses.add(losses)
        if losses > 0, result.standing.losses.times > 1 { begin(&result, .losses) }
        if moved(from: before.trustCell, to: cell) {
            result.standing.trustCell = cell.bits
            begin(&result, .moved)
        }
        return result
    }

    /// Notices and service. While a notice is in force that could lower trust, serving adds nothing;
    /// who stands at the bound of what others may take is not kept from gaining either.
    private func follow(_ result: inout Result, served: Bool) {
        let number = result.standing.hotspot
        var trust = result.standing.trust
        if let returned = returned[number], returned > 0 {
            trust = min(Self.greatest, trust + returned)
            result.change = .restored
        }
        let new = entering[number] ?? Entering()
        result.taken = min(
            new.change, TrustRules.fall(of: trust, byWeights: new.weights, book))
        if result.taken > 0 {
            trust -= result.taken
            result.change = .notice
        } else if served, trust < Self.greatest {
            let isHeld = TrustRules.fall(of: trust, byWeights: inForce[number] ?? [], book) > 0
            if !isHeld { trust = min(Self.greatest, trust + Self.gain) }
            if result.change == .none { result.change = isHeld ? .held : .served }
        }
        result.standing.trust = trust
    }

    private func begin(_ result: inout Result, _ change: TrustChange) {
        guard result.standing.trust > Self.first else { return }
        (result.standing.trust, result.change) = (Self.first, change)
    }

    private func moved(from old: UInt64, to cell: Cell) -> Bool {
        guard old != cell.bits, let before = try? Cell(bits: old) else { return false }
        return before.center.distance(to: cell.center) > Self.keepsWithin
    }
}

/// Why trust is another than before, or not what service would have made it.
public enum TrustChange: UInt8, CaseIterable, Sendable {
    case none, served, notice, losses, moved
    /// A decision withdrew a notice.
    case restored
    /// It served, and a notice in force kept it from gaining.
    case held
}
