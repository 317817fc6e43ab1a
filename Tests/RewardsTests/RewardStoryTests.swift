import EvidenceLog
import Foundation
import Notation
import Primitives
import Signing
import Testing
import Units

@testable import Rewards

@Suite("What an epoch paid, in words") struct RewardStoryTests {
    private func story(_ files: RewardFiles, _ hotspot: UInt32) throws -> RewardStory {
        let (sites, units) = (files.bytes(of: .sites), files.bytes(of: .units))
        let (payouts, rewards) = (files.bytes(of: .payouts), files.bytes(of: .rewards))
        return try RewardStory(
            of: hotspot, sites: sites.rawSpan, units: units.rawSpan, payouts: payouts.rawSpan,
            rewards: rewards.rawSpan)
    }

    /// Two sites 20 km apart, anchored, M 2. 0's beacon, heard by 1: 0.25 x 2 for 0 and 1 x 2 x 0.5
    /// for 1. 1's beacon, heard by 2 who holds no site: 0.25 x 2 x 0.5 for 1. In all 1.75; the pool
    /// is 80 % of 1,000,000 - 360: 1 has 1.25 / 1.75 of 799,712.
    @Test("an epoch told whole")
    func whole() throws {
        var input = RewardInput(epoch: 12, registered: 4, pool: Grains(1_000_000))
        input.grainsPerCredit = 10
        input.hotspots = [
            .at(Place.metres(north: 0, east: 0), 0),
            .at(Place.metres(north: 20_000, east: 0), 1, trust: 500),
            .at(Place.metres(north: 50, east: 0), 2),
        ]
        for index in 0..<3 { input.hotspots[index].isFoundingAnchor = true }
        input.hotspots[1].depositMissing = Grains(1_000)
        input.beacons = [
            PaidBeacon(beaconer: 0, witnesses: [1]), PaidBeacon(beaconer: 1, witnesses: [2]),
        ]
        input.receipts = [DataReceipt(hotspot: 1, payer: Network.key(1), credits: 40)]
        let files = RewardFiles(try EpochRewards(input, by: .first))
        #expect(
            try story(files, 1).lines == [
                "epoch 12",
                "  site of hotspot 1; its coverage pay is this hotspot's",
                "  M 2 = density 1 x gap 2 x demand 1",
                "    gap: others cover 0 % of its 1 cells",
                "    demand: 0 credits count in its cell; the median is 0",
                "  anchor: 0 edges away",
                "  units: 1.25 = 1 beacons 0.25 + 1 reports 1, at trust 500 per mille",
                "  data: 40 credits, 0.0000036 token",
                "  coverage: 0.00571222 token of a pool of 0.00799712 token for 1.75 units",
                "    less 0.00001 token: kept for the deposit, 0 token still missing",
                "  total: 0.00570582 token, of all epochs 0.00570582 token",
            ])
        #expect(
            try story(files, 2).lines == [
                "epoch 12",
                "  site of hotspot 0, 1 more within 300 m; its coverage pay goes to hotspot 0",
                "  M 2 = density 1 x gap 2 x demand 1",
                "    gap: others cover 0 % of its 1 cells",
                "    demand: 0 credits count in its cell; the median is 0",
                "  anchor: 0 edges away",
                "  not paid: 0 beacons and 1 reports, because another hotspot holds the site",
                "  total: 0 token, of all epochs 0 token",
            ])
        #expect(
            try story(files, 3).lines == [
                "epoch 12", "  in no site: suspended, or not registered then", "  units: none",
                "  total: 0 token, of all epochs 0 token",
            ])
        #expect(throws: ResultFileError.unknownHotspot(number: 4, registered: 4)) {
            try story(files, 4)
        }
    }

    @Test("every hotspot of networks by chance has its story, as wide as the heading")
    func everybody() throws {
        for seed in 1...3 as ClosedRange<UInt64> {
            let network = Network(seed: seed, hotspots: 60)
            let files = RewardFiles(try EpochRewards(network.input, by: .first))
            for number in 0..<network.input.registered {
                let story = try story(files, number)
                #expect(story.values.count == RewardStory.columns.count)
                #expect(
                    story.commaSeparated.split(separator: ",", omittingEmptySubsequences: false)
                        .count == RewardStory.columns.count)
                #expect(story.lifetime == files.lifetime[Int(number)])
            }
        }
    }
}

