import Attestation
import CommandTable
import Epochs
import Primitives
import Rewards
import Signing
import Units

extension PublishedEpochs {
    /// What an epoch paid a hotspot; nothing if it registered later.
    func story(of hotspot: UInt32, in epoch: Epoch) throws(CommandFailure) -> RewardStory? {
        let sites = try file(.sites, of: epoch)
        let units = try file(.units, of: epoch)
        let payouts = try file(.payouts, of: epoch)
        let rewards = try file(.rewards, of: epoch)
        do throws(ResultFileError) {
            return try RewardStory(
                of: hotspot, sites: sites.rawSpan, units: units.rawSpan,
                payouts: payouts.rawSpan, rewards: rewards.rawSpan)
        } catch {
            if case .unknownHotspot = error { return nil }
            throw CommandFailure("epoch \(epoch.number): \(error)")
        }
    }

    /// The proof of what a hotspot has earned up to an epoch's end.
    func proof(of hotspot: UInt32, in epoch: Epoch) throws(CommandFailure) -> RewardProof {
        let bytes = try file(.rewards, of: epoch)
        let lifetime: [Grains]
        do throws(ResultFileError) {
            lifetime = try RewardFiles.lifetime(in: bytes.rawSpan)
        } catch { throw CommandFailure("epoch \(epoch.number): \(error)") }
        do throws(RewardProofError) {
            return try RewardProof(
                of: hotspot, epoch: epoch.number, lifetime: lifetime, by: SHA256.self)
        } catch { throw CommandFailure(error) }
    }
}
