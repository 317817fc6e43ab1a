public import Primitives

/// When in a window a hotspot beacons: at its slot, and if it could not, at its spare.
public struct BeaconSlots: Hashable, Sendable {
    public let slot: WindowOffset
    public let spare: WindowOffset

    /// `firstValue` is the value of the first record made in the window.
    @inlinable public init<D: Digest & ~Copyable>(
        network: NetworkID, hotspot: PublicKey, firstValue: Hash256, periods: NetworkPeriods,
        by digest: D.Type
    ) {
        func number(_ tag: String) -> UInt64 {
            var input = HashInput(tag, network)
            input.append(hotspot)
            input.append(firstValue)
            return input.hash(by: digest).words.0
        }
        let period = periods.milliseconds
        let slotRange = (periods.slotEnd - periods.slotStart) * period
        let spareRange = (periods.spareEnd - periods.spareStart) * period
        let slot = periods.slotStart * period + number("earshot/slot/v1") % slotRange
        self.slot = WindowOffset(milliseconds: slot)
        spare = WindowOffset(
            milliseconds: slot + periods.spareStart * period
                + number("earshot/spare/v1") % spareRange)
    }

    public subscript(_ choice: BeaconSlot) -> WindowOffset {
        switch choice {
        case .slot: slot
        case .spare: spare
        }
    }
}

/// Which of its two moments a beacon was sent at.
public enum BeaconSlot: UInt8, CaseIterable, Sendable {
    case slot = 0
    case spare = 1
}
