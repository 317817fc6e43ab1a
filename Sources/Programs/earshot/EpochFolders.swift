import CommandTable
import Host
import Primitives
import Rewards
import Signing
import Units

/// The result files under a folder: `epochs/N/<stage>`.
struct EpochFolders {
    private let folder: String

    init(_ folder: String) { self.folder = folder + "/epochs" }

    /// The epochs there, ascending; at least one, or that which is asked for.
    func numbers(only wanted: Int?) throws(CommandFailure) -> [Int] {
        guard let names = Folder.names(in: folder) else {
            throw CommandFailure("cannot read \(folder): \(SystemError.last)")
        }
        let numbers = names.compactMap { name in Int(name).flatMap { "\($0)" == name ? $0 : nil } }
            .sorted()
        guard let wanted else {
            guard !numbers.isEmpty else { throw CommandFailure("\(folder) has no epoch") }
            return numbers
        }
        guard numbers.contains(wanted) else {
            throw CommandFailure("\(folder) has no epoch \(wanted)")
        }
        return [wanted]
    }

    func file(_ stage: RewardStage, of epoch: Int) throws(CommandFailure) -> [UInt8] {
        do throws(WholeFileError) {
            return try WholeFile.read(
                "\(folder)/\(epoch)/\(stage.rawValue)", limit: ResultFile.greatestBytes)
        } catch { throw CommandFailure(error) }
    }

    func story(of hotspot: UInt32, epoch: Int) throws(CommandFailure) -> RewardStory {
        let sites = try file(.sites, of: epoch)
        let units = try file(.units, of: epoch)
        let payouts = try file(.payouts, of: epoch)
        let rewards = try file(.rewards, of: epoch)
        do throws(ResultFileError) {
            return try RewardStory(
                of: hotspot, sites: sites.rawSpan, units: units.rawSpan,
                payouts: payouts.rawSpan, rewards: rewards.rawSpan)
        } catch { throw CommandFailure("epoch \(epoch): \(error)") }
    }

    func proof(of hotspot: UInt32, epoch: Int) throws(CommandFailure) -> RewardProof {
        let bytes = try file(.rewards, of: epoch)
        let lifetime: [Grains]
        do throws(ResultFileError) {
            lifetime = try RewardFiles.lifetime(in: bytes.rawSpan)
        } catch { throw CommandFailure("epoch \(epoch): \(error)") }
        do throws(RewardProofError) {
            return try RewardProof(
                of: hotspot, epoch: UInt64(epoch), lifetime: lifetime, by: SHA256.self)
        } catch { throw CommandFailure(error) }
    }
}
