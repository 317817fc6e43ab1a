import Testing

@testable import LightRadio

@Suite("The board's clock, reckoned from moments that it names")
struct LinkClockTests {
    @Test(
        "a moment that came late does not put the clock back; one that came sooner puts it forward")
    func latest() throws {
        var clock = try LinkClock(board: 1_000, host: 5_000)
        try clock.take(board: 1_500, host: 6_000)
        #expect(clock.board(at: 6_000) == 2_000)
        try clock.take(board: 3_300, host: 7_000)
        #expect(clock.board(at: 7_000) == 3_300)
        #expect(clock.host(at: 4_300, seenFrom: 7_000) == 8_000)
    }

    @Test("against a clock that is 50 ppm slow, or fast, it stays within the delay and the drift")
    func drift() throws {
        for ppm: Int64 in [-50, 0, 50] {
            var clock = try LinkClock(board: 1_000_000, host: 0)
            for second: UInt64 in 1...3_600 {
                let host = second * 1_000_000
                let board = UInt64(Int64(1_000_000 + host) + Int64(second) * ppm)
                // Up to 2 ms on the way.
                try clock.take(board: board - second * 7 % 2_000, host: host)
                let away = Int64(clock.board(at: host)) - Int64(board)
                #expect(away <= 100 && away >= -2_000, "\(ppm) ppm, second \(second)")
            }
        }
    }

    @Test("ten seconds beside what it should be are a jump, one microsecond less is a delay")
    func jump() throws {
        var clock = try LinkClock(board: 20_000_000, host: 0)
        try clock.take(board: 10_000_000, host: 0)
        #expect(throws: LinkClock.Jump(microseconds: -10_000_001)) {
            try clock.take(board: 9_999_999, host: 0)
        }
        #expect(throws: LinkClock.Jump(microseconds: 10_000_001)) {
            try clock.take(board: 30_000_001, host: 0)
        }
        try clock.take(board: 30_000_000, host: 0)
        #expect(clock.board(at: 0) == 30_000_000)
    }

    @Test("a clock past its last moment is refused, the last but one is not")
    func last() throws {
        #expect(throws: LinkClock.Jump.self) { try LinkClock(board: LinkClock.last, host: 0) }
        let clock = try LinkClock(board: LinkClock.last - 1, host: .max / 1_000)
        #expect(clock.board(at: .max / 1_000) == LinkClock.last - 1)
        #expect(clock.host(at: .max, seenFrom: .max / 1_000) == UInt64.max / 1_000 + 1)
    }
}

@Suite("The pulses of a board's GNSS receiver")
struct PulseTrainTests {
    @Test(
        "the next one follows by the board's own second; none is counted on after two are missing")
    func next() {
        var pulses = PulseTrain()
        #expect(pulses.next(after: 0) == nil)
        let first = pulses.take(1_000_000)
        let second = pulses.take(2_000_020)
        #expect(first && second)
        #expect(pulses.next(after: 2_000_020) == 3_000_040)
        #expect(pulses.next(after: 3_000_040) == 4_000_060)
        #expect(pulses.next(after: 4_500_019) != nil)
        #expect(pulses.next(after: 4_500_020) == nil)
    }

    @Test("the same pulse twice, and one before it, are refused; a gap changes no second")
    func order() {
        var pulses = PulseTrain()
        let told = [5_000_000, 5_000_000, 4_000_000, 8_000_100].map { pulses.take($0) }
        #expect(told == [true, false, false, true])
        #expect(pulses.next(after: 8_000_100) == 9_000_100)
        pulses.stop()
        #expect(pulses.next(after: 8_000_200) == nil)
    }
}
