import Airwaves
import Attestation
import PacketRouting
import Primitives
import Radios
import RouterEmulator
import Seeds
import Testing
import Units

/// Downlinks of every kind over three radios that come, go, cross borders, refuse, fail and forget.
@Suite("Downlinks: whatever routers ask and radios do") struct DownlinkPropertyTests {
    struct Story {
        var bench = CarriageBench()
        var numbers: SeededNumbers
        /// Taken by a radio, without outcome.
        var onAir: [(number: UInt32, radio: Int)] = []
        var seen = 0
        var plans: [RegionalPlan?] = [.eu868, .eu868, .eu868]
        var asked = 0
        var broken: [String] = []

        init(seed: UInt64) {
            numbers = SeededNumbers(seed: seed)
            bench.start(radios: 3)
            bench.open()
        }

        mutating func event() {
            switch numbers.below(12) {
            case 0...4: ask()
            case 5...8: end()
            case 9: turn(numbers.below(3))
            case 10: move(numbers.below(3))
            default:
                bench.pass(milliseconds: UInt64(numbers.below(40_000)))
                bench.hear(UInt64(numbers.below(1_000_000)), radio: numbers.below(3))
            }
            look()
        }

        mutating func ask() {
            let windows = (0..<1 + numbers.below(2)).map { _ in window() }
            var frame = numbers.bytes(1 + numbers.below(numbers.below(8) == 0 ? 255 : 40))
            if numbers.below(20) == 0 { frame = [0xe0, 1] + frame.prefix(200) }
            if bench.router.send(frame, windows: windows, to: bench.hotspot) != nil { asked += 1 }
            bench.settle()
        }

        mutating func window() -> TransmitWindow {
            let hertz = numbers.pick([
                868_100_000, 868_300_000, 869_525_000, 863_000_000, 915_000_000, 923_300_000,
                870_000_000, 433_175_000,
            ])
            let isFSK = numbers.below(10) == 0
            let now = bench.radioNow + 1_000_000_000
            let times: [UInt64?] = [
                nil, now + UInt64(numbers.below(6_000_000)), UInt64(numbers.below(3)),
                now + 600_000_000,
            ]
            let counter = numbers.pick(times)
            let at = counter == nil && numbers.below(6) == 0 ? bench.time.utc : nil
            return TransmitWindow(
                counterMicroseconds: counter, at: at, frequency: Hertz(UInt64(hertz)),
                bandwidth: Hertz(numbers.pick([125_000, 250_000, 500_000, 200_000])),
                power: SignalLevel(hundredths: Int32(numbers.below(6_000)) - 1_000),
                radio: UInt64(numbers.below(4)),
                spreadingFactor: isFSK ? nil : UInt64(5 + numbers.below(8)),
                bitRate: isFSK ? 50_000 : nil)
        }

        mutating func end() {
            guard !onAir.isEmpty else { return }
            let one = onAir.remove(at: numbers.below(onAir.count))
            let outcomes: [TransmitOutcome] = [
                .sent(
                    SentFrame(
                        start: RadioTime(microseconds: bench.radioNow), airtime: Nanoseconds(1),
                        frequency: Hertz(868_100_000), conductedPower: SignalLevel(hundredths: 1))),
                .cancelled, .channelBusy, .refused(.tooLate(microseconds: 1)),
                .refused(.collides(with: 3)), .refused(.tooEarly(microseconds: 4)),
                .refused(.notCapable("x")), .failed(RadioFault(.line, "x")),
            ]
            bench.handle(.ended(one.number, numbers.pick(outcomes), radio: one.radio))
            // Some radios say it twice.
            if numbers.below(10) == 0 {
                bench.handle(.ended(one.number, .cancelled, radio: one.radio))
            }
        }

        mutating func turn(_ radio: Int) {
            if numbers.below(2) == 0 {
                bench.handle(.away(radio: radio))
            } else {
                bench.handle(.ready(CarriageBench.identity, radio: radio))
            }
        }

        mutating func move(_ radio: Int) {
            plans[radio] = numbers.pick([.eu868, .eu868, nil, .as923Group1, .us915])
            bench.handle(
                .limits(plans[radio], antennaGain: Decibels(hundredths: 200), radio: radio))
        }

        /// Each order keeps the plan that holds for its radio when it is given.
        mutating func look() {
            while seen < bench.orders.count {
                if case .transmit(let permitted, let radio) = bench.orders[seen] {
                    onAir.append((permitted.transmission.number, radio))
                    check(permitted, radio)
                }
                seen += 1
            }
        }

        mutating func check(_ permitted: PermittedTransmission, _ radio: Int) {
            let transmission = permitted.transmission
            guard let rules = plans[radio]?.rules else {
                return broken.append("\(transmission.number) without a plan")
            }
            if !rules.band.contains(transmission.frequency) {
                broken.append("\(transmission.frequency) outside of the band")
            }
            if transmission.radiatedPower > rules.maximumEIRP { broken.append("power") }
            if let most = rules.dwellLimit, permitted.airtime > most { broken.append("dwell") }
            if transmission.payload.starts(with: [0xe0, 1]) { broken.append("a beacon") }
            if transmission.number & 0x8000_0000 != 0 { broken.append("a beacon's number") }
        }
    }

    @Test(
        "never outside of the plan, exactly one outcome each",
        arguments: 1...40 as ClosedRange<UInt64>)
    func story(seed: UInt64) throws {
        var story = Story(seed: seed)
        for _ in 0..<300 { story.event() }
        story.bench.pass(milliseconds: 601_000)
        #expect(story.broken.isEmpty, "seed \(seed): \(story.broken)")
        let account = try #require(story.bench.account)
        #expect(story.asked == account.downlinks.count && story.asked > 50)
        let ended = account.outcomes.map(\.number).sorted()
        #expect(ended == account.downlinks.map(\.number), "seed \(seed)")
        let reported = story.bench.reports.map(\.outcome.result.number).sorted()
        #expect(reported == ended, "seed \(seed)")
        #expect(story.bench.router.refusals.isEmpty, "seed \(seed)")
        #expect(story.bench.carriage.downlinksUnderWay == 0)
    }
}
