import Airwaves
import Attestation
import HexGrid
import Primitives
import Units

/// A key that is or was a hotspot's. It stays for ever: no key is registered twice.
struct KeyRecord: Sendable {
    let key: PublicKey
    let hotspot: UInt32
    /// The windows in which it is the hotspot's: from, and below.
    let from: UInt64
    var until: UInt64
    /// The greatest of its sequence numbers that a fraud proof named; 0: none.
    var proven: UInt64 = 0

    /// No window is as late.
    static let forEver = UInt64.max
}

/// What changes with a window: place, key and owner.
struct HotspotVersion: Sendable {
    var since: UInt64
    var placeIndex: UInt64
    var cell: UInt64
    /// Places in the arrays of keys and of accounts.
    var key: UInt32
    var owner: UInt32
    var height: UInt16
    /// 0.01 dB.
    var gain: Int16
    var plan: UInt8

    mutating func set(_ place: RegisteredPlace, index: UInt64) {
        placeIndex = index
        cell = place.cell.bits
        height = UInt16(place.height.value)
        gain = Int16(place.gain.hundredths)
        plan = place.plan.rawValue
    }

    var center: Cell {
        guard let cell = try? Cell(bits: cell) else {
            preconditionFailure("\(cell) was taken as a cell")
        }
        return cell
    }

    var place: RegisteredPlace {
        guard let plan = RegionalPlan(rawValue: plan) else {
            preconditionFailure("\(self.plan) was taken as a plan")
        }
        return RegisteredPlace(
            cell: center, height: Metres(Int64(height)),
            gain: Decibels(hundredths: Int32(gain)), plan: plan)
    }
}

/// A hotspot as it is kept: about 110 bytes, 64 more for its key and 8 to find it.
struct HotspotRecord: Sendable {
    /// The newest version, which may hold from the next window on only.
    var newest: HotspotVersion
    /// Those before it, ascending, that a window of the last `Registry.memory` still needs.
    var earlier: [HotspotVersion] = []
    let registrationIndex: UInt64
    let radioClass: UInt8
    let measures: UInt8
    var payout: PayoutAccount?
    /// Of the deposit, in grains.
    var deposit: UInt64
    /// The first window without it.
    var retired = KeyRecord.forEver

    func version(in window: UInt64) -> HotspotVersion? {
        if newest.since <= window { return newest }
        return earlier.last { $0.since <= window }
    }

    /// The version that the coming window will have; changes of one window become one.
    mutating func change(
        from window: UInt64, oldest: UInt64, _ body: (inout HotspotVersion) -> Void
    ) {
        if newest.since < window {
            forget(before: oldest)
            earlier.append(newest)
            newest.since = window
        }
        body(&newest)
    }

    /// Drops versions that no window from `oldest` on has.
    mutating func forget(before oldest: UInt64) {
        let needed = needed(from: oldest)
        if needed.count < earlier.count { earlier = Array(needed) }
    }

    /// Versions, the newest excepted, that a window from `oldest` on has.
    func needed(from oldest: UInt64) -> ArraySlice<HotspotVersion> {
        if earlier.isEmpty || newest.since <= oldest { return [] }
        let first = earlier.lastIndex { $0.since <= oldest } ?? 0
        return earlier[first...]
    }
}
