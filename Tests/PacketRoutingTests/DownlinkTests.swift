import Airwaves
import Attestation
import PacketRouting
import Primitives
import Radios
import RouterEmulator
import Signing
import Testing
import Units

@Suite("Downlinks: one outcome each") struct DownlinkTests {
    static let frame: [UInt8] = [0x60, 1, 2, 3, 4, 0, 0, 0, 1, 2, 3, 4]

    /// An open link, an uplink heard, and the extended counter of its end.
    static func opened(plan: RegionalPlan = .eu868) -> (bench: CarriageBench, end: UInt64) {
        var bench = CarriageBench()
        bench.start(plan: plan)
        bench.open()
        bench.hear(1)
        return (bench, bench.account?.uplinks.first?.uplink.counterMicroseconds ?? 0)
    }

    static func send(
        _ windows: [TransmitWindow], _ bench: inout CarriageBench, frame: [UInt8] = frame
    ) {
        bench.router.send(frame, windows: windows, to: bench.hotspot)
        bench.settle()
    }

    /// The last transmission ordered.
    static func ordered(_ bench: CarriageBench) -> PermittedTransmission? {
        bench.orders.reversed().lazy.compactMap { order in
            if case .transmit(let permitted, _) = order { permitted } else { nil }
        }.first
    }

    static func sent(_ permitted: PermittedTransmission) -> TransmitOutcome {
        var start: RadioTime?
        if case .at(let time) = permitted.transmission.start { start = time }
        return .sent(
            SentFrame(
                start: start, airtime: permitted.airtime,
                frequency: permitted.transmission.frequency,
                conductedPower: permitted.conductedPower))
    }

    @Test("RX1 of an uplink: at its counter and a second, and told when it was sent")
    func first() throws {
        var (bench, end) = Self.opened()
        let ended = bench.time.utc
        let second: UInt64 = 1_000_000
        Self.send(
            [
                CarriageBench.window(counter: end + second),
                CarriageBench.window(counter: end + 2 * second, hertz: 869_525_000),
            ], &bench)
        let permitted = try #require(Self.ordered(bench))
        let transmission = permitted.transmission
        #expect(transmission.start == .at(RadioTime(microseconds: bench.radioNow + second)))
        #expect(transmission.hasInvertedPolarity && !transmission.framing.hasChecksum)
        #expect(transmission.radiatedPower == SignalLevel(hundredths: 1_400))
        #expect(permitted.conductedPower == SignalLevel(hundredths: 1_200))
        #expect(transmission.number & 0x8000_0000 == 0)
        bench.pass(milliseconds: 1_100)
        bench.handle(.ended(transmission.number, Self.sent(permitted), radio: 0))
        let result = try #require(bench.account?.outcomes.first)
        #expect(result.outcome == .sentRX1 && result.sent == ended + Nanoseconds(1_000_000_000))
        #expect(result.power == SignalLevel(hundredths: 1_400))
        #expect(result.frequency == Hertz(868_100_000))
        let report = try #require(bench.reports.first)
        #expect(report.router == bench.keys.router.publicKey && report.outcome.result == result)
        var input: [UInt8] = Array("earshot/packet/v10123456789abcdef".utf8)
        bench.keys.router.publicKey.bytes.append(to: &input)
        let hash = SHA256.hash((input + Self.frame).rawSpan)
        #expect(report.outcome.hash.bytes == Array(hash.bytes[..<16]))
    }

    @Test("RX2 when the radio refuses RX1; at once where no time is given")
    func second() throws {
        var (bench, end) = Self.opened()
        Self.send(
            [
                CarriageBench.window(counter: end + 1_000_000),
                CarriageBench.window(counter: end + 2_000_000, hertz: 869_525_000),
            ], &bench)
        let first = try #require(Self.ordered(bench))
        bench.handle(.ended(first.transmission.number, .refused(.collides(with: 9)), radio: 0))
        let again = try #require(Self.ordered(bench))
        #expect(again.transmission.frequency == Hertz(869_525_000))
        bench.handle(.ended(again.transmission.number, Self.sent(again), radio: 0))
        Self.send([CarriageBench.window()], &bench)
        let third = try #require(Self.ordered(bench))
        #expect(third.transmission.start == .immediate)
        bench.handle(.ended(third.transmission.number, Self.sent(third), radio: 0))
        #expect(bench.account?.outcomes.map(\.outcome) == [.sentRX2, .sentAtOnce])
        #expect(bench.reports.count == 2)
    }