@Suite("Proof of a leaf") struct RewardProofTests {
    private let lifetime = (0..<11).map { Grains(UInt64($0) * 7) }

    private func json(_ proof: RewardProof) throws -> JSON {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("schema", RewardProof.schema)
            proof.write(to: &writer)
        }
        return try JSON(parsing: writer.bytes.rawSpan)
    }

    @Test("what is written is read again and leads to the root")
    func inverse() throws {
        for number in 0..<11 as Range<UInt32> {
            let proof = try RewardProof(of: number, epoch: 3, lifetime: lifetime, by: SHA256.self)
            let again = try RewardProof(json: json(proof))
            #expect(again == proof && again.root == RewardTree<SHA256>(lifetime).root)
            try again.check(by: SHA256.self)
        }
        #expect(throws: RewardProofError.noLeaf(hotspot: 11, leaves: 11)) {
            try RewardProof(of: 11, epoch: 3, lifetime: lifetime, by: SHA256.self)
        }
    }

    @Test("each member missing or of another kind is refused")
    func refused() throws {
        let proof = try RewardProof(of: 5, epoch: 3, lifetime: lifetime, by: SHA256.self)
        guard case .object(let object) = try json(proof) else { return }
        for index in object.members.indices {
            var members = object.members
            let name = members[index].name
            members[index] = JSONObject.Member(name: name, value: .bool(true))
            #expect(throws: RewardProofError.self, "\(name)") {
                try RewardProof(json: .object(JSONObject(members: members)))
            }
            members.remove(at: index)
            #expect(throws: RewardProofError.self, "\(name)") {
                try RewardProof(json: .object(JSONObject(members: members)))
            }
        }
    }
}

@Suite("Input of pay as JSON") struct RewardJSONTests {
    private static let text = """
        {"epoch":5,"registered":2,"pool":1000,"grains_per_credit":3,"floor_units":4,
        "hotspots":[{"number":1,"cell":"8c1f8ed9519b9ff","seniority":9,"owner":"\(Self.key)","trust":250,
        "standing":true,"served":false,"condition":"probation","fraud_proven":false,
        "founding_anchor":true,"deposit_missing":6}],
        "beacons":[{"beaconer":1,"witnesses":[]}],
        "coverage":[{"cell":"881f8ed951fffff","hotspot":1,"heard":2,"sent":3}],
        "demand":[{"cell":"881f8ed951fffff","payer":"\(Self.key)","credits":8}],
        "edges":[{"a":0,"b":1}],"mappers":[{"owner":"\(Self.key)","hotspot":1}],
        "receipts":[{"hotspot":0,"payer":"\(Self.key)","credits":7}],
        "returned_deposits":[{"hotspot":0,"grains":11}],"lifetime":[7,0]}
        """

    private static let key = String(repeating: "0a", count: 32)

    @Test("read whole")
    func read() throws {
        let input = try RewardInput(json: JSON(parsing: Self.text))
        #expect(input.hotspots[0].condition == .probation && input.hotspots[0].hasStanding)
        #expect(input.hotspots[0].depositMissing.value == 6 && input.lifetime.count == 2)
        #expect(input.coverage[0].sent == 3 && input.edges == [TwoWayEdge(0, 1)])
        #expect(input.returnedDeposits[0].grains.value == 11 && input.floorUnits == 4)
        try input.check(by: .first)
    }

    @Test(
        "one thing wrong",
        arguments: [
            ("\"epoch\":5,", ""), ("\"epoch\":5", "\"epoch\":-1"), ("\"a\":0,", ""),
            ("\"a\":0", "\"a\":0,\"c\":1"), ("probation", "resting"), ("true", "1"),
            ("8c1f8ed9519b9ff", "8c1f8ed9519b9f"), ("[7,0]", "[7,\"0\"]"), ("[7,0]", "7"),
            ("\"hotspot\":0", "\"hotspot\":4294967296"), ("0a0a", "0A0A"), ("[{\"a\"", "[7,{\"a\""),
            ("\"lifetime\"", "\"lifetimes\""),
        ])
    func wrong(change: (String, String)) throws {
        guard let place = Self.text.range(of: change.0) else {
            Issue.record("\(change.0) is not there")
            return
        }
        let other = Self.text.replacingCharacters(in: place, with: change.1)
        #expect(throws: RewardJSONError.self) { try RewardInput(json: JSON(parsing: other)) }
    }
}
