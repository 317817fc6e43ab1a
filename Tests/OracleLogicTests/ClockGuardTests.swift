import OracleLogic
import Testing
import Units

@Suite("A clock that is believed, held or waited for: each bound met, and one past it")
struct ClockGuardTests {
    static let second: UInt64 = 1_000_000_000
    /// A machine that started an hour before, at some time of 2027.
    static let start = Nanoseconds(1_800_000_000 * second)
    static let uptime = Nanoseconds(3_600 * second)

    /// A guard that has believed the clock at `start`.
    private func believing() -> ClockGuard {
        var clock = ClockGuard()
        precondition(clock.look(at: Self.start, uptime: Self.uptime, newest: nil) == nil)
        return clock
    }

    /// The clock and the uptime some nanoseconds later.
    private func later(_ clock: Int64, _ uptime: UInt64) -> (Nanoseconds, Nanoseconds) {
        (
            Nanoseconds(UInt64(Int64(Self.start.value) + clock)),
            Nanoseconds(Self.uptime.value + uptime)
        )
    }

    @Test(
        "steps of the clock beyond what has passed",
        arguments: [
            (0, nil), (1, nil), (600_000_000_000, nil), (600_000_000_001, 600_000_000_001),
            (86_400_000_000_000, 86_400_000_000_000), (-1, nil), (-86_400_000_000_000, nil),
        ] as [(Int64, UInt64?)])
    func steps(step: Int64, held: UInt64?) {
        for passed in [0, 1, 5_000_000_000] as [UInt64] {
            var guarding = believing()
            let (clock, uptime) = later(Int64(passed) + step, passed)
            let doubt = guarding.look(at: clock, uptime: uptime, newest: nil)
            #expect(doubt == held.map { .jumpedAhead(Nanoseconds($0)) }, "after \(passed)")
        }
    }

    @Test("a jump is held until the clock is set right, or the guard is a new one") func held() {
        var guarding = believing()
        let day: Int64 = 86_400_000_000_000
        for passed in [1, 2, 3_600] as [UInt64] {
            let (clock, uptime) = later(Int64(passed * Self.second) + day, passed * Self.second)
            #expect(
                guarding.look(at: clock, uptime: uptime, newest: nil)
                    == .jumpedAhead(Nanoseconds(UInt64(day))), "not forgotten after \(passed) s")
            var restarted = ClockGuard()
            #expect(restarted.look(at: clock, uptime: uptime, newest: nil) == nil)
        }
        let (right, uptime) = later(3_601_000_000_000, 3_601_000_000_000)
        #expect(guarding.look(at: right, uptime: uptime, newest: nil) == nil)
    }

    @Test("many small steps, as of a clock that is steered, are believed") func steered() {
        var guarding = believing()
        for number in 1...100 as ClosedRange<Int64> {
            let passed = UInt64(number) * Self.second
            let (clock, uptime) = later(Int64(passed) + number * ClockGuard.longestStep, passed)
            #expect(guarding.look(at: clock, uptime: uptime, newest: nil) == nil)
        }
    }

    @Test("a step back is a new beginning: the way forward again is a jump if it is long")
    func backAndForth() {
        var guarding = believing()
        let (back, first) = later(-86_400_000_000_000, 1)
        #expect(guarding.look(at: back, uptime: first, newest: nil) == nil)
        let (again, second) = later(2, 2)
        #expect(
            guarding.look(at: again, uptime: second, newest: nil)
                == .jumpedAhead(Nanoseconds(86_400_000_000_001)))
    }

    @Test(
        "a clock before the newest record's period makes none; at its first nanosecond it goes on",
        arguments: [
            (0, nil), (1, 1), (999_999_999, 999_999_999), (3_600_000_000_000, 3_600_000_000_000),
        ] as [(UInt64, UInt64?)])
    func behind(by gap: UInt64, doubted: UInt64?) {
        var guarding = believing()
        let newest = Nanoseconds(Self.start.value + gap)
        #expect(
            guarding.look(at: Self.start, uptime: Self.uptime, newest: newest)
                == doubted.map { .behind(Nanoseconds($0)) })
    }

    @Test("each doubt says what to do, with its size") func words() {
        #expect(
            ClockGuard.Doubt.jumpedAhead(Nanoseconds(660_000_000_000)).description
                == "the clock jumped 11 minutes ahead; set it right, or restart the oracle if it is "
                + "right now")
        #expect(
            ClockGuard.Doubt.behind(Nanoseconds(1)).description
                == "the clock stands 1 s before the newest record; records go on then")
        #expect(
            ClockGuard.Doubt.behind(Nanoseconds(5_000_000_000)).description
                .contains("stands 6 s before"))
    }
}
