import Airwaves
import Attestation
import Primitives
import Signing
import Testing
import Units

@Suite("Draw: what can be drawn, and when nothing is sent") struct DrawRuleTests {
    static let network = NetworkID(bits: 1)
    static let hotspot = PublicKey(bytes: Hash256(words: (1, 2, 3, 4)))
    static let value = Hash256(words: (5, 6, 7, 8))
    static let plan = DrawRules(longestFrames: [52, 52, 52, 24, 0, 0], channelCount: 8)

    static func draw(
        _ values: DrawValues, _ rules: DrawRules, window: UInt64 = 0
    ) throws(DrawError) -> BeaconDraw {
        try BeaconDraw(
            network: network, hotspot: hotspot, window: Window(window),
            nonce: Hash256(words: (0, 0, 0, 9)), values: values, rules: rules, by: SHA256.self)
    }

    @Test(
        "the frame length of each spreading factor: 24 is carried, 23 is not, 52 is the most",
        arguments: [
            (SpreadingFactor.sf7, 23, nil), (.sf7, 24, 24), (.sf8, 52, 52), (.sf9, 53, 52),
            (.sf12, 255, 52), (.sf10, 0, nil), (.sf5, 52, nil), (.sf6, 52, nil),
        ] as [(SpreadingFactor, UInt8, Int?)])
    func longest(factor: SpreadingFactor, bytes: UInt8, expected: Int?) {
        let rules = DrawRules(
            longestFrames: [UInt8](repeating: bytes, count: 6), channelCount: 1)
        #expect(rules.longestFrame(at: factor) == expected)
    }

    @Test func limitedToTheDemosSpreadingFactors() {
        let all = DrawRules(longestFrames: [UInt8](repeating: 52, count: 6), channelCount: 3)
        #expect(all.limited(to: .sf12) == all)
        let demo = all.limited(to: .sf9)
        #expect(demo.spreadingFactorCount == 3 && demo.channelCount == 3)
        #expect(demo.longestFrame(at: .sf9) == 52 && demo.longestFrame(at: .sf10) == nil)
    }

    @Test func everyRefusal() throws {
        let none = DrawValues(slot: nil, spare: nil)
        let slot = DrawValues(slot: Self.value, spare: nil)
        let silent = DrawRules(longestFrames: [23, 23, 0, 0, 0, 0], channelCount: 8)
        let mute = DrawRules(longestFrames: [52, 0, 0, 0, 0, 0], channelCount: 0)
        #expect(throws: DrawError.noRecord) { try Self.draw(none, Self.plan) }
        #expect(throws: DrawError.noSpreadingFactor) { try Self.draw(slot, silent) }
        #expect(throws: DrawError.noChannel) { try Self.draw(slot, mute) }
        let drawn = try Self.draw(slot, Self.plan)
        #expect(throws: DrawError.noFiller) {
            _ = try BeaconFrame(
                network: Self.network, hotspot: Self.hotspot, window: Window(0),
                nonce: Self.value, draw: drawn, at: .spare, values: slot, by: SHA256.self)
        }
        for error in DrawError.allCases { #expect(error.description.utf8.count > 20) }
    }

    @Test("the slot's record draws even when the spare is used; only the filler changes")
    func spareUse() throws {
        let other = Hash256(words: (9, 9, 9, 9))
        let both = DrawValues(slot: Self.value, spare: other)
        let draw = try Self.draw(both, Self.plan)
        #expect(try draw == Self.draw(DrawValues(slot: Self.value, spare: nil), Self.plan))
        #expect(try draw != Self.draw(DrawValues(slot: nil, spare: other), Self.plan))
    }

    @Test("shares over 4,000 windows: each choice near its chance")
    func shares() throws {
        var factors = [SpreadingFactor: Int]()
        var powers = [Int32: Int]()
        let values = DrawValues(slot: Self.value, spare: nil)
        for window in 0..<4_000 {
            let draw = try Self.draw(values, Self.plan, window: UInt64(window))
            factors[draw.spreadingFactor, default: 0] += 1
            powers[draw.power.hundredths, default: 0] += 1
        }
        // Five standard deviations about the mean, for this one seeded sample.
        for factor in [SpreadingFactor.sf7, .sf8, .sf9, .sf10] {
            #expect((860...1_140).contains(factors[factor] ?? 0))
        }
        #expect((2_345...2_655).contains(powers[0] ?? 0))
        for step: Int32 in [-300, -600, -900] { #expect((395...605).contains(powers[step] ?? 0)) }
    }

    @Test(
        "a beacon is known by its first two bytes",
        arguments: [
            ("", false), ("e0", false), ("e001", true), ("e002", false), ("e101", false),
            ("e00100", true),
        ])
    func recognised(hex: String, expected: Bool) {
        let found = BeaconFrame.isBeacon(fromHex(hex).rawSpan)
        #expect(found == expected)
    }
}
