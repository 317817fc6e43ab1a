import Air
import Airwaves
import LightRadio
import LightRadioEmulator
import Primitives
import RadioChip
import Radios
import Seeds
import Units

/// The host's machine and an emulated board, the line between them, and the air over it, in simulated
/// time: as fast as it can, and the same each time.
struct RadioBench {
    static let channel = ListeningChannel(frequency: Hertz(868_100_000), spreadingFactor: .sf7)
    static let eui = EUI64(bits: 0x0102_0304_0506_0708)

    var machine: LightRadioMachine
    var emulator: LightRadioEmulator
    var now = Nanoseconds(0)
    var actions = RadioActions()
    var effects = RadioEffects()
    var notices: [(time: Nanoseconds, notice: RadioNotice)] = []
    var emissions: [Emission] = []
    /// Frames in the air, by their end.
    var arrivals: [Arrival] = []
    /// The line is to be opened then; nil while it is open, or nobody opens it.
    var reopenAt: Nanoseconds?
    var isOpen = false
    var reopens = true
    var openings = 0
    /// One byte in so many is lost, changed or doubled on the line; 0 for none.
    var damage = 0
    var random: SeededNumbers
    /// How often the machine was called.
    var calls = 0

    init(
        channel: ListeningChannel = channel, seed: UInt64 = 1, damage: Int = 0,
        _ change: (inout LightRadioEmulatorSettings) -> Void = { _ in }
    ) throws {
        var settings = LightRadioEmulatorSettings(eui: Self.eui, seed: seed)
        change(&settings)
        emulator = try LightRadioEmulator(settings, at: Nanoseconds(0))
        machine = LightRadioMachine(settings: LightRadioSettings(channel: channel, session: 77))
        random = SeededNumbers(seed: seed)
        self.damage = damage
    }

    // MARK: Time

    /// To the next moment at which something is due.
    mutating func step(until end: Nanoseconds = Nanoseconds(.max)) {
        let due = [actions.wake, effects.wake, arrivals.first?.end, reopenAt].compactMap { $0 }
        now = min(max(due.min() ?? end, now + Nanoseconds(1_000)), end)
        while let arrival = arrivals.first, arrival.end <= now {
            emulator.hear(arrival)
            arrivals.removeFirst()
        }
        emulator.pass(to: now, effects: &effects)
        if let time = reopenAt, time <= now { open() }
        if let wake = actions.wake, wake <= now, isOpen { tell(.woken) }
        carry()
    }

    mutating func run(_ milliseconds: UInt64) {
        let end = now + Nanoseconds(milliseconds * 1_000_000)
        while now < end { step(until: end) }
    }

    /// Runs until something holds, at most so long; whether it did.
    mutating func run(_ milliseconds: UInt64, until done: (RadioBench) -> Bool) -> Bool {
        let end = now + Nanoseconds(milliseconds * 1_000_000)
        while now < end {
            if done(self) { return true }
            step(until: end)
        }
        return done(self)
    }

    mutating func tell(_ event: RadioEvent) {
        calls += 1
        machine.handle(event, at: now, actions: &actions)
        collect()
        carry()
    }

    mutating func open() {
        reopenAt = nil
        isOpen = true
        openings += 1
        tell(.opened)
    }

    /// Opens and waits until the radio is ready.
    mutating func start() -> Bool {
        open()
        return run(10_000) { $0.isReady }
    }

    // MARK: The line

    private mutating func carry() {
        while true {
            emissions += effects.emissions
            let leaves = effects.leave
            let (up, down) = (effects.outgoing, actions.outgoing)
            effects.clear()
            actions.clear()
            if let leaves { lose(for: leaves) }
            guard !up.isEmpty || !down.isEmpty else { return }
            guard isOpen else { continue }
            if !down.isEmpty {
                emulator.take(damaged(down).rawSpan, at: now, effects: &effects)
            }
            if !up.isEmpty {
                calls += 1
                machine.take(damaged(up).rawSpan, at: now, actions: &actions)
                collect()
            }
        }
    }

    private mutating func lose(for time: Nanoseconds) {
        guard isOpen else { return }
        isOpen = false
        reopenAt = reopens ? now + time + Nanoseconds(100_000_000) : nil
        calls += 1
        machine.handle(.lost, at: now, actions: &actions)
        collect()
    }

