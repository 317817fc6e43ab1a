import Air
import Airwaves
import Concentrator
import CoreCell
import Primitives
import Radios
import Signing
import Units

extension FuzzTarget {
    /// A bridge that says what the input says, to a machine that has just begun (first byte even) or
    /// receives (odd). The bytes behind are steps: what comes over the line, time that passes, events.
    /// The machine returns from each, asks for one thing at a time, and gives each transmission one
    /// outcome.
    static let concentratorMachine = FuzzTarget(name: "concentrator-machine") { bytes in
        guard bytes.byteCount > 1 else { return }
        var run = MachineRun(
            bytes.byte(at: 0) & 1 == 0 ? MachineStart.opened : MachineStart.running)
        var offset = 1
        while offset < bytes.byteCount {
            let length = run.step(bytes.extracting(offset..<bytes.byteCount))
            precondition(length > 0, "a step takes bytes")
            offset += length
        }
        run.finish()
    }
}

/// A machine and its outcomes, driven by steps of one byte and what they need.
private struct MachineRun {
    private var machine: ConcentratorRadio
    private var now: Nanoseconds
    private var actions: RadioActions
    private var request: [UInt8]
    private var handed: UInt32 = 0
    private var ended: [UInt32] = []

    init(_ start: MachineStart) {
        (machine, now, actions) = (start.machine, start.now, start.actions)
        request = actions.outgoing
        actions.clear()
    }

    /// Answers how many bytes of the input it took.
    mutating func step(_ input: RawSpan) -> Int {
        let (code, length) = (input.byte(at: 0), Int(input.byte(at: 0) >> 3))
        let end = min(input.byteCount, 1 + length)
        let content = input.extracting(1..<end)
        switch code & 0x07 {
        case 0: machine.take(content, at: now, actions: &actions)
        case 1, 2: machine.take(answer(content).rawSpan, at: now, actions: &actions)
        case 3: wake()
        case 4:
            now = now + Nanoseconds(UInt64(length + 1) * 40_000_000)
            machine.handle(.woken, at: now, actions: &actions)
            collect()
            return 1
        case 5:
            machine.handle(event(code >> 3), at: now, actions: &actions)
            collect()
            return 1
        default:
            transmit(content)
        }
        collect()
        return end
    }

    private mutating func wake() {
        if let wake = actions.wake { now = max(now, wake) }
        machine.handle(.woken, at: now, actions: &actions)
    }

    private func event(_ code: UInt8) -> RadioEvent {
        switch code % 8 {
        case 0: .opened
        case 1: .lost
        case 2: .close
        default: .cancel(UInt32(code / 8 % 4) + (handed < 4 ? 0 : handed - 4))
        }
    }

    private mutating func transmit(_ content: RawSpan) {
        let start: TransmitStart =
            switch (content.byteCount % 3, machine.time(at: now)) {
            case (0, let time?): .at(time.later(by: UInt64(content.byteCount) * 20_000))
            case (1, _): .pulse
            default: .immediate
            }
        guard handed < 200, let frame = MachineStart.permitted(handed, start) else { return }
        handed += 1
        machine.handle(.transmit(frame), at: now, actions: &actions)
    }

    /// A good answer to the last request, with what chips say taken from the input again and again.
    private func answer(_ content: RawSpan) -> [UInt8] {
        guard request.count >= 4 else { return [] }
        var place = 0
        func next() -> UInt8 {
            guard content.byteCount > 0 else { return 0 }
            place += 1
            return content.byte(at: (place - 1) % content.byteCount)
        }
        var payload: [UInt8] = []
        switch request[3] {
        case 0: payload = (0..<12).map { _ in next() } + Array("V01.00.00".utf8)
        case 1: payload = (0..<6).map { _ in next() }
        case 4: payload = [0]
        default:
            var offset = 4
            while offset < request.count {
                if request[offset + 1] == 2 {
                    let (mask, value, old) = (request[offset + 4], request[offset + 5], next())
                    payload += [request[offset], 2, 0, old, old & ~mask | value]
                    offset += 6
                } else {
                    let count = Int(request[offset + 3]) << 8 | Int(request[offset + 4])
                    payload += [request[offset], 1, 0, request[offset + 3], request[offset + 4]]
                    for _ in 0..<count { payload.append(next()) }
                    offset += 5 + count
                }
            }
        }
        let count = payload.count
        return [request[0], UInt8(count >> 8), UInt8(count & 0xFF), request[3] | 0x40] + payload
    }

