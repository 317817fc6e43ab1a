import Airwaves
import Radios
import Testing
import Units

@testable import Air

@Suite("Collisions: which of two frames survives at a receiver")
struct CollisionTests {
    /// Two senders at `c`, the first so many dB above the second.
    static func bench(_ difference: Int32) throws -> AirBench {
        var table = LossTable()
        table["b", "c"] = Decibels(hundredths: 10_000 + difference)
        return try AirBench(table, stations: ["a", "b", "c"])
    }

    static let long = [UInt8](repeating: 7, count: 40)
    static let second = [UInt8](repeating: 9, count: 40)

    static let atOnce: [(difference: Int32, heard: [[UInt8]])] = [
        (600, [long]), (599, []), (0, []), (-599, []), (-600, [second]),
    ]

    @Test("at once: 6 dB decide, a hundredth less and both are lost", arguments: atOnce)
    func together(difference: Int32, heard: [[UInt8]]) throws {
        var bench = try Self.bench(difference)
        try bench.send(AirBench.frame(Self.long), from: "a", at: 0)
        try bench.send(AirBench.frame(Self.second), from: "b", at: 0)
        #expect(bench.heard(by: "c").map(\.frame.payload) == heard)
    }

    @Test("within the preamble the stronger one wins, even if it came second")
    func preamble() throws {
        var bench = try Self.bench(-600)
        try bench.send(AirBench.frame(Self.long), from: "a", at: 0)
        try bench.send(AirBench.frame(Self.second), from: "b", at: 12_000)
        #expect(bench.heard(by: "c").map(\.frame.payload) == [Self.second])
    }

    static let later: [(difference: Int32, checksum: ChecksumVerdict)] = [
        (600, .good), (599, .bad), (-3000, .bad),
    ]

    @Test("a receiver stays with the frame it locked to, damaged or not", arguments: later)
    func locked(difference: Int32, checksum: ChecksumVerdict) throws {
        var bench = try Self.bench(difference)
        try bench.send(AirBench.frame(Self.long), from: "a", at: 0)
        // The preamble takes 12.544 ms and the header until 20.736 ms.
        try bench.send(AirBench.frame(Self.second), from: "b", at: 21_000)
        let heard = bench.heard(by: "c")
        #expect(heard.map(\.checksum) == [checksum])
        #expect((heard.first?.frame.payload == Self.long) == (checksum == .good))
        #expect(bench.air.counts.occupied == 1)
    }

    @Test("a header that is disturbed tells nothing at all")
    func header() throws {
        var bench = try Self.bench(0)
        try bench.send(AirBench.frame(Self.long), from: "a", at: 0)
        try bench.send(AirBench.frame(Self.second), from: "b", at: 15_000)
        #expect(bench.heard(by: "c").isEmpty)
    }

    @Test("five symbols of the preamble are enough")
    func fiveSymbols() throws {
        let frame = AirBench.frame(Self.second)
        let end = AirBench.airtime(of: AirBench.frame(Self.long)).value / 1000
        // Symbols of 1.024 ms: three may be disturbed.
        for (overlap, count) in [(3_072, 2), (3_073, 1)] as [(UInt64, Int)] {
            var bench = try AirBench(stations: ["a", "b", "c"])
            try bench.send(AirBench.frame(Self.long), from: "a", at: 0, power: 0)
            try bench.send(frame, from: "b", at: end - overlap, power: -7)
            #expect(bench.heard(by: "c").filter { $0.checksum == .good }.count == count)
        }
    }

    static let beside: [(hertz: UInt64, survives: Bool)] = [
        (868_100_000, false), (868_200_000, false), (868_225_000, true), (868_300_000, true),
    ]

    @Test("bands that do not touch do not disturb", arguments: beside)
    func channels(hertz: UInt64, survives: Bool) throws {
        var bench = try Self.bench(-4000)
        try bench.send(AirBench.frame(Self.second), from: "a", at: 0)
        try bench.send(AirBench.frame(Self.long, at: hertz), from: "b", at: 0)
        let heard = bench.heard(by: "c").filter { $0.frame.payload == Self.second }
        #expect((heard.map(\.checksum) == [.good]) == survives)
    }

    @Test("another spreading factor disturbs from Croce's figures on")
    func spreads() throws {
        for own in SpreadingFactor.allCases {
            for other in SpreadingFactor.allCases where other != own {
                let ratio =
                    AirFrame.rejection(of: other, by: own) ?? own.demodulationFloor
                for step in [0, 1] as [Int32] {
                    var bench = try Self.bench(ratio.hundredths - step)
                    let wanted = AirBench.frame([1], at: 868_100_000, .init(spreadingFactor: own))
                    // Over all of the wanted frame, and never locked to.
                    let noise = AirBench.frame(
                        [UInt8](repeating: 0, count: 255), at: 868_100_000,
                        .init(spreadingFactor: other))
                    for turn in 0..<8 as Range<UInt64> {
                        let length = AirBench.airtime(of: noise).value / 1000
                        guard turn * length < 2_000_000 else { break }
                        try bench.send(noise, from: "b", at: turn * length)
                    }
                    try bench.send(wanted, from: "a", at: 1000)
                    let heard = bench.heard(by: "c").filter { $0.frame.payload == [1] }
                    #expect(
                        heard.map(\.checksum) == (step == 0 ? [.good] : []), "\(own) \(other)")
                }
            }
        }
    }
}

