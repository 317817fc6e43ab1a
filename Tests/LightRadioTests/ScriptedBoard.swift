import FirmwareProtocol
import LightRadio
import Primitives
import Radios
import Units

/// A board that answers as a test wants, also what no board of ours would.
struct ScriptedBoard: LinkBoard {
    var facts: Capabilities = {
        var all = Capabilities(
            serial: 7, board: ShortBytes("scripted"), firmware: ShortBytes("earshot-firmware 0.1"),
            clockErrorPPB: 20_000)
        all.chip = .sx1262
        all.features = Capabilities.timedTransmit | Capabilities.pulsePerSecond
        (all.lowestHertz, all.highestHertz) = (863_000_000, 870_000_000)
        (all.lowestPowerCentiDBm, all.highestPowerCentiDBm) = (-900, 2_200)
        all.spreadingFactors = 0x1fe0
        all.leadMicroseconds = 10_000
        return all
    }()
    var state = Status.Radio.standby
    var number: UInt16 = 0
    var configureRefusal: Refusal?
    var transmitRefusal: Refusal?
    var cancelRefusal: Refusal?
    var change: (inout Configured) -> Void = { _ in }
    var requests: [Transmit] = []
    var configured: [Configure] = []
    var cancelled: [UInt32] = []
    var waiting: UInt8 = 0
    var heat: Int16?
    var badHeaders: UInt32 = 0

    func capabilities() -> Capabilities { facts }
    func radio() -> Status.Radio { state }
    func configuration() -> UInt16 { number }
    func waitingTransmissions() -> UInt8 { waiting }
    func temperature() -> Int16? { heat }
    mutating func configure(_ request: Configure) throws(Refusal) -> Configured {
        if let configureRefusal { throw configureRefusal }
        configured.append(request)
        number += 1
        state = request.mode == .receive ? .receiving : .standby
        var answer = Configured(configuration: number, modulation: request.modulation)
        change(&answer)
        return answer
    }
    mutating func transmit(_ request: Transmit) throws(Refusal) {
        if let transmitRefusal { throw transmitRefusal }
        requests.append(request)
    }
    mutating func cancel(_ request: CancelTransmit) throws(Refusal) {
        cancelled.append(request.transmission)
        if let cancelRefusal { throw cancelRefusal }
    }
    func count(into statistics: inout Statistics) { statistics.receptionsBadHeader = badHeaders }
    mutating func standBy() { state = .standby }
    mutating func restart() {}
}

/// The machine and a scripted board, on a perfect line that can be cut.
struct ScriptBench {
    var machine: LightRadioMachine
    var link = DeviceLink(bootID: 1)
    var board = ScriptedBoard()
    var now: UInt64 = 0
    /// How far ahead of the host's clock the board's is.
    var ahead: UInt64 = 3_000_000
    var actions = RadioActions()
    var notices: [RadioNotice] = []
    var isCut = false

    init(
        channel: ListeningChannel = RadioBench.channel,
        _ change: (inout ScriptedBoard) -> Void = { _ in }
    ) {
        machine = LightRadioMachine(settings: LightRadioSettings(channel: channel, session: 0))
        change(&board)
    }

    var boardTime: UInt64 { now + ahead }

    mutating func tell(_ event: RadioEvent) {
        machine.handle(event, at: Nanoseconds(now * 1_000), actions: &actions)
        carry()
    }

    mutating func run(_ milliseconds: UInt64) {
        let end = now + milliseconds * 1_000
        while now < end {
            now = min(now + 1_000, end)
            link.tick(at: boardTime, board: &board)
            if let wake = actions.wake, wake.value <= now * 1_000 {
                machine.handle(.woken, at: Nanoseconds(now * 1_000), actions: &actions)
            }
            carry()
        }
    }

    mutating func carry() {
        while true {
            notices += actions.notices
            let down = actions.outgoing
            actions.clear()
            var up: [UInt8] = []
            if !isCut {
                for byte in down { link.take(byte, at: boardTime, board: &board) }
                while let byte = link.nextByte(at: boardTime) { up.append(byte) }
            }
            if !up.isEmpty {
                machine.take(up.rawSpan, at: Nanoseconds(now * 1_000), actions: &actions)
            }
            if actions.outgoing.isEmpty, actions.notices.isEmpty { return }
        }
    }

    mutating func start() {
        tell(.opened)
        run(10)
    }

    mutating func post<Event: LinkMessage>(_ event: Event) {
        _ = link.post(event)
        run(2)
    }

    /// A message of the present session that the device's link did not send.
    mutating func forge<Message: LinkMessage>(_ message: Message) {
        var encoder = FrameEncoder()
        encoder.load(message.body(session: link.session, sequence: 0))
        var bytes: [UInt8] = []
        while let byte = encoder.nextByte() { bytes.append(byte) }
        machine.take(bytes.rawSpan, at: Nanoseconds(now * 1_000), actions: &actions)
        carry()
    }

    /// What the board would truly say of the last request, changed.
    mutating func conclude(_ change: (inout Transmitted) -> Void = { _ in }) {
        guard let request = board.requests.last else { return }
        var crc = CRC32()
        for index in 0..<request.frame.count { crc.add(request.frame[index]) }
        var told = Transmitted(
            transmission: request.transmission, outcome: .sent,
            startMicroseconds: request.startMicroseconds ?? boardTime,
            airtimeMicroseconds: 56_576, modulation: request.modulation,
            powerCentiDBm: request.powerCentiDBm, frameChecksum: crc.value)
        change(&told)
        post(told)
    }

    var ended: [TransmitOutcome] {
        notices.compactMap { if case .ended(_, let outcome) = $0 { outcome } else { nil } }
    }

    var faults: [RadioFault] {
        notices.compactMap { if case .failed(let fault) = $0 { fault } else { nil } }
    }

    var isReady: Bool { machine.time(at: Nanoseconds(now * 1_000)) != nil }
}
