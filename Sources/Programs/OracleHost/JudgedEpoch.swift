internal import Attestation
internal import Epochs
internal import OracleAPI
internal import OracleLogic
internal import Primitives
internal import Registry
internal import Rewards
internal import Units

/// What the newest computed epoch says of each hotspot.
struct JudgedEpoch: Sendable {
    private let epoch: Epoch
    private let standings: EpochStandings
    private let lifetime: [Grains]
    /// Ascending by hotspot.
    private let pay: [(hotspot: UInt32, amount: Grains)]

    /// - Parameter payouts: the epoch's file.
    init(_ state: EpochState, payouts: [UInt8]) throws(ResultFileError) {
        epoch = Epoch(state.next.number - 1)
        standings = EpochStandings(state)
        lifetime = state.lifetime
        pay = try RewardFiles.payouts(in: payouts.rawSpan).payouts.map { ($0.hotspot, $0.total) }
    }

    /// Nothing of whom the epoch did not know.
    func standing(of number: HotspotNumber) -> JudgedStanding? {
        guard let found = standings.standing(of: number.value) else { return nil }
        let place = pay.firstPlace { $0.hotspot >= number.value }
        let amount =
            place < pay.count && pay[place].hotspot == number.value ? pay[place].amount : Grains(0)
        let all = Int(number.value) < lifetime.count ? lifetime[Int(number.value)] : Grains(0)
        return JudgedStanding(
            trust: UInt64(found.trust), isEarning: found.isEarning,
            hasStanding: found.hasStanding,
            pay: HotspotView.Pay(epoch: epoch, amount: amount, lifetime: all))
    }
}
