import Attestation
import CommandTable
import EpochReplay
import Epochs
import EvidenceLog
import Notation
import Primitives
import PublishedLogs
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

extension OpenedLog {
    /// Refuses a proof whose root this log's oracle did not sign for its epoch.
    func compare(_ proof: RewardProof) throws(CommandFailure) {
        let epoch = Epoch(proof.epoch)
        let path = "\(source.name)/\(EpochPath.result(of: epoch))"
        let signed = try result(of: epoch, path)
        guard signed.rewardRoot == proof.root, signed.rewardLeaves == proof.inclusion.size else {
            throw CommandFailure(
                "the root is not the one of epoch \(epoch.number): \(path) has "
                    + "\(signed.rewardRoot.hexText) over \(signed.rewardLeaves) leaves, the proof "
                    + "\(proof.root.hexText) over \(proof.inclusion.size)")
        }
    }

    private func result(of epoch: Epoch, _ path: String) throws(CommandFailure) -> EpochRoot {
        let bytes: [UInt8]?
        do throws(LogSourceError) {
            bytes = try source.read(EpochPath.result(of: epoch), limit: 1 << 16)
        } catch { throw CommandFailure(error) }
        guard let bytes else { throw CommandFailure("there is no \(path)") }
        guard let result = SignedResult(bytes.rawSpan, on: identity.network),
            result.signer == identity.oracle.key, result.root.epoch == epoch
        else { throw CommandFailure("\(path) is no result signed by the log's oracle") }
        return result.root
    }
}
