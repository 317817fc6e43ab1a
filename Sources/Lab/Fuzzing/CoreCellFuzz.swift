import Air
import Airwaves
import Concentrator
import CoreCell
import Primitives
import Radios
import Signing
import Units

extension FuzzTarget {
    /// A host's bytes to an emulated board, one just plugged in and one that receives: it must take
    /// them all, answer the same however they are cut, and answer in whole answers only.
    static let coreCellEmulator = FuzzTarget(name: "corecell-emulator") { bytes in
        for board in [fresh, started] {
            let whole = answers(board, bytes, piece: max(1, bytes.byteCount))
            let cut = answers(board, bytes, piece: 3)
            precondition(whole == cut, "other answers to the same bytes in pieces")
            check(whole)
        }
    }

    private static let epoch = Nanoseconds(1_800_000_000_000_000_000)

    private static let fresh = CoreCellEmulator(
        CoreCellSettings(eui: EUI64(bits: 0x0016_C001_F123_4567)), at: epoch)

    /// As a driver leaves it; a copy of it is made for each input.
    private static let started: CoreCellEmulator = {
        guard
            let plan = try? ReceivePlan(
                radioA: RadioSetting(centre: Hertz(867_500_000)), radioB: nil,
                channels: [ChannelSetting(.a, 0)]),
            let gain = firmware(.gain), let arbiter = firmware(.arbiter)
        else { preconditionFailure("a plan and images of this file's own") }
        var board = fresh
        var effects = RadioEffects()
        var now = epoch
        var start = ConcentratorStart(plan: plan, gain: gain, arbiter: arbiter)
        var effect = start.handle(.begin)
        while true {
            switch effect {
            case .send(let request):
                effects.clear()
                board.take(request.rawSpan, at: now, effects: &effects)
                effect = start.handle(.received(effects.outgoing))
            case .wait(let milliseconds):
                now = now + Nanoseconds(UInt64(milliseconds) * 1_000_000)
                effect = start.handle(.waited)
            case .done: return board
            case .receive, .failed: preconditionFailure("the start ended with \(effect)")
            }
        }
    }()

    private static func firmware(_ controller: Controller) -> ControllerFirmware? {
        try? ControllerFirmware(
            MadeUpFirmware.image(for: controller), for: controller, hashing: SHA256.self,
            acceptUnknown: true)
    }

    /// All within one instant, so that time cannot tell the pieces apart; then a while in which what
    /// was begun ends, and frames are heard.
    private static func answers(
        _ board: CoreCellEmulator, _ bytes: RawSpan, piece: Int
    ) -> [UInt8] {
        var board = board
        var effects = RadioEffects()
        var now = epoch + Nanoseconds(3_000_000_000)
        var offset = 0
        while offset < bytes.byteCount {
            let end = min(bytes.byteCount, offset + piece)
            board.take(bytes.extracting(offset..<end), at: now, effects: &effects)
            offset = end
        }
        let answers = effects.outgoing
        for _ in 0..<4 {
            board.hear(arrival(at: now))
            now = now + Nanoseconds(400_000_000)
            board.pass(to: now, effects: &effects)
        }
        precondition(effects.outgoing.count == answers.count, "an answer that nobody asked for")
        return answers
    }

    private static func arrival(at start: Nanoseconds) -> Arrival {
        let modulation = FrameModulation.loRa(LoRaModulation(spreadingFactor: .sf9))
        let frame = AirFrame(
            frequency: Hertz(867_500_000), modulation: modulation, payload: [1, 2, 3])
        return Arrival(
            frame: frame, level: SignalLevel(hundredths: -9_000),
            signalToNoise: Decibels(hundredths: 500), start: start,
            end: start + Nanoseconds(200_000_000))
    }

    private static func check(_ answers: [UInt8]) {
        var offset = 0
        while offset < answers.count {
            precondition(answers.count - offset >= 4, "an answer's header is cut")
            let order = answers[offset + 3]
            precondition(0x40...0x46 ~= order || order == 0xFF, "order \(order)")
            offset += 4 + Int(answers[offset + 1]) << 8 + Int(answers[offset + 2])
        }
        precondition(offset == answers.count, "the last answer is cut")
    }
}
