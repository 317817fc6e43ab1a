import Airwaves
import Foundation
import Testing
import Units

/// `maps/regions/plans.csv` read here a second time, in Swift, so that a mistake of the generator
/// does not hide behind its own check.
@Suite("regional plans: the table is that of maps/regions/plans.csv") struct RegionalPlanTests {
    struct Row {
        let fields: [String: String]

        func text(_ name: String) -> String { fields[name] ?? "no column \(name)" }
        func words(_ name: String) -> [String] { text(name).split(separator: " ").map(String.init) }
        func number(_ name: String) throws -> UInt64 { try #require(UInt64(text(name)), "\(name)") }
    }

    static func rows(_ name: String) throws -> [Row] {
        let file = Vectors.top.deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("maps/regions/\(name).csv")
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map(fields)
        let names = try #require(lines.first)
        return lines.dropFirst().map {
            Row(fields: Dictionary(uniqueKeysWithValues: zip(names, $0)))
        }
    }

    /// Quoted fields may hold commas, as the notes do.
    private static func fields(of line: Substring) -> [String] {
        let parts = line.split(separator: "\"", omittingEmptySubsequences: false)
        var fields = [""]
        for (number, part) in parts.enumerated() {
            let pieces =
                number % 2 == 1
                ? [part] : part.split(separator: ",", omittingEmptySubsequences: false)
            fields[fields.count - 1] += pieces.first ?? ""
            fields += pieces.dropFirst().map(String.init)
        }
        return fields
    }

    @Test("same plans, in the order of their numbers")
    func order() throws {
        let rows = try Self.rows("plans")
        #expect(rows.map { $0.text("plan") } == RegionalPlan.allCases.map(\.description))
        #expect(
            try rows.map { try $0.number("number") }
                == RegionalPlan.allCases.map { UInt64($0.rawValue) })
    }

    @Test("same facts, field by field")
    func facts() throws {
        for (row, plan) in zip(try Self.rows("plans"), RegionalPlan.allCases) {
            let rules = plan.rules
            #expect(rules.plan == plan)
            #expect(row.words("beacon_channels_hz") == rules.beaconChannels.map { "\($0.value)" })
            #expect(row.text("first_channel") == rules.firstChannelNumber.map { "\($0)" } ?? "")
            #expect(try row.number("bandwidth_hz") == rules.bandwidth.hertz.value)
            #expect(try row.number("max_eirp_cdbm") == UInt64(rules.maximumEIRP.hundredths))
            let rates = rules.uplinkRates.map { "\($0.spreadingFactor):\($0.largestPayload)" }
            #expect(row.words("uplink_rates") == rates)
            #expect(try row.number("dwell_ms") * 1_000_000 == rules.dwellLimit?.value ?? 0)
            let duty = rules.dutyCycles.map {
                "\($0.band.lowerBound.value)-\($0.band.upperBound.value):\($0.perMille)"
            }
            #expect(row.words("duty_per_mille") == duty)
            let listen = rules.listenBeforeTalk.map {
                "\($0.threshold.hundredths / 100):\($0.duration.value / 1_000)"
            }
            #expect(row.text("listen_before_talk") == listen ?? "")
            #expect(try row.number("band_min_hz") == rules.band.lowerBound.value)
            #expect(try row.number("band_max_hz") == rules.band.upperBound.value)
            #expect(row.text("rx1") == Self.text(rules.firstWindow))
            #expect(try row.number("rx2_hz") == rules.secondWindow.frequency.value)
            let second = rules.secondWindow
            #expect(
                row.text("rx2_rate") == "\(second.spreadingFactor):\(second.bandwidth.hertz.value)")
        }
    }

    private static func text(_ window: RegionalPlan.FirstWindow) -> String {
        switch window {
        case .uplinkChannel: "uplink"
        case .table(let first, let step, let count): "\(first.value)+\(step.value)*\(count)"
        }
    }

    /// PROTOCOL 3.3, by the airtime of this module instead of the generator's.
    @Test("beacon rates are those that carry 24 bytes within the dwell limit, from SF7 up")
    func beaconRates() throws {
        for plan in RegionalPlan.allCases {
            let rules = plan.rules
            var expected: [(SpreadingFactor, Int)] = []
            for rate in rules.uplinkRates.reversed() where rate.largestPayload > 0 {
                let modulation = LoRaModulation(
                    spreadingFactor: rate.spreadingFactor, bandwidth: rules.bandwidth)
                let limit = rules.dwellLimit ?? Nanoseconds(.max)
                let longest = try (0...min(255, rate.largestPayload + 13)).last {
                    try modulation.airtime(of: $0) <= limit
                }
                if let longest, longest >= 24 { expected.append((rate.spreadingFactor, longest)) }
            }
            #expect(rules.beaconRates.map(\.spreadingFactor) == expected.map(\.0), "\(plan)")
            #expect(rules.beaconRates.map(\.longestFrame) == expected.map(\.1), "\(plan)")
            #expect(rules.beaconRates.first?.spreadingFactor == .sf7)
            for (factor, length) in expected { #expect(rules.longestBeacon(at: factor) == length) }
        }
    }

    @Test("the slowest beacons: SF10 at 400 ms, SF11 at 1 s, SF12 without a limit")
    func slowest() {
        let rows: [(RegionalPlan, SpreadingFactor, Int)] = [
            (.us915, .sf10, 24), (.as923Group1, .sf10, 24), (.cn470, .sf11, 36),
            (.eu868, .sf12, 64), (.au915, .sf12, 64), (.kr920, .sf12, 64),
        ]
        for (plan, factor, length) in rows {
            #expect(plan.rules.beaconRates.last?.spreadingFactor == factor, "\(plan)")
            #expect(plan.rules.beaconRates.last?.longestFrame == length, "\(plan)")
        }
        #expect(RegionalPlan.us915.rules.longestBeacon(at: .sf11) == nil)
    }

    @Test("every beacon channel lies in the band with its width, and in one duty band")
    func channels() {
        for plan in RegionalPlan.allCases {
            let rules = plan.rules
            let half = rules.bandwidth.hertz.value / 2
            #expect(!rules.beaconChannels.isEmpty)
            for channel in rules.beaconChannels {
                let edges = [Hertz(channel.value - half), Hertz(channel.value + half)]
                #expect(edges.allSatisfy { rules.band.contains($0) }, "\(plan) \(channel)")
                #expect(
                    rules.dutyCycles.isEmpty
                        || rules.dutyCycle(at: channel)?.band.contains(edges[0]) == true
                            && rules.dutyCycle(at: channel)?.band.contains(edges[1]) == true
                )
            }
        }
        #expect(RegionalPlan.eu868.rules.dutyCycle(at: Hertz(869_525_000))?.perMille == 100)
        #expect(RegionalPlan.eu868.rules.dutyCycle(at: Hertz(868_650_000)) == nil)
    }

    @Test("EU433's channels have the digit that the source lost")
    func lostDigit() {
        let channels = RegionalPlan.eu433.rules.beaconChannels.map(\.value)
        #expect(channels == [433_175_000, 433_375_000, 433_575_000])
    }

    @Test("names are read back as printed, and only so")
    func names() {
        for plan in RegionalPlan.allCases {
            #expect(RegionalPlan(parsing: plan.description) == plan)
            #expect(RegionalPlan(parsing: plan.description.lowercased()) == nil)
            #expect(RegionalPlan(parsing: plan.description + " ") == nil)
        }
        #expect(RegionalPlan(parsing: "") == nil)
        #expect(RegionalPlan(parsing: "unknown") == nil)
    }
}
