import Air
import Airwaves
import Concentrator
import CoreCell
import Primitives
import Radios
import Signing
import Units

/// What a running concentrator costs its host, without the line. The numbers to compare with: sixteen
/// demodulators deliver at most some 2,300 frames a second (SF5, empty), eight channels of LoRaWAN
/// at SF7 with 20 bytes some 140; and an idle second has 50 looks and 8 readings.
func concentratorMachineBenchmarks() -> [Benchmark] {
    let idle = MachineLoop(), busy = MachineLoop()
    return [
        Benchmark(group: "concentrator", name: "idle look, asked and answered", operations: 1000) {
            for _ in 0..<1000 { idle.look() }
            return idle.sum
        },
        Benchmark(
            group: "concentrator", name: "frame of 51 bytes, buffer to notice", operations: 40 * 20
        ) {
            for _ in 0..<20 { busy.read(records) }
            return busy.sum
        },
    ]
}

private let records: [UInt8] = (0..<40).flatMap { _ in
    var record: [UInt8] = [0xA5, 0xC0, 51, 3, 0x73, 5, 0xFE, 0xFF, 0x0F]
    record += (0..<51).map { UInt8($0) }
    record += [0x10, 0xD8, 0x78, 0x74, 0x21, 0x43, 0x78, 0x56, 0x34, 0x12, 0, 0, 0]
    return record + [record.reduce(0, &+)]
}

/// A machine that receives, and a chip that answers from nothing but a clock and a buffer.
private final class MachineLoop {
    private var machine: ConcentratorRadio
    private var actions = RadioActions()
    private var now = Nanoseconds(0)
    private var content: [UInt8] = []
    private var answer: [UInt8] = []
    /// Between the host's clock and the chip's.
    private var firstTick: UInt32 = 0
    private(set) var sum: UInt64 = 0

    init() {
        machine = ConcentratorRadio(settings: Self.settings)
        machine.handle(.opened, at: now, actions: &actions)
        var board = CoreCellEmulator(CoreCellSettings(eui: EUI64(bits: 1)), at: now)
        var effects = RadioEffects()
        while machine.time(at: now) == nil {
            if actions.outgoing.isEmpty {
                now = max(now, actions.wake ?? now)
                machine.handle(.woken, at: now, actions: &actions)
            } else {
                board.take(actions.outgoing.rawSpan, at: now, effects: &effects)
                actions.clear()
                machine.take(effects.outgoing.rawSpan, at: now, actions: &actions)
                effects.clear()
            }
        }
        let time = machine.time(at: now)?.microseconds ?? 0
        firstTick = UInt32(truncatingIfNeeded: time * 32) &- ticks
    }

    private var ticks: UInt32 { UInt32(truncatingIfNeeded: now.value * 32 / 1000) &+ firstTick }

    private static var settings: ConcentratorSettings {
        do {
            let images = try Controller.allCases.map {
                try ControllerFirmware(
                    MadeUpFirmware.image(for: $0), for: $0, hashing: SHA256.self,
                    acceptUnknown: true)
            }
            return ConcentratorSettings(
                plan: try ReceivePlan(
                    radioA: RadioSetting(centre: Hertz(867_500_000)), radioB: nil,
                    channels: [-400_000, -200_000, 0, 200_000].map { ChannelSetting(.a, $0) }),
                board: .coreCell, code: ConcentratorCode(gain: images[0], arbiter: images[1]))
        } catch {
            preconditionFailure("\(error)")
        }
    }

    /// One look and whatever the clock and the health ask beside it.
    func look() {
        now = max(now, actions.wake ?? now)
        machine.handle(.woken, at: now, actions: &actions)
        converse()
    }

    func read(_ records: [UInt8]) {
        content = records
        while !content.isEmpty { look() }
        converse()
    }

    private func converse() {
        while !actions.outgoing.isEmpty {
            reply(to: actions.outgoing)
            actions.clear()
            machine.take(answer.rawSpan, at: now, actions: &actions)
            for notice in actions.notices {
                if case .heard(let frame) = notice { sum &+= frame.end.microseconds }
                if case .failed(let fault) = notice { preconditionFailure("\(fault)") }
            }
            sum &+= 1
        }
    }

    private func reply(to request: [UInt8]) {
        answer.removeAll(keepingCapacity: true)
        answer.append(contentsOf: request)
        answer[3] |= 0x40
        guard request[3] == 5 else {
            answer[2] = 6
            let time = UInt32(truncatingIfNeeded: now.value / 1_000_000)
            answer +=
                [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: time >> UInt32($0)) } + [9, 9]
            return
        }
        answer[6] = 0
        switch UInt16(request[10]) << 8 | UInt16(request[11]) {
        case 0x58C8:
            answer[13] = UInt8(content.count >> 8)
            answer[14] = UInt8(truncatingIfNeeded: content.count)
        case 0x4000:
            answer.replaceSubrange(13..<13 + content.count, with: content)
            content.removeAll(keepingCapacity: true)
        case 0x6101:
            let ticks = ticks
            for place in 0..<4 {
                answer[17 + place] = UInt8(truncatingIfNeeded: ticks >> UInt32(24 - 8 * place))
            }
        case 0x5605: answer[13] = 0x0A
        default: break
        }
    }
}