    @Test("a window that has passed is not tried: RX2 at once")
    func passed() throws {
        var (bench, end) = Self.opened()
        bench.pass(milliseconds: 1_200)
        Self.send(
            [
                CarriageBench.window(counter: end + 1_000_000),
                CarriageBench.window(counter: end + 2_000_000, hertz: 869_525_000),
            ], &bench)
        #expect(Self.ordered(bench)?.transmission.frequency == Hertz(869_525_000))
        #expect(bench.orders.count == 1)
    }

    static let refusals: [(refusal: TransmitOutcome, word: DownlinkOutcome)] = [
        (.refused(.notReady), .radioAway),
        (.refused(.noPulse), .radioAway),
        (.refused(.frequency(Hertz(1), .eu868)), .frequencyRefused),
        (.refused(.cannotListenFirst(.kr920, radio: "x")), .frequencyRefused),
        (
            .refused(.power(SignalLevel(hundredths: 1), most: SignalLevel(hundredths: 0))),
            .powerRefused
        ),
        (.refused(.dwell(Nanoseconds(2), most: Nanoseconds(1))), .dwellExceeded),
        (.refused(.dutyCycle(perMille: 1, free: Nanoseconds(1))), .dutyUsedUp),
        (.refused(.notCapable("x")), .frameRefused),
        (.refused(.tooLate(microseconds: 1)), .tooLate),
        (.refused(.tooEarly(microseconds: 1)), .tooEarly),
        (.refused(.collides(with: 1)), .collision),
        (.refused(.queueFull(most: 1)), .collision),
        (.refused(.numberInUse(1)), .collision),
        (.channelBusy, .channelBusy),
        (.cancelled, .radioAway),
        (.failed(RadioFault(.hardware, "x")), .radioAway),
    ]

    @Test("what a radio says, in the router's words", arguments: refusals)
    func words(refusal: TransmitOutcome, word: DownlinkOutcome) throws {
        var (bench, end) = Self.opened()
        Self.send([CarriageBench.window(counter: end + 1_000_000)], &bench)
        let permitted = try #require(Self.ordered(bench))
        bench.handle(.ended(permitted.transmission.number, refusal, radio: 0))
        #expect(bench.account?.outcomes.map(\.outcome) == [word])
        #expect(bench.carriage.counters[word] == 1 && bench.carriage.downlinksUnderWay == 0)
    }

    static let impossible: [(name: String, window: TransmitWindow, word: DownlinkOutcome)] = [
        ("out of the band", CarriageBench.window(hertz: 915_000_000), .frequencyRefused),
        ("no such bandwidth", CarriageBench.window(bandwidth: 200_000), .frameRefused),
        ("a radio that is away", CarriageBench.window(radio: 5), .placeUnknown),
        ("before the radio's clock began", CarriageBench.window(counter: 1), .tooLate),
        ("class B without pulses", CarriageBench.window(at: Nanoseconds(.max / 2)), .radioAway),
        ("class B of yesterday", CarriageBench.window(at: Nanoseconds(1)), .tooLate),
    ]

    @Test("what cannot even be tried", arguments: impossible)
    func impossibles(name: String, window: TransmitWindow, word: DownlinkOutcome) {
        var (bench, _) = Self.opened()
        Self.send([window], &bench)
        #expect(bench.account?.outcomes.map(\.outcome) == [word], "\(name)")
        #expect(Self.ordered(bench) == nil, "\(name)")
    }

    @Test("the plan's power, however much is wanted; a weaker wish is heeded")
    func power() throws {
        for (wanted, given) in [(5_000, 1_615), (1_615, 1_615), (-100, -100)] as [(Int32, Int32)] {
            var (bench, end) = Self.opened()
            Self.send(
                [CarriageBench.window(counter: end + 1_000_000, power: wanted)], &bench)
            let permitted = try #require(Self.ordered(bench))
            #expect(permitted.transmission.radiatedPower == SignalLevel(hundredths: given))
        }
    }

