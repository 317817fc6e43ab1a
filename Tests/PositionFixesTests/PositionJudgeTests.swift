import Attestation
import Testing
import Units

@testable import PositionFixes

/// A receiver in Zurich and its listener: second by second, from 2026-11-21T03:00:00Z.
struct Bench {
    static let start: UInt64 = 1_795_230_000
    var judge = PositionJudge()
    var second: UInt64 = 0
    /// What the machine's clock is off by, in seconds.
    var clockError: Int64 = 0

    init(connected: Bool = true) {
        if connected { _ = judge.handle(.connected, at: now) }
    }

    var utc: UInt64 { Self.start + second }
    var now: Moment {
        Moment(
            uptime: .seconds(1000 + second),
            clock: .seconds(UInt64(Int64(utc) + clockError)))
    }

    static func place(_ latitude: Double, _ longitude: Double) -> Coordinate {
        guard let place = try? Coordinate(latitude: latitude, longitude: longitude) else {
            preconditionFailure("\(latitude),\(longitude)")
        }
        return place
    }
    static let home = place(47.3769, 8.5417)

    func fix(_ place: Coordinate = home, mode: Fix.Mode = .full, accuracy: Int64 = 10) -> Fix {
        Fix(
            mode: mode, place: place, accuracy: Metres(accuracy), time: .seconds(utc),
            leapSeconds: 18)
    }

    mutating func hear(_ event: PositionEvent) {
        second += 1
        _ = judge.handle(event, at: now)
    }

    mutating func hear(_ count: Int, _ fix: (Bench) -> Fix) {
        for _ in 0..<count {
            second += 1
            _ = judge.handle(.fix(fix(self)), at: now)
        }
    }

    mutating func pause(_ count: Int) { for _ in 0..<count { hear(.pause) } }

    static func settled() -> Bench {
        var bench = Bench()
        bench.hear(3) { $0.fix() }
        return bench
    }
}

@Suite("Position: every named fault has its state, at the bound and one past it")
struct JudgementTests {
    static let bench = Bench()
    static let cases: [(String, Fix, PositionState)] = [
        ("no fix", Fix(mode: .none), .noFix),
        ("NaN for a place", bench.without { $0.place = nil }, .invalid),
        ("no time", bench.without { $0.time = nil }, .invalid),
        ("2D", bench.without { $0.mode = .flat }, .fix2D),
        ("3D", bench.fix(), .fix3D),
        ("1970", bench.without { $0.time = .seconds(0) }, .ancientDate),
        ("last second of 2025", bench.without { $0.time = .seconds(1_767_225_599) }, .ancientDate),
        ("first second of 2026", bench.without { $0.time = .seconds(1_767_225_600) }, .fix3D),
        ("no estimate of error", bench.without { $0.accuracy = nil }, .noAccuracy),
        ("500 m", bench.fix(accuracy: 500), .fix3D),
        ("501 m", bench.fix(accuracy: 501), .inaccurate),
        ("1024 weeks on", bench.rolled(1024 * 604_800), .weekRollover),
        ("2048 weeks on", bench.rolled(2048 * 604_800), .weekRollover),
        ("1024 weeks and a day on", bench.rolled(1024 * 604_800 + 86_400), .weekRollover),
        ("1024 weeks, a day and a second", bench.rolled(1024 * 604_800 + 86_401), .fix3D),
        ("1024 weeks less a day", bench.rolled(1024 * 604_800 - 86_400), .weekRollover),
        ("1024 weeks less a day and a second", bench.rolled(1024 * 604_800 - 86_401), .fix3D),
    ]

    @Test("one fix, seen alone", arguments: cases)
    func alone(name: String, fix: Fix, expected: PositionState) {
        #expect(PositionJudge.judgement(of: fix, at: Self.bench.now) == expected, "\(name)")
    }

    @Test("a machine whose own clock stands at 1970 accuses no receiver of a rollover")
    func ownClock() {
        let now = Moment(uptime: .seconds(1000), clock: .seconds(Bench.start - 1024 * 604_800))
        #expect(PositionJudge.judgement(of: Self.bench.fix(), at: now) == .fix3D)
    }

    @Test("each state says what it is; each that is no fix says what to do")
    func sentences() {
        for state in PositionState.allCases {
            #expect(!state.sentence.isEmpty)
            let isBusy = state == .starting || state == .settling
            #expect(state.isFix || isBusy || state.advice != nil, "\(state)")
        }
        #expect(Set(PositionState.allCases.map(\.sentence)).count == PositionState.allCases.count)
    }
}

extension Bench {
    func without(_ change: (inout Fix) -> Void) -> Fix {
        var fix = fix()
        change(&fix)
        return fix
    }

    func rolled(_ seconds: UInt64) -> Fix {
        without { $0.time = .seconds(Bench.start + seconds) }
    }
}