@Suite("The air: properties")
struct AirPropertyTests {
    /// Sixty frames of six stations, drawn from a seed.
    static func busy(seed: UInt64) throws -> AirBench {
        var bench = try AirBench(seed: seed, OpenGround(), stations: [])
        var draws = SeededDraws(seed: seed, keys: 99)
        for index in 0..<6 {
            let place = AirPlace(
                try Coordinate(
                    latitude: 47 + Double(draws.number(in: 0...400)) / 10_000,
                    longitude: 8 + Double(draws.number(in: 0...400)) / 10_000),
                height: Metres(draws.number(in: 1...30)))
            try bench.join(AirStation(name: "s\(index)", place: place))
        }
        for number in 0..<60 as Range<UInt8> {
            let spread = SpreadingFactor.allCases[Int(draws.number(in: 2...4))]
            let frame = AirBench.frame(
                [number, 1, 2, 3], at: 868_100_000 + 200_000 * UInt64(draws.number(in: 0...1)),
                LoRaModulation(spreadingFactor: spread))
            try bench.send(
                frame, from: "s\(draws.number(in: 0...5))",
                at: UInt64(draws.number(in: 0...1_500_000)))
        }
        return bench
    }

    @Test("the same seed tells the same, in one step or in many", arguments: 1...8)
    func steps(seed: Int) throws {
        var whole = try Self.busy(seed: UInt64(seed))
        var parts = try Self.busy(seed: UInt64(seed))
        let once = whole.air.arrivals(until: Nanoseconds(5_000_000_000))
        var many: [StationArrival] = []
        for step in 1...5000 as ClosedRange<UInt64> {
            many += parts.air.arrivals(until: Nanoseconds(1_000_000 * step))
        }
        #expect(once == many)
        #expect(once.count > 50)
        #expect(whole.air.counts == parts.air.counts)
        #expect(whole.air.counts.collided + whole.air.counts.occupied > 10)
    }

    @Test("every signal is counted once", arguments: 1...8)
    func counts(seed: Int) throws {
        var bench = try Self.busy(seed: UInt64(seed))
        _ = bench.air.arrivals(until: Nanoseconds(5_000_000_000))
        let counts = bench.air.counts
        let all =
            counts.good + counts.damaged + counts.weak + counts.detuned + counts.collided
            + counts.occupied
        #expect(all == 60 * 5)
    }

    @Test("a path is the same both ways, whoever joined first")
    func symmetric() throws {
        let here = AirPlace(try Coordinate(latitude: 47, longitude: 8), height: Metres(10))
        let there = AirPlace(try Coordinate(latitude: 47.01, longitude: 8), height: Metres(5))
        var levels: Set<Int32> = []
        var flights: Set<UInt64> = []
        for (first, second) in [("a", "b"), ("b", "a")] {
            for sender in ["a", "b"] {
                var bench = try AirBench(seed: 5, OpenGround(), stations: [])
                for name in [first, second] {
                    try bench.join(AirStation(name: name, place: name == "a" ? here : there))
                }
                try bench.send(AirBench.frame(), from: sender, at: 0)
                let arrival = try #require(
                    bench.heard(by: sender == "a" ? "b" : "a").first)
                levels.insert(arrival.level.hundredths)
                flights.insert(arrival.start.value)
            }
        }
        #expect(levels.count == 1)
        // 1112 m at the speed of light.
        #expect(flights == [3709])
    }

    @Test("crystals differ from station to station and shift what is heard")
    func crystals() throws {
        var bench = try AirBench(stations: [])
        try bench.join(AirStation(name: "a", crystalError: 10_000))
        try bench.join(AirStation(name: "b", crystalError: -10_000))
        try bench.send(AirBench.frame(), from: "a", at: 0)
        // 20 millionths of 868.1 MHz.
        #expect(bench.heard(by: "b").map(\.frequencyOffset) == [17_362])
        try bench.join(AirStation(name: "c", crystalError: -26_100))
        try bench.send(AirBench.frame(), from: "a", at: 60_000_000)
        #expect(bench.heard(by: "c", until: 90).isEmpty)
        #expect(bench.air.counts.detuned == 1)
    }

    @Test("what is told late is judged, and what was told stays")
    func late() throws {
        var bench = try AirBench(stations: ["a", "b", "c"])
        try bench.send(AirBench.frame([1]), from: "a", at: 0)
        let first = bench.air.arrivals(until: Nanoseconds(1_000_000_000))
        #expect(first.count == 2)
        try bench.send(AirBench.frame([2]), from: "b", at: 500_000)
        #expect(bench.heard(by: "c", until: 2).map(\.frame.payload) == [[2]])
        #expect(bench.air.counts.late == 1)
        #expect(throws: AirError.self) {
            _ = bench.air.arrivals(until: Nanoseconds(10_000_000_000))
            try bench.send(AirBench.frame([3]), from: "a", at: 7_999_999)
        }
    }
}