    private mutating func collect() {
        if !actions.outgoing.isEmpty { request = actions.outgoing }
        for notice in actions.notices {
            guard case .ended(let number, _) = notice else { continue }
            precondition(!ended.contains(number), "transmission \(number) ended twice")
            ended.append(number)
        }
        actions.clear()
    }

    mutating func finish() {
        machine.handle(.lost, at: now, actions: &actions)
        collect()
        precondition(ended.count == handed, "\(handed) transmissions, \(ended.count) outcomes")
    }
}

/// Machines to begin with, made once.
private struct MachineStart: Sendable {
    var machine: ConcentratorRadio
    var now: Nanoseconds
    var actions: RadioActions

    static let opened: MachineStart = {
        var start = MachineStart(
            machine: ConcentratorRadio(settings: settings), now: Nanoseconds(0),
            actions: RadioActions())
        start.machine.handle(.opened, at: start.now, actions: &start.actions)
        return start
    }()

    /// Brought up by the Lab's board.
    static let running: MachineStart = {
        var start = opened
        var board = CoreCellEmulator(
            CoreCellSettings(eui: EUI64(bits: 1)), at: Nanoseconds(0))
        var effects = RadioEffects()
        while start.machine.time(at: start.now) == nil {
            guard let wake = start.actions.wake else { preconditionFailure("no start") }
            if start.actions.outgoing.isEmpty {
                start.now = max(start.now, wake)
                start.machine.handle(.woken, at: start.now, actions: &start.actions)
            } else {
                board.take(start.actions.outgoing.rawSpan, at: start.now, effects: &effects)
                start.actions.clear()
                start.machine.take(
                    effects.outgoing.rawSpan, at: start.now, actions: &start.actions)
                effects.clear()
            }
        }
        return start
    }()

    private static let settings: ConcentratorSettings = {
        do {
            let plan = try ReceivePlan(
                radioA: RadioSetting(centre: Hertz(867_500_000)),
                radioB: RadioSetting(centre: Hertz(868_500_000)),
                channels: [ChannelSetting(.a, -400_000), ChannelSetting(.b, -400_000)],
                service: ServiceSetting(ChannelSetting(.b, -200_000), .sf7, .kHz250),
                fsk: ChannelSetting(.b, 300_000))
            let images = try Controller.allCases.map {
                try ControllerFirmware(
                    MadeUpFirmware.image(for: $0), for: $0, hashing: SHA256.self,
                    acceptUnknown: true)
            }
            return ConcentratorSettings(
                plan: plan, board: .coreCell,
                code: ConcentratorCode(gain: images[0], arbiter: images[1]))
        } catch {
            preconditionFailure("\(error)")
        }
    }()

    private static let radio = RadioIdentity(
        kind: .concentrator, model: "fuzz", eui: EUI64(bits: 1), firmware: "fuzz", abilities: [],
        hasKnownFirmware: false)

    static func permitted(_ number: UInt32, _ start: TransmitStart) -> PermittedTransmission? {
        var gate = TransmitGuard(plan: .eu868, antennaGain: Decibels(hundredths: 0))
        return try? gate.permit(
            Transmission(
                number: number, frequency: Hertz(869_525_000),
                modulation: .loRa(LoRaModulation(spreadingFactor: .sf7)),
                radiatedPower: SignalLevel(hundredths: 1400), start: start,
                payload: [1, 2, 3]),
            by: radio, at: Nanoseconds(0))
    }
}
