import Air
import Airwaves
import Concentrator
import ConcentratorSamples
import Primitives
import Radios
import Seeds
import Testing
import Units

/// A machine and the device's side of its line on one clock. A request takes half a millisecond to
/// the device, and an answer as long back; it comes in pieces.
struct Bench<Device: EmulatedRadio> {
    var machine: ConcentratorRadio
    var device: Device
    var now = Nanoseconds(0)
    var notices: [(at: Nanoseconds, notice: RadioNotice)] = []
    var pieces = Int.max
    /// Both ways together.
    var latency = Nanoseconds(1_000_000)
    /// What happens to the bytes on the way.
    var damage: LineDamage?
    var emissions: [Emission] = []
    /// The device left the bus, to come back after that long.
    var leave: Nanoseconds?
    private var actions = RadioActions()
    private var effects = RadioEffects()
    private(set) var toDevice: [(at: Nanoseconds, bytes: [UInt8])] = []
    private var toMachine: [(at: Nanoseconds, bytes: [UInt8])] = []

    init(
        _ device: Device, plan: ReceivePlan? = nil, board: Board = .coreCell,
        code: ConcentratorCode? = nil
    ) throws {
        self.device = device
        machine = ConcentratorRadio(
            settings: ConcentratorSettings(
                plan: try plan ?? SamplePlan.eu868.plan(), board: board,
                code: try code
                    ?? ConcentratorCode(
                        gain: try madeUpFirmware(.gain), arbiter: try madeUpFirmware(.arbiter))))
    }

    /// One that receives.
    static func running(_ device: Device, plan: ReceivePlan? = nil) throws -> Bench {
        var bench = try Bench(device, plan: plan)
        bench.handle(.opened)
        bench.run(until: { $0.isReady }, atMost: .seconds(5))
        try #require(bench.isReady, "\(bench.notices)")
        return bench
    }

    var isReady: Bool {
        notices.contains { if case .ready = $0.notice { true } else { false } }
    }

    mutating func handle(_ event: RadioEvent) {
        machine.handle(event, at: now, actions: &actions)
        carryOut()
    }

    private mutating func carryOut() {
        if !actions.outgoing.isEmpty {
            let arrival = now + Nanoseconds(latency.value / 2)
            for piece in damage?.pieces(of: actions.outgoing) ?? [
                (delay: UInt64(0), bytes: actions.outgoing)
            ] {
                toDevice.append((arrival + Nanoseconds(piece.delay), piece.bytes))
            }
            toDevice.sort { $0.at < $1.at }
        }
        notices += actions.notices.map { (now, $0) }
        actions.clear()
    }

    private mutating func collect() {
        emissions += effects.emissions
        leave = effects.leave ?? leave
        if !effects.outgoing.isEmpty {
            let arrival = now + Nanoseconds(latency.value / 2)
            for piece in damage?.pieces(of: effects.outgoing) ?? [
                (delay: UInt64(0), bytes: effects.outgoing)
            ] {
                var rest = piece.bytes[...]
                while !rest.isEmpty {
                    let part = Array(rest.prefix(pieces))
                    toMachine.append((arrival + Nanoseconds(piece.delay), part))
                    rest = rest.dropFirst(pieces)
                }
            }
            toMachine.sort { $0.at < $1.at }
        }
        effects.clear()
    }

    /// What comes from the device without the device: bytes of other times.
    mutating func inject(_ bytes: [UInt8], after delay: Nanoseconds = Nanoseconds(0)) {
        toMachine.append((now + delay, bytes))
        toMachine.sort { $0.at < $1.at }
    }

    /// One event. False when nothing is ever going to happen again.
    mutating func step(until end: Nanoseconds) -> Bool {
        let times = [toDevice.first?.at, toMachine.first?.at, effects.wake, actions.wake]
        guard let next = times.compactMap({ $0 }).min(), next <= end else {
            now = max(now, end)
            return false
        }
        now = max(now, next)
        if let first = toDevice.first, first.at <= now {
            toDevice.removeFirst()
            device.take(first.bytes.rawSpan, at: now, effects: &effects)
            collect()
        } else if let first = toMachine.first, first.at <= now {
            toMachine.removeFirst()
            machine.take(first.bytes.rawSpan, at: now, actions: &actions)
            carryOut()
        } else if let wake = effects.wake, wake <= now {
            device.pass(to: now, effects: &effects)
            collect()
        } else {
            machine.handle(.woken, at: now, actions: &actions)
            carryOut()
        }
        return true
    }

