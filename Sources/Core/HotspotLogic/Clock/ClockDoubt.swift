/// Why the clock is not trusted. The hotspot waits; there is no switch to pretend.
public enum ClockDoubt: String, Error, CaseIterable, Hashable, Sendable {
    /// Neither the kernel nor the satellites vouch for it, and no fresh record of the oracle came.
    case nobodyVouches = "nobody_vouches"
    /// Only the oracle's entropy could vouch, and it is more than half a period away.
    case entropyTooFar = "entropy_too_far"
    /// The satellites have contradicted it for longer than a doubt may last.
    case satellitesContradict = "satellites_contradict"
    /// It is more than 1.5 periods behind the oracle's signed entropy.
    case behindEntropy = "behind_entropy"
    /// It is more than 1.5 periods ahead of the oracle's signed entropy.
    case aheadOfEntropy = "ahead_of_entropy"
    /// The network begins later than it.
    case beforeGenesis = "before_genesis"
}

extension ClockDoubt: CustomStringConvertible {
    public var description: String {
        switch self {
        case .nobodyVouches:
            "nobody vouches for it; install chrony, or give the receiver a view of the sky"
        case .entropyTooFar:
            "only the oracle could vouch for it, and it is over half a period away; install chrony"
        case .satellitesContradict: "the satellites contradict it; chronyc makestep sets it"
        case .behindEntropy:
            "it is over 1.5 periods behind the oracle's signed entropy; chronyc makestep sets it"
        case .aheadOfEntropy:
            "it is over 1.5 periods ahead of the oracle's signed entropy; chronyc makestep sets it"
        case .beforeGenesis: "it shows a time before the network began"
        }
    }
}