    @Test("a frame longer than the plan's dwell time, AS923's 400 ms")
    func dwell() {
        var (bench, end) = Self.opened(plan: .as923Group1)
        let long = Self.frame + [UInt8](repeating: 0, count: 100)
        Self.send(
            [CarriageBench.window(counter: end + 1_000_000, hertz: 923_200_000, sf: 12)], &bench,
            frame: long)
        #expect(bench.account?.outcomes.map(\.outcome) == [.dwellExceeded])
    }

    @Test("the duty cycle: after its share of the hour no more, and again an hour later")
    func duty() throws {
        var (bench, _) = Self.opened()
        let long = Self.frame + [UInt8](repeating: 0, count: 39)
        var words: [DownlinkOutcome] = []
        // 1 % of an hour are 36 s; a frame of SF12 takes 2.5 s.
        for _ in 0..<20 {
            Self.send([CarriageBench.window(sf: 12)], &bench, frame: long)
            if let permitted = Self.ordered(bench), bench.carriage.downlinksUnderWay > 0 {
                bench.handle(.ended(permitted.transmission.number, Self.sent(permitted), radio: 0))
            }
            words = bench.account?.outcomes.map(\.outcome) ?? []
            bench.pass(milliseconds: 5_000)
        }
        let sent = words.filter { $0 == .sentAtOnce }.count
        #expect((12...16).contains(sent), "\(sent) sent")
        #expect(words.count == 20 && words.last == .dutyUsedUp)
        bench.pass(milliseconds: 3_700_000)
        bench.hear(2)
        Self.send([CarriageBench.window(sf: 12)], &bench, frame: long)
        #expect(bench.carriage.downlinksUnderWay == 1)
    }

    @Test("a router cannot have a beacon made")
    func beacon() {
        var (bench, _) = Self.opened()
        let beacon: [UInt8] = [0xe0, 1] + [UInt8](repeating: 4, count: 22)
        Self.send([CarriageBench.window()], &bench, frame: beacon)
        #expect(bench.account?.outcomes.map(\.outcome) == [.frameRefused])
        #expect(bench.orders.isEmpty && bench.reports.count == 1)
    }

    @Test("a border crossed: what waits is taken back, nothing more is sent")
    func border() throws {
        var (bench, end) = Self.opened()
        Self.send([CarriageBench.window(counter: end + 5_000_000)], &bench)
        let permitted = try #require(Self.ordered(bench))
        bench.handle(.limits(nil, antennaGain: Decibels(hundredths: 200), radio: 0))
        let number = permitted.transmission.number
        #expect(bench.orders.last == .cancel(number, radio: 0))
        bench.handle(.ended(number, .cancelled, radio: 0))
        Self.send([CarriageBench.window()], &bench)
        #expect(bench.account?.outcomes.map(\.outcome) == [.placeUnknown, .placeUnknown])
    }

    @Test("an antenna nobody described: nothing is sent")
    func unknownGain() {
        var (bench, _) = Self.opened()
        bench.handle(.limits(.eu868, antennaGain: nil, radio: 0))
        Self.send([CarriageBench.window()], &bench)
        #expect(bench.account?.outcomes.map(\.outcome) == [.powerRefused])
    }

    @Test("who leaves and comes back has not won a new hour of duty cycle")
    func noNewHour() throws {
        var transmitter = Transmitter()
        let time = CarriageBench().time
        transmitter.becameReady(CarriageBench.identity, at: time)
        let gain = Decibels(hundredths: 0)
        transmitter.limit(to: .eu868, antennaGain: gain)
        let transmission = Radios.Transmission(
            number: 1, frequency: Hertz(868_100_000),
            modulation: .loRa(LoRaModulation(spreadingFactor: .sf12)),
            radiatedPower: SignalLevel(hundredths: 1_400), payload: Self.frame)
        _ = try transmitter.permit(transmission, at: time)
        let used = transmitter.usage(at: time).map(\.used)
        transmitter.limit(to: .us915, antennaGain: gain)
        transmitter.limit(to: nil, antennaGain: gain)
        transmitter.limit(to: .eu868, antennaGain: gain)
        #expect(transmitter.usage(at: time).map(\.used) == used)
        #expect(used.contains { $0 > Nanoseconds(0) })
    }

