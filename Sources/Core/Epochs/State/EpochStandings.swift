import Attestation
import CoverageRules
import HexGrid
import Registry
import Rewards

/// What a state says of hotspots to whoever asks: trust, pay and standing as they are in the next
/// epoch.
public struct EpochStandings: Sendable {
    private let state: EpochState
    private let rules: RewardRules?

    public struct Standing: Hashable, Sendable {
        /// Per mille.
        public let trust: UInt16
        /// Its coverage was paid in the last epoch.
        public let isEarning: Bool
        /// PROTOCOL 6, at the place it has now.
        public let hasStanding: Bool
    }

    public init(_ state: EpochState) {
        self.state = state
        rules = (try? EpochRules(state.registry, state.next))?.rewards
    }

    /// Nothing of whom the last epoch did not know.
    public func standing(of hotspot: UInt32) -> Standing? {
        guard let kept = state.standing(of: hotspot) else { return nil }
        let cell = state.registry.newest(HotspotNumber(hotspot))?.place.cell
        var hasStanding = false
        if let rules, let cell { hasStanding = kept.holds(at: cell, by: rules) }
        return Standing(
            trust: state.trustCounted(of: kept), isEarning: kept.paid.bits & 1 == 1,
            hasStanding: hasStanding)
    }
}