    mutating func run(for duration: Duration) {
        run(until: { _ in false }, atMost: duration)
    }

    mutating func run(until isDone: (Bench) -> Bool, atMost duration: Duration) {
        let end = now + duration.nanoseconds
        while !isDone(self), step(until: end) {}
    }

    // MARK: - What was told

    var heard: [Reception] {
        notices.compactMap { if case .heard(let frame) = $0.notice { frame } else { nil } }
    }

    var pulses: [RadioTime] {
        notices.compactMap { if case .pulse(let time) = $0.notice { time } else { nil } }
    }

    var faults: [RadioFault] {
        notices.compactMap { if case .failed(let fault) = $0.notice { fault } else { nil } }
    }

    func outcomes(of number: UInt32) -> [TransmitOutcome] {
        notices.compactMap {
            if case .ended(number, let outcome) = $0.notice { outcome } else { nil }
        }
    }

    func dropped(_ drop: RadioDrop) -> Int {
        notices.reduce(0) {
            if case .dropped(drop, let count) = $1.notice { $0 + count } else { $0 }
        }
    }

    var hasRested: Bool { notices.contains { $0.notice == .rested } }
}

typealias RadioBench = Bench<LiveBridge>

extension Bench<LiveBridge> {
    init(plan: ReceivePlan? = nil) throws { try self.init(LiveBridge(), plan: plan) }

    static func running(plan: ReceivePlan? = nil) throws -> Bench {
        try running(LiveBridge(), plan: plan)
    }
}

/// A line that does what lines are not to do, each message with a chance of one in `rarity`.
struct LineDamage {
    var numbers: SeededNumbers
    var rarity: Int

    mutating func pieces(of message: [UInt8]) -> [(delay: UInt64, bytes: [UInt8])] {
        guard numbers.below(rarity) == 0 else { return [(0, message)] }
        let place = numbers.below(message.count)
        switch numbers.below(8) {
        case 0: return []
        case 1: return [(0, Array(message[..<place]))]
        case 2: return [(0, message), (UInt64(numbers.below(3_000_000)), message)]
        case 3:
            var changed = message
            changed[place] ^= 1 << UInt8(numbers.below(8))
            return [(0, changed)]
        case 4: return [(UInt64(numbers.below(1_500_000_000)), message)]
        case 5: return [(0, message), (0, numbers.bytes(1 + numbers.below(60)))]
        case 6:
            return [
                (0, Array(message[..<place])),
                (UInt64(numbers.below(800_000_000)), Array(message[place...])),
            ]
        default: return [(0, numbers.bytes(1 + numbers.below(300)))]
        }
    }
}

extension Duration {
    var nanoseconds: Nanoseconds {
        let parts = components
        return Nanoseconds(
            UInt64(parts.seconds) * 1_000_000_000 + UInt64(parts.attoseconds / 1_000_000_000))
    }
}

/// Permits in a plan without limits that matter here.
struct Permits {
    var gate = TransmitGuard(plan: .eu868, antennaGain: Decibels(hundredths: 0))
    let radio = RadioIdentity(
        kind: .concentrator, model: "test", eui: EUI64(bits: 1), firmware: "test", abilities: [],
        hasKnownFirmware: false)

    mutating func permit(
        _ number: UInt32, start: TransmitStart = .immediate, payload: [UInt8] = [1, 2, 3],
        power: Int32 = 1400, frequency: Hertz = Hertz(869_525_000),
        modulation: FrameModulation = .loRa(LoRaModulation(spreadingFactor: .sf7))
    ) throws -> PermittedTransmission {
        try gate.permit(
            Transmission(
                number: number, frequency: frequency, modulation: modulation,
                hasInvertedPolarity: true, radiatedPower: SignalLevel(hundredths: power),
                start: start, payload: payload),
            by: radio, at: Nanoseconds(0))
    }
}
