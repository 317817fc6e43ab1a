import Airwaves
import FirmwareProtocol
import LightRadio
import Primitives
import Radios
import Units

extension FuzzTarget {
    /// A program of events and bytes for the light radio's machine: the line opens and breaks,
    /// somebody sends, cancels, tunes, closes; a board answers what it was asked, posts events, or
    /// says anything at all. Every transmission must have one outcome, and the machine must return.
    static let lightRadio = FuzzTarget(name: "light-radio") { bytes in
        var player = MachinePlayer()
        var program = FuzzProgram(bytes)
        while !program.isOver {
            let order = program.next()
            switch order % 12 {
            case 0: player.tell(.opened)
            case 1: player.pass(milliseconds: UInt64(program.next()) * 20)
            case 2: player.transmit(program.next())
            case 3: player.tell(.cancel(UInt32(program.next())))
            case 4: player.tune(program.next())
            case 5: player.tell(.lost)
            case 6: player.tell(.close)
            case 7: player.take(program.nextBytes())
            case 8: player.answer(program.nextBytes())
            case 9: player.event(program.next(), program.nextBytes())
            case 10: player.beat(program.nextBytes())
            default: player.wake()
            }
        }
        player.finish()
    }
}

/// The machine, and what is known of both sides' counting so that a board's words can be understood.
private struct MachinePlayer {
    private var machine = LightRadioMachine(
        settings: LightRadioSettings(
            channel: ListeningChannel(frequency: Hertz(903_900_000), spreadingFactor: .sf7),
            session: 0))
    private var actions = RadioActions()
    private var now = Nanoseconds(1_000_000)
    private var decoder = FrameDecoder()
    /// The machine's last request.
    private var request = FirmwareProtocol.FrameHeader(type: 0, session: 0, sequence: 0)
    private var eventDue: UInt16 = 0
    private var begun: [UInt32] = []
    private var ended: [UInt32] = []

    mutating func tell(_ event: RadioEvent) {
        now = now + Nanoseconds(100_000)
        machine.handle(event, at: now, actions: &actions)
        settle()
    }

    mutating func pass(milliseconds: UInt64) {
        now = now + Nanoseconds(milliseconds * 1_000_000)
        tell(.woken)
    }

    mutating func wake() {
        if let wake = actions.wake { now = max(now, wake) }
        tell(.woken)
    }

    mutating func transmit(_ kind: UInt8) {
        let number = UInt32(begun.count)
        let time = machine.time(at: now) ?? RadioTime(microseconds: 0)
        let starts: [TransmitStart] = [.immediate, .at(time.later(by: 300_000)), .pulse, .at(time)]
        let transmission = Transmission(
            number: number, frequency: Hertz(903_900_000),
            modulation: .loRa(LoRaModulation(spreadingFactor: .sf7, bandwidth: .kHz125)),
            radiatedPower: SignalLevel(hundredths: 1_400), start: starts[Int(kind & 3)],
            payload: [UInt8](repeating: kind, count: Int(kind >> 2)))
        var keeper = TransmitGuard(plan: .us915, antennaGain: Decibels(hundredths: 0))
        let radio = RadioIdentity(
            kind: .light, model: "", eui: EUI64(bits: 0), firmware: "", abilities: [],
            hasKnownFirmware: false)
        guard let permitted = try? keeper.permit(transmission, by: radio, at: now) else { return }
        begun.append(number)
        tell(.transmit(permitted))
    }

    mutating func tune(_ step: UInt8) {
        let frequency = Hertz(903_900_000 + UInt64(step) * 200_000)
        tell(.tune(ListeningChannel(frequency: frequency, spreadingFactor: .sf9)))
    }

    mutating func take(_ bytes: [UInt8]) {
        now = now + Nanoseconds(100_000)
        machine.take(bytes.rawSpan, at: now, actions: &actions)
        settle()
    }

    mutating func answer(_ payload: [UInt8]) {
        say(
            FirmwareProtocol.FrameHeader(
                type: request.type | 0x80, session: request.session, sequence: request.sequence),
            payload)
    }

    mutating func event(_ kind: UInt8, _ payload: [UInt8]) {
        let header = FirmwareProtocol.FrameHeader(
            type: 0xe8 + kind % 6, session: request.session, sequence: eventDue)
        eventDue &+= 1
        say(header, payload)
    }

    mutating func beat(_ payload: [UInt8]) {
        // As long as an `awake` is; all else is a heartbeat, right or wrong.
        let isAwake = payload.count == 10
        say(
            FirmwareProtocol.FrameHeader(
                type: isAwake ? 0xe0 : 0xe1, session: isAwake ? 0 : request.session, sequence: 0),
            payload)
    }

    private mutating func say(_ header: FirmwareProtocol.FrameHeader, _ payload: [UInt8]) {
        var body = FrameBody(header: header)
        for byte in payload { body.append(byte) }
        var encoder = FrameEncoder()
        encoder.load(body)
        var wire: [UInt8] = []
        while let byte = encoder.nextByte() { wire.append(byte) }
        take(wire)
    }

    private mutating func settle() {
        for notice in actions.notices {
            guard case .ended(let number, _) = notice else { continue }
            precondition(begun.contains(number), "an outcome of a transmission nobody asked for")
            precondition(!ended.contains(number), "two outcomes of one transmission")
            ended.append(number)
        }
        for byte in actions.outgoing where (try? decoder.take(byte)) == true {
            let header = decoder.frame.header
            guard header.type != MessageType.acknowledge.rawValue else { continue }
            if header.session != request.session { eventDue = 0 }
            request = header
        }
        actions.clear()
    }

    mutating func finish() {
        tell(.lost)
        precondition(ended.count == begun.count, "a transmission without outcome")
        precondition(actions.wake == nil, "a machine without line that wants to be woken")
    }
}