@Suite("Position: what it takes to be believed, and what it takes to be doubted")
struct HysteresisTests {
    @Test("the third fix that agrees is used, not the second")
    func settling() {
        var bench = Bench()
        bench.hear(2) { $0.fix() }
        #expect(bench.judge.state == .settling && bench.judge.position == nil)
        bench.hear(1) { $0.fix() }
        #expect(bench.judge.state == .fix3D)
        #expect(
            bench.judge.position
                == Position(place: Bench.home, accuracy: Metres(10), source: .fix3D))
        #expect(bench.judge.since?.uptime == .seconds(1003))
    }

    @Test("a first fix somewhere else is outvoted")
    func outvoted() {
        var bench = Bench()
        bench.hear(1) { $0.fix(Bench.place(48, 8.5)) }
        bench.hear(2) { $0.fix() }
        #expect(bench.judge.state == .settling)
        bench.hear(1) { $0.fix() }
        #expect(bench.judge.position?.place == Bench.home)
    }

    static let troubles: [(Fix, PositionState)] = [
        (Fix(mode: .none), .noFix),
        (Bench().without { $0.place = nil }, .invalid),
        (Bench().without { $0.accuracy = nil }, .noAccuracy),
        (Bench().fix(accuracy: 501), .inaccurate),
    ]

    @Test("trouble of 9 s leaves the place known, of 10 s takes it", arguments: troubles)
    func trouble(fix: Fix, expected: PositionState) {
        var bench = Bench.settled()
        let bad = { (bench: Bench) in
            var fix = fix
            if fix.time != nil { fix.time = .seconds(bench.utc) }
            return fix
        }
        bench.hear(10, bad)
        #expect(bench.judge.state == .fix3D && bench.judge.trouble == expected)
        #expect(bench.judge.position != nil)
        bench.hear(1, bad)
        #expect(bench.judge.state == expected && bench.judge.position == nil)
        bench.hear(2) { $0.fix() }
        #expect(bench.judge.state == .settling)
        bench.hear(1) { $0.fix() }
        #expect(bench.judge.state == .fix3D)
    }

    @Test("good fixes between bad ones start the count of trouble anew")
    func flicker() {
        var bench = Bench.settled()
        for _ in 0..<20 {
            bench.hear(8) { _ in Fix(mode: .none) }
            bench.hear(1) { $0.fix() }
        }
        #expect(bench.judge.state == .fix3D && bench.judge.trouble == nil)
    }

    @Test("from 3D to 2D and back takes 10 s each; the source is that of the fix in use")
    func modes() {
        var bench = Bench.settled()
        bench.hear(10) { $0.fix(mode: .flat) }
        #expect(bench.judge.state == .fix3D && bench.judge.position?.source == .fix2D)
        bench.hear(1) { $0.fix(mode: .flat) }
        #expect(bench.judge.state == .fix2D)
        bench.hear(10) { $0.fix() }
        #expect(bench.judge.state == .fix2D)
        bench.hear(1) { $0.fix() }
        #expect(bench.judge.state == .fix3D)
    }

    @Test("a wrong date ends the place at once")
    func date() {
        var bench = Bench.settled()
        bench.hear(.fix(bench.without { $0.time = .seconds(0) }))
        #expect(bench.judge.state == .ancientDate && bench.judge.position == nil)
        bench = .settled()
        bench.hear(.fix(bench.rolled(1024 * 604_800)))
        #expect(bench.judge.state == .weekRollover && bench.judge.position == nil)
    }

    @Test("9 s of silence are nothing, 10 s are stale, however often time is told")
    func silence() {
        var bench = Bench.settled()
        bench.pause(9)
        #expect(bench.judge.state == .fix3D)
        bench.pause(1)
        #expect(bench.judge.state == .stale && bench.judge.position == nil)
        bench = .settled()
        bench.second += 9
        bench.hear(.pause)
        #expect(bench.judge.state == .stale)
        bench = Bench()
        bench.pause(10)
        #expect(bench.judge.state == .stale)
    }

    @Test("one instant told for 9 s is let pass, for 10 s it is frozen")
    func frozen() {
        var bench = Bench.settled()
        let last = bench.fix()
        bench.hear(9) { _ in last }
        #expect(bench.judge.state == .fix3D)
        bench.hear(1) { _ in last }
        #expect(bench.judge.state == .frozen && bench.judge.position == nil)
    }
}

@Suite("Position: a jump is told at once and believed after ten minutes")
struct JumpTests {
    /// A degree of latitude is 111,195 m on the sphere.
    static func north(_ metres: Double) -> Coordinate {
        Bench.place(Bench.home.latitude + metres / 111_195.0, Bench.home.longitude)
    }

    @Test("320 m with errors of 10 m each are wandering, 321 m are a jump")
    func bound() {
        var bench = Bench.settled()
        bench.hear(1) { $0.fix(Self.north(320)) }
        #expect(bench.judge.state == .fix3D && bench.judge.position?.place == Self.north(320))
        bench = .settled()
        bench.hear(1) { $0.fix(Self.north(321)) }
        #expect(bench.judge.state == .jumped && bench.judge.position == nil)
        #expect(bench.judge.jump == Metres(321))
    }

