import Attestation
import ProofWorld
import Seeds
import Testing
import Units

@testable import HotspotLogic

@Suite("the clock: trusted by the kernel, GPS or entropy, never against entropy")
struct ClockTests {
    static let network = ScriptedLog(
        genesis: Nanoseconds(1_000_000_000_000_000), length: 10
    ).network
    /// The demo's period.
    static let second: Int64 = 1_000_000_000

    /// Uptime zero is genesis plus 100 periods; `error` is what is wrong with the clock.
    static func time(
        _ uptime: Int64, error: Int64 = 0, kernel: Bool = false, gps: Int64? = nil,
        differs: Bool = false
    ) -> HotspotTime {
        let clock = Int64(network.genesis.value) + 100 * second + uptime + error
        return HotspotTime(
            uptime: Nanoseconds(UInt64(uptime)), clock: Nanoseconds(UInt64(clock)),
            discipline: ClockEvidence(
                isKernelSynchronised: kernel, satelliteOffset: gps, satellitesContradict: differs))
    }

    static let vouchers: [(String, HotspotTime, ClockDiscipline?, ClockDoubt?)] = [
        ("nobody", time(0), nil, .nobodyVouches),
        ("the kernel", time(0, kernel: true), .kernel, nil),
        ("GPS on the bound", time(0, gps: 1_000_000_000), .gps, nil),
        ("GPS one past it", time(0, gps: 1_000_000_001), nil, .nobodyVouches),
        ("GPS on the lower bound", time(0, gps: -1_000_000_000), .gps, nil),
        ("GPS one past the lower", time(0, gps: -1_000_000_001), nil, .nobodyVouches),
        ("the kernel before GPS", time(0, kernel: true, gps: 0), .kernel, nil),
        (
            "contradicting satellites", time(0, kernel: true, differs: true), nil,
            .satellitesContradict
        ),
        ("before genesis", time(0, error: -100 * second - 1, kernel: true), nil, .beforeGenesis),
        ("at genesis", time(0, error: -100 * second, kernel: true), .kernel, nil),
    ]

    @Test(arguments: vouchers)
    func voucher(
        name: String, time: HotspotTime, discipline: ClockDiscipline?, doubt: ClockDoubt?
    ) {
        var clock = HotspotClock(Self.network)
        clock.judge(time)
        #expect(clock.discipline == discipline, "\(name)")
        #expect(clock.doubt == doubt, "\(name)")
    }

    /// A record of period 100 that came at uptime 0 sharp and had not been there 0.3 s before.
    static func following(error: Int64, kernel: Bool) -> HotspotClock {
        var clock = HotspotClock(network)
        let now = time(300_000_000, error: error, kernel: kernel)
        clock.learn(Period(100), at: now, absent: Nanoseconds(0))
        clock.judge(now)
        return clock
    }

    /// The record came 0.3 s into its period, so the clock it tells is 0.3 s slow.
    static let byEntropy: [(String, Int64, ClockDiscipline?)] = [
        ("right", 0, .entropy),
        ("on the bound of half a period ahead", 200_000_000, .entropy),
        ("one past it", 200_000_001, nil),
        ("on the bound of half a period behind", -800_000_000, .entropy),
        ("one past it", -800_000_001, nil),
    ]

