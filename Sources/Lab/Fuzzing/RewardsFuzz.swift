import Notation
import Primitives
import Rewards
import Signing
import Units

extension FuzzTarget {
    /// The result files of pay: the first byte says which. What is read is written the same way.
    static let rewardFile = FuzzTarget(name: "reward-file") { bytes in
        guard bytes.byteCount > 0 else { return }
        let file = bytes.extracting(1..<bytes.byteCount)
        switch bytes.byte(at: 0) % 4 {
        case 0: rereads(SiteRecord.self, file)
        case 1: rereads(UnitsRecord.self, file)
        case 2:
            guard let read = try? RewardFiles.payouts(in: file) else { return }
            let again =
                ResultFile.bytes(of: [read.totals]) + ResultFile.bytes(of: read.payouts)
            precondition(again.rawSpan.isSame(as: file), "a second spelling of payouts")
        default:
            rereads(RewardLeaf.self, file)
            _ = try? RewardFiles.lifetime(in: file)
        }
        story(file)
    }

    /// An input of pay as JSON, computed if it is one, and a proof of a leaf.
    static let rewardInput = FuzzTarget(name: "reward-input") { bytes in
        guard let json = try? JSON(parsing: bytes) else { return }
        if let proof = try? RewardProof(json: json) { _ = try? proof.check(by: SHA256.self) }
        guard let input = try? RewardInput(json: json), input.registered < 1_000,
            let rewards = try? EpochRewards(input, by: .first)
        else { return }
        let totals = rewards.payouts.totals
        precondition(totals.minted + totals.notMinted == totals.pool.value, "money is missing")
        let files = RewardFiles(rewards)
        let sites = files.bytes(of: .sites)
        precondition((try? ResultFile.records(SiteRecord.self, in: sites.rawSpan)) == files.sites)
    }

    private static func rereads<Record: ResultRecord>(_ type: Record.Type, _ file: RawSpan) {
        guard let records = try? ResultFile.records(type, in: file) else { return }
        precondition(
            ResultFile.bytes(of: records).rawSpan.isSame(as: file), "a second spelling of a record")
    }

    /// Words for whatever a file of sites says: no number in it may overflow a sentence.
    private static func story(_ sites: RawSpan) {
        var totals = PayoutTotals()
        totals.epoch = 1
        let payouts = ResultFile.bytes(of: [totals])
        let rewards = ResultFile.bytes(of: [RewardLeaf(hotspot: 0, amount: totals.pool)])
        guard
            let story = try? RewardStory(
                of: 0, sites: sites, units: [UInt8]().rawSpan, payouts: payouts.rawSpan,
                rewards: rewards.rawSpan)
        else { return }
        precondition(!story.lines.isEmpty && story.values.count == RewardStory.columns.count)
    }
}
