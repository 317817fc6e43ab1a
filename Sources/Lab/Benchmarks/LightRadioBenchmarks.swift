import Airwaves
import FirmwareProtocol
import LightRadio
import Primitives
import Radios
import Units

/// What the firmware link costs on the host: a frame through the device's machine, over the wire and
/// through the host's; and a second in which nothing happens. One channel delivers at most some 140
/// frames a second (SF5, empty); 115,200 baud carry 11,520 bytes.
func lightRadioBenchmarks() -> [Benchmark] {
    var busy = LinkedPair()
    var idle = LinkedPair()
    precondition(busy.isReady && idle.isReady, "the pair of machines did not open a session")
    return [
        Benchmark(group: "lightradio", name: "frame of 51 B, both machines", operations: 8) {
            busy.hear(8)
        },
        Benchmark(group: "lightradio", name: "wire byte, both machines", operations: 1_000) {
            busy.hearBytes(1_000)
        },
        Benchmark(group: "lightradio", name: "idle second, both machines", operations: 60) {
            idle.rest(60)
        },
    ]
}

/// Both machines of the link on a perfect wire without delay.
private struct LinkedPair {
    private var machine = LightRadioMachine(
        settings: LightRadioSettings(
            channel: ListeningChannel(frequency: Hertz(868_100_000), spreadingFactor: .sf7),
            session: 0))
    private var device = DeviceLink(bootID: 1)
    private var board = QuietBoard()
    private var actions = RadioActions()
    private var now: UInt64 = 1_000
    private var wireBytes = 0
    private var checksum: UInt64 = 0

    init() {
        machine.handle(.opened, at: Nanoseconds(now * 1_000), actions: &actions)
        carry()
    }

    var isReady: Bool { machine.time(at: Nanoseconds(now * 1_000)) != nil }

    private mutating func carry() {
        repeat {
            let down = actions.outgoing
            for byte in down { device.take(byte, at: now, board: &board) }
            wireBytes += down.count
            checksum &+= UInt64(actions.notices.count)
            actions.clear()
            var up: [UInt8] = []
            while let byte = device.nextByte(at: now) { up.append(byte) }
            wireBytes += up.count
            if !up.isEmpty {
                machine.take(up.rawSpan, at: Nanoseconds(now * 1_000), actions: &actions)
            }
        } while !actions.outgoing.isEmpty
    }

    mutating func hear(_ count: Int) -> UInt64 {
        for _ in 0..<count {
            now += 1_000
            _ = device.post(QuietBoard.reception(at: now))
            carry()
        }
        return checksum
    }

    mutating func hearBytes(_ count: Int) -> UInt64 {
        let end = wireBytes + count
        while wireBytes < end { _ = hear(1) }
        return checksum
    }

    mutating func rest(_ seconds: Int) -> UInt64 {
        let end = now + UInt64(seconds) * 1_000_000
        while now < end {
            let wake = (actions.wake?.value ?? .max) / 1_000
            now = min(wake, now + 500_000)
            if now >= wake {
                machine.handle(.woken, at: Nanoseconds(now * 1_000), actions: &actions)
            }
            device.tick(at: now, board: &board)
            carry()
        }
        return checksum
    }
}

/// A board that listens and does nothing else.
private struct QuietBoard: LinkBoard {
    private static let modulation = Modulation(
        frequencyHertz: 868_100_000, bandwidthHertz: 125_000, spreadingFactor: 7)

    static func reception(at now: UInt64) -> FirmwareProtocol.Reception {
        var frame = ShortBytes()
        for index: UInt8 in 0..<51 { frame.append(index) }
        return FirmwareProtocol.Reception(
            endMicroseconds: now, timeErrorMicroseconds: 1, configuration: 1,
            modulation: modulation, check: .ok, rssiCentiDBm: -8_000, signalRSSICentiDBm: -8_050,
            snrCentiDB: 900, frequencyErrorHertz: 100, frame: frame)
    }

    func capabilities() -> Capabilities {
        var all = Capabilities(
            serial: 1, board: ShortBytes("bench"), firmware: ShortBytes("bench"), clockErrorPPB: 0)
        all.chip = .sx1262
        (all.lowestHertz, all.highestHertz) = (863_000_000, 870_000_000)
        all.spreadingFactors = 0x1fe0
        return all
    }
    func radio() -> Status.Radio { .receiving }
    func configuration() -> UInt16 { 1 }
    func waitingTransmissions() -> UInt8 { 0 }
    func temperature() -> Int16? { 2_500 }
    func configure(_ request: Configure) throws(Refusal) -> Configured {
        Configured(configuration: 1, modulation: request.modulation)
    }
    func transmit(_ request: Transmit) throws(Refusal) {}
    func cancel(_ request: CancelTransmit) throws(Refusal) {}
    func count(into statistics: inout Statistics) {}
    func standBy() {}
    func restart() {}
}