    @Test("a radio that goes away takes its downlinks with it, once")
    func away() throws {
        var (bench, end) = Self.opened()
        Self.send([CarriageBench.window(counter: end + 1_000_000)], &bench)
        let number = try #require(Self.ordered(bench)).transmission.number
        bench.handle(.away(radio: 0))
        bench.handle(.ended(number, .failed(RadioFault(.line, "gone")), radio: 0))
        #expect(bench.account?.outcomes.map(\.outcome) == [.radioAway])
        #expect(bench.reports.count == 1)
    }

    @Test("a radio that never says what became of a frame is not waited for for ever")
    func overdue() {
        var (bench, end) = Self.opened()
        Self.send([CarriageBench.window(counter: end + 1_000_000)], &bench)
        bench.pass(milliseconds: 599_000)
        #expect(bench.account?.outcomes.isEmpty == true)
        bench.pass(milliseconds: 1_001)
        #expect(bench.account?.outcomes.map(\.outcome) == [.radioAway])
    }

    @Test("an outcome of a broken link is told on the next; a repeated downlink is not sent twice")
    func repeated() throws {
        var (bench, end) = Self.opened()
        Self.send([CarriageBench.window(counter: end + 1_000_000)], &bench)
        let permitted = try #require(Self.ordered(bench))
        bench.lose()
        bench.isReachable = false
        bench.handle(.ended(permitted.transmission.number, Self.sent(permitted), radio: 0))
        #expect(bench.account?.outcomes.isEmpty == true)
        bench.isReachable = true
        bench.open()
        #expect(bench.account?.outcomes.map(\.outcome) == [.sentRX1])
        bench.router.repeat(1, to: bench.hotspot)
        bench.settle()
        #expect(bench.orders.count == 1 && bench.reports.count == 1)
        #expect(bench.router.refusals.isEmpty)
    }

    @Test("class B: by the pulse of the second, to the microsecond")
    func classB() throws {
        var (bench, _) = Self.opened()
        // A pulse at a whole second of UTC, told 30 ms later.
        let rest = 1_000_000_000 - bench.time.utc.value % 1_000_000_000
        bench.uptime = bench.uptime + Nanoseconds(rest)
        let (pulse, second) = (bench.radioNow, bench.time.utc)
        bench.uptime = bench.uptime + Nanoseconds(30_000_000)
        bench.handle(.clock(RadioTime(microseconds: bench.radioNow), radio: 0))
        bench.handle(.pulse(RadioTime(microseconds: pulse), radio: 0))
        let at = second + Nanoseconds(2_345_678_000)
        Self.send([CarriageBench.window(at: at)], &bench)
        let start = Self.ordered(bench)?.transmission.start
        #expect(start == .at(RadioTime(microseconds: pulse + 2_345_678)))
        // Without trust in UTC nobody knows which second a pulse is.
        bench.isTrusted = false
        bench.handle(.pulse(RadioTime(microseconds: pulse + 1_000_000), radio: 0))
        Self.send([CarriageBench.window(at: at)], &bench)
        #expect(bench.account?.outcomes.map(\.outcome) == [.radioAway])
    }

    @Test("no more than 64 under way")
    func many() {
        var (bench, end) = Self.opened()
        for number in 0..<70 as Range<UInt64> {
            let window = CarriageBench.window(counter: end + 1_000_000 + number)
            Self.send([window], &bench, frame: Self.frame + [UInt8(number)])
        }
        let words = bench.account?.outcomes.map(\.outcome) ?? []
        #expect(bench.carriage.downlinksUnderWay + words.count == 70)
        #expect(bench.carriage.downlinksUnderWay <= 64 && !words.isEmpty)
    }
}