    private mutating func damaged(_ bytes: [UInt8]) -> [UInt8] {
        guard damage > 0 else { return bytes }
        return bytes.flatMap { byte -> [UInt8] in
            guard random.below(damage) == 0 else { return [byte] }
            return switch random.below(3) {
            case 0: []
            case 1: [byte ^ UInt8(1 << random.below(8))]
            default: [byte, byte]
            }
        }
    }

    private mutating func collect() {
        notices += actions.notices.map { (now, $0) }
        for notice in actions.notices {
            guard case .failed = notice else { continue }
            isOpen = false
            reopenAt = reopens ? now + Nanoseconds(200_000_000) : nil
        }
        actions.notices.removeAll()
    }

    // MARK: The air

    /// A frame that ends `after` milliseconds from now.
    mutating func hear(
        _ payload: [UInt8], after: UInt64 = 100, _ change: (inout Arrival) -> Void = { _ in }
    ) {
        let modulation = LoRaModulation(spreadingFactor: .sf7, bandwidth: .kHz125)
        let frame = AirFrame(
            frequency: Hertz(868_100_000), modulation: .loRa(modulation), payload: payload)
        let end = now + Nanoseconds(after * 1_000_000)
        var arrival = Arrival(
            frame: frame, level: SignalLevel(hundredths: -8_000),
            signalToNoise: Decibels(hundredths: 900), start: end, end: end)
        change(&arrival)
        let start = arrival.end.value - min(arrival.frame.airtime.value, arrival.end.value)
        arrival.start = Nanoseconds(start)
        arrivals.append(arrival)
        arrivals.sort { $0.end < $1.end }
    }

    // MARK: What happened

    var all: [RadioNotice] { notices.map(\.notice) }
    var isReady: Bool { machine.time(at: now) != nil }

    var heard: [Radios.Reception] {
        all.compactMap { if case .heard(let reception) = $0 { reception } else { nil } }
    }

    var ended: [(number: UInt32, outcome: TransmitOutcome)] {
        all.compactMap {
            if case .ended(let number, let outcome) = $0 { (number, outcome) } else { nil }
        }
    }

    var faults: [RadioFault] {
        all.compactMap { if case .failed(let fault) = $0 { fault } else { nil } }
    }

    var tuned: [ListeningChannel] {
        all.compactMap { if case .tuned(let channel) = $0 { channel } else { nil } }
    }

    var pulses: [RadioTime] {
        all.compactMap { if case .pulse(let time) = $0 { time } else { nil } }
    }

    var identity: RadioIdentity? {
        all.compactMap { if case .ready(let identity) = $0 { identity } else { nil } }.last
    }

    func dropped(_ kind: RadioDrop) -> Int {
        all.reduce(0) { sum, notice in
            guard case .dropped(kind, let count) = notice else { return sum }
            return sum + count
        }
    }
}

extension AirFrame {
    var airtime: Nanoseconds {
        guard case .loRa(let modulation) = modulation,
            let time = try? modulation.airtime(of: payload.count, framing: framing)
        else { return Nanoseconds(0) }
        return time
    }
}

/// A transmission that a plan allows; its own guard, so that no duty cycle adds up.
func permitted(
    _ number: UInt32, start: TransmitStart = .immediate, length: Int = 20,
    _ change: (inout Transmission) -> Void = { _ in }
) throws -> PermittedTransmission {
    var transmission = Transmission(
        number: number, frequency: Hertz(868_100_000),
        modulation: .loRa(LoRaModulation(spreadingFactor: .sf7, bandwidth: .kHz125)),
        radiatedPower: SignalLevel(hundredths: 1_400), start: start,
        payload: [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: length))
    change(&transmission)
    var keeper = TransmitGuard(plan: .eu868, antennaGain: Decibels(hundredths: 0))
    let radio = RadioIdentity(
        kind: .light, model: "any", eui: EUI64(bits: 1), firmware: "any", abilities: [],
        hasKnownFirmware: true)
    return try keeper.permit(transmission, by: radio, at: Nanoseconds(0))
}
