import Attestation
import CoverageRules
import HexGrid
import Units

/// Trust from one epoch to the next (PROTOCOL 5): gained by serving, begun anew by a move or by
/// nonces lost too often, lowered by notices and given back by decisions of the log. Without a
/// satellite fix it is not gained beyond 500, and counts for no more.
struct TrustReckoning {
    /// What each epoch of service adds, per mille.
    static let gain: UInt16 = 25
    static let greatest: UInt16 = 1_000
    /// A place that no satellite fix ever confirmed is its owner's word alone (rule B-2).
    static let greatestWithoutFix: UInt16 = 500
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

    /// Where there is no notice.
    init(_ epoch: Epoch, _ book: CoverageRules.RuleBook) {
        (self.epoch, self.book) = (epoch, book)
    }

    init(_ epoch: Epoch, _ docket: NoticeDocket, _ book: CoverageRules.RuleBook) {
        self.init(epoch, book)
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

    /// - Parameters:
    ///   - counted: what its trust counted for in this epoch.
    ///   - hasFix: it told a fix at the place that it has in the next epoch.
    func next(
        _ before: HotspotStanding, cell: Cell, served: Bool, losses: Int, counted: UInt16,
        hasFix: Bool
    ) -> Result {
        var result = Result(standing: before)
        follow(&result, served: served, hasFix: hasFix)
        nameFix(&result, before, served: served, wasBound: counted < before.trust, hasFix: hasFix)
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
    private func follow(_ result: inout Result, served: Bool, hasFix: Bool) {
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
            let most = hasFix ? Self.greatest : max(trust, Self.greatestWithoutFix)
            if !isHeld { trust = min(most, trust + Self.gain) }
            if result.change == .none { result.change = isHeld ? .held : .served }
        }
        result.standing.trust = trust
    }

    /// Names the fix as the reason where nothing else changed trust.
    private func nameFix(
        _ result: inout Result, _ before: HotspotStanding, served: Bool, wasBound: Bool,
        hasFix: Bool
    ) {
        guard result.change == .none || result.change == .served else { return }
        if hasFix {
            if wasBound { result.change = .fixed }
            return
        }
        let trust = result.standing.trust
        let isKept = served && trust == before.trust && trust == Self.greatestWithoutFix
        if isKept || trust > Self.greatestWithoutFix { result.change = .neverFixed }
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
    /// It never told a satellite fix at its place: it counts for 500 at most, and gains no more.
    case neverFixed
    /// The first fix: what it has counts again.
    case fixed
}