    @Test("without another voucher, entropy within half a period", arguments: byEntropy)
    func entropy(name: String, error: Int64, discipline: ClockDiscipline?) {
        let clock = Self.following(error: error, kernel: false)
        #expect(clock.discipline == discipline, "\(name)")
        if discipline == nil { #expect(clock.doubt == .entropyTooFar, "\(name)") }
    }

    /// Bounds: UTC less uptime is at least that at 0.3 s before, and below a period after zero.
    static let contradictions: [(String, Int64, ClockDoubt?)] = [
        ("behind, on the bound", -1_800_000_000, nil),
        ("behind, one past it", -1_800_000_001, .behindEntropy),
        ("ahead, on the bound", 2_500_000_000, nil),
        ("ahead, one past it", 2_500_000_001, .aheadOfEntropy),
        ("a day ahead", 86_400_000_000_000, .aheadOfEntropy),
        ("90 s behind", -90_000_000_000, .behindEntropy),
    ]

    @Test("a kernel's word does not hold against entropy", arguments: contradictions)
    func contradiction(name: String, error: Int64, doubt: ClockDoubt?) {
        let clock = Self.following(error: error, kernel: true)
        #expect(clock.doubt == doubt, "\(name)")
    }

    /// As the daemon asks: each record comes up to 0.49 s after its period's start, by chance, and
    /// rarely sharp; the question before said that it was not there.
    @Test(
        "followed for ten windows, entropy vouches without a gap",
        arguments: 1...20 as ClosedRange<UInt64>)
    func steady(seed: UInt64) {
        var numbers = SeededNumbers(seed: seed)
        var clock = HotspotClock(Self.network)
        var doubts: [Int64] = []
        for period in 0..<600 as Range<Int64> {
            let late = Int64(numbers.below(20) == 0 ? 1 : 200 + numbers.below(290)) * 1_000_000
            for tenth in 0..<10 as Range<Int64> {
                let time = Self.time(period * Self.second + tenth * 100_000_000)
                clock.judge(time)
                if period > 0, clock.discipline != .entropy { doubts.append(period) }
                guard tenth == late / 100_000_000 else { continue }
                let arrival = Self.time(period * Self.second + late)
                let asked = max(period * Self.second - 10_000_000, 0)
                clock.learn(
                    Period(100 + UInt64(period)), at: arrival, absent: Nanoseconds(UInt64(asked)))
                clock.judge(arrival)
            }
        }
        #expect(doubts.isEmpty, "in periods \(doubts)")
    }

    @Test("what was learnt holds for a window, and a tighter bound no longer than that")
    func expiry() {
        var clock = Self.following(error: 0, kernel: false)
        let window = 60 * Self.second
        clock.judge(Self.time(300_000_000 + window))
        #expect(clock.discipline == .entropy)
        clock.judge(Self.time(300_000_001 + window))
        #expect(clock.doubt == .nobodyVouches)
        // The first bound says that this clock, slow by 0.9 s, is too far; the later ones do not.
        clock = Self.following(error: -900_000_000, kernel: false)
        #expect(clock.doubt == .entropyTooFar)
        for period in 1...62 as ClosedRange<Int64> {
            let start = period * Self.second
            let now = Self.time(start + 500_000_000, error: -900_000_000)
            clock.learn(
                Period(100 + UInt64(period)), at: now, absent: Nanoseconds(UInt64(start)))
            clock.judge(now)
        }
        #expect(clock.discipline == .entropy)
    }

    @Test("a stale record vouches for nothing")
    func stale() {
        var clock = HotspotClock(Self.network)
        clock.learn(Period(100), at: Self.time(0), absent: nil)
        clock.judge(Self.time(0))
        #expect(clock.doubt == .nobodyVouches)
    }

    @Test("records more than 1.5 periods ahead of a clock that is vouched for are lies")
    func lies() {
        let clock = HotspotClock(Self.network)
        // Now is the start of period 100.
        let now = Self.time(0, kernel: true)
        #expect(!clock.isLie(Period(101), at: now))
        #expect(!clock.isLie(Period(102), at: Self.time(500_000_000, kernel: true)))
        #expect(clock.isLie(Period(102), at: Self.time(499_999_999, kernel: true)))
        #expect(!clock.isLie(Period(200), at: Self.time(0)), "nobody vouches for the clock")
    }

    @Test("it says since when, and goes on when the doubt is over")
    func since() {
        var clock = HotspotClock(Self.network)
        let first = clock.judge(Self.time(0))
        let second = clock.judge(Self.time(1))
        #expect(first && !second)
        #expect(clock.since == Self.time(0))
        let third = clock.judge(Self.time(2, kernel: true))
        #expect(third)
        #expect(clock.discipline == .kernel)
        #expect(clock.since == Self.time(2, kernel: true))
    }
}