    @Test("80 km and back: known again after three fixes")
    func back() {
        var bench = Bench.settled()
        bench.hear(1) { $0.fix(Self.north(80_000)) }
        #expect(bench.judge.state == .jumped)
        bench.hear(2) { $0.fix() }
        #expect(bench.judge.state == .jumped)
        bench.hear(1) { $0.fix() }
        #expect(bench.judge.state == .fix3D && bench.judge.jump == nil)
    }

    @Test("80 km held for 599 s is no place, for 600 s it is")
    func moved() {
        var bench = Bench.settled()
        bench.hear(600) { $0.fix(Self.north(80_000)) }
        #expect(bench.judge.state == .jumped && bench.judge.position == nil)
        bench.hear(1) { $0.fix(Self.north(80_000)) }
        #expect(bench.judge.position?.place == Self.north(80_000))
        #expect(bench.judge.state == .fix3D)
    }

    @Test("a place that jumps about is never believed")
    func about() {
        var bench = Bench.settled()
        for round in 0..<2000 {
            bench.hear(1) { $0.fix(Self.north(80_000 + Double(round % 7) * 5_000)) }
            #expect(bench.judge.position == nil)
        }
    }

    @Test("a jump behind a loss of fix is a jump too")
    func hidden() {
        var bench = Bench.settled()
        bench.hear(60) { _ in Fix(mode: .none) }
        bench.hear(3) { $0.fix(Self.north(80_000)) }
        #expect(bench.judge.state == .jumped)
    }

    @Test("a car at 130 km/h does not jump")
    func car() {
        var bench = Bench.settled()
        for step in 0..<1000 { bench.hear(1) { $0.fix(Self.north(Double(step) * 36)) } }
        #expect(bench.judge.state == .fix3D)
    }
}

@Suite("Position: gpsd goes and comes")
struct ConnectionTests {
    @Test("gone at the start is told at once, with the reason")
    func atStart() {
        var bench = Bench(connected: false)
        #expect(bench.judge.state == .starting)
        bench.hear(.gone("Connection refused"))
        #expect(bench.judge.state == .gone && bench.judge.reason == "Connection refused")
        bench.hear(.connected)
        #expect(bench.judge.state == .starting && bench.judge.reason == nil)
    }

    @Test("a restart within 10 s costs nothing, a longer one the place")
    func restart() {
        var bench = Bench.settled()
        bench.hear(.gone("it hung up"))
        bench.pause(9)
        #expect(bench.judge.state == .fix3D && bench.judge.trouble == .gone)
        bench.hear(.connected)
        // The tenth second had passed when the connection came.
        #expect(bench.judge.state == .starting && bench.judge.position == nil)
        bench.hear(3) { $0.fix() }
        #expect(bench.judge.state == .fix3D)
        bench.hear(.gone("it hung up"))
        bench.pause(8)
        bench.hear(.connected)
        bench.hear(1) { $0.fix() }
        #expect(bench.judge.state == .fix3D && bench.judge.trouble == nil)
    }

    @Test("no receiver at gpsd, then one")
    func receivers() {
        var bench = Bench()
        bench.hear(.receivers(0))
        bench.pause(60)
        #expect(bench.judge.state == .noReceiver)
        bench.hear(.receivers(1))
        #expect(bench.judge.state == .starting)
        bench.hear(3) { $0.fix() }
        #expect(bench.judge.state == .fix3D)
    }

    @Test("a change of state is told once, to whoever logs it")
    func changes() {
        var judge = PositionJudge()
        let bench = Bench()
        #expect(judge.handle(.gone("no"), at: bench.now) == .gone)
        #expect(judge.handle(.gone("no"), at: bench.now) == nil)
    }

    @Test("nothing that can be said makes it trap, and no state but a fix has a place")
    func anything() {
        var seed: UInt64 = 1
        func next(_ count: UInt64) -> UInt64 {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (seed >> 33) % count
        }
        var judge = PositionJudge()
        var bench = Bench()
        let places = [Bench.home, Bench.place(90, 0), Bench.place(-90, 180), JumpTests.north(400)]
        for _ in 0..<20_000 {
            bench.second += next(4)
            let times = [
                nil, Nanoseconds(0), Nanoseconds(.max), .seconds(bench.utc), .seconds(bench.utc),
            ]
            let events: [PositionEvent] = [
                .connected, .gone("x"), .receivers(Int(next(2))), .pause,
                .satellites(used: Int.min, seen: Int.max),
                .pulse(SecondPulse(real: Nanoseconds(.max), clock: Nanoseconds(0))),
                .fix(
                    Fix(
                        mode: [.none, .flat, .full][Int(next(3))],
                        place: next(5) == 0 ? nil : places[Int(next(4))],
                        accuracy: next(5) == 0 ? nil : Metres(next(9) == 0 ? .max : 20),
                        time: times[Int(next(5))], leapSeconds: Int32.min)),
            ]
            let odd = next(50) == 0 ? Moment(uptime: Nanoseconds(.max), clock: .seconds(0)) : nil
            _ = judge.handle(events[min(Int(next(12)), 6)], at: odd ?? bench.now)
            #expect((judge.position != nil) == judge.state.isFix)
            if odd != nil { judge = PositionJudge() }
        }
    }
}
