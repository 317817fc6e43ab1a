import Testing
import Units

@testable import PositionFixes

@Suite("Clock: agreement with the satellites, leap seconds, pulses")
struct ClockJudgeTests {
    static func bench(clockError: Int64, fixes: Int) -> Bench {
        var bench = Bench()
        bench.clockError = clockError
        bench.hear(fixes) { $0.fix() }
        return bench
    }

    @Test("unknown until the receiver tells a time; NaN and a wrong date tell none")
    func unknown() {
        var bench = Bench()
        bench.hear(.fix(Fix(mode: .none)))
        bench.hear(.fix(bench.without { $0.time = .seconds(0) }))
        bench.hear(.fix(bench.rolled(1024 * 604_800)))
        bench.hear(.fix(bench.without { $0.place = nil }))
        #expect(bench.judge.clock.state == .unknown && bench.judge.clock.offset == nil)
    }

    @Test("2 s apart agree; 3 s differ, after 10 s", arguments: [-1, 1] as [Int64])
    func tolerance(sign: Int64) {
        var bench = Self.bench(clockError: 2 * sign, fixes: 30)
        #expect(bench.judge.clock.state == .agrees)
        #expect(bench.judge.clock.offset == -2 * sign * 1_000_000_000)
        bench = Self.bench(clockError: 3 * sign, fixes: 10)
        #expect(bench.judge.clock.state == .unknown)
        bench.hear(1) { $0.fix() }
        #expect(bench.judge.clock.state == .differs)
        #expect(bench.judge.state == .fix3D, "a wrong clock is no wrong place")
        bench.clockError = 2 * sign
        bench.hear(1) { $0.fix() }
        #expect(bench.judge.clock.state == .differs, "2 s off is too much to agree again")
        bench.clockError = sign
        bench.hear(1) { $0.fix() }
        #expect(bench.judge.clock.state == .agrees)
    }

    @Test("five minutes wrong: differs, says by how much and what to do")
    func fiveMinutes() {
        let bench = Self.bench(clockError: 300, fixes: 11)
        #expect(bench.judge.clock.state == .differs)
        let text = PositionStatus(of: bench.judge, source: "a test").text(at: bench.now)
        #expect(text.contains("contradicts the satellites"))
        #expect(text.contains("300 s ahead of them"))
        #expect(text.contains("chronyc makestep"))
    }

    /// 2026-12-31T23:59:50Z, and a second more at midnight.
    static func throughMidnight(leap: Bool, at midnight: UInt64 = 1_798_761_600) -> Bench {
        var bench = Bench()
        bench.second = midnight - 10 - Bench.start
        _ = bench.judge.handle(.pause, at: bench.now)
        for step in 0..<60 {
            bench.second += 1
            let slow: UInt64 = leap && step >= 10 ? 1 : 0
            var fix = bench.fix()
            fix.time = .seconds(bench.utc - slow)
            _ = bench.judge.handle(.fix(fix), at: bench.now)
        }
        return bench
    }

    @Test("a leap second at the end of the year is named, and takes neither place nor clock")
    func leapSecond() {
        let bench = Self.throughMidnight(leap: true)
        #expect(bench.judge.clock.state == .leapSecond)
        #expect(bench.judge.state == .fix3D)
        #expect(Self.throughMidnight(leap: false).judge.clock.state == .agrees)
    }

    @Test("the same step on another day is no leap second")
    func otherDay() {
        let bench = Self.throughMidnight(leap: true, at: 1_798_761_600 - 86_400)
        #expect(bench.judge.clock.state == .agrees)
    }

    @Test("3 s are let pass for the hour after a leap second, and not longer")
    func leapHour() {
        var bench = Self.throughMidnight(leap: true)
        bench.clockError = 3
        bench.hear(3549) { $0.fix() }
        #expect(bench.judge.clock.state == .leapSecond)
        bench.hear(12) { $0.fix() }
        #expect(bench.judge.clock.state == .differs)
        bench = Self.throughMidnight(leap: true)
        bench.clockError = 4
        bench.hear(11) { $0.fix() }
        #expect(bench.judge.clock.state == .differs)
    }

    @Test("a receiver that learns of a leap second says so")
    func learned() {
        var bench = Bench.settled()
        #expect(bench.judge.clock.state == .agrees && bench.judge.clock.leapSeconds == 18)
        bench.hear(.fix(bench.without { $0.leapSeconds = 19 }))
        #expect(bench.judge.clock.state == .leapSecond && bench.judge.clock.leapSeconds == 19)
    }

    @Test("pulses: none, present with their offset, lost after 10 s")
    func pulses() {
        var bench = Bench.settled()
        #expect(bench.judge.clock.pulse == .none)
        bench.hear(
            .pulse(SecondPulse(real: .seconds(bench.utc), clock: .seconds(bench.utc) + .seconds(1)))
        )
        #expect(bench.judge.clock.pulse == .present)
        #expect(bench.judge.clock.pulseOffset == -1_000_000_000)
        bench.hear(9) { $0.fix() }
        #expect(bench.judge.clock.pulse == .present)
        bench.hear(1) { $0.fix() }
        #expect(bench.judge.clock.pulse == .lost)
    }

    @Test("an hour without time is no knowledge of it")
    func forgotten() {
        var bench = Bench.settled()
        bench.second += 3598
        bench.hear(.pause)
        #expect(bench.judge.clock.state == .agrees)
        bench.hear(.pause)
        #expect(bench.judge.clock.state == .unknown && bench.judge.clock.offset == nil)
    }
}
