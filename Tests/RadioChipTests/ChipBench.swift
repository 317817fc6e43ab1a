import RadioChip
import RadioChipModel

/// A driver on its model, and a clock that goes on by small steps.
struct ChipBench {
    static let crystal = ChipFitting(
        model: .sx1262, hasInductor: true, tcxo: nil, dio2SwitchesAntenna: true,
        interruptErrorMicroseconds: 30, preparationMicroseconds: 10_000)

    static let europe = LoRaSettings(
        frequency: FrequencyWord(hertz: 868_100_000), bandwidth: .kHz125, spreadingFactor: 7,
        codingRate: 1, syncWord: 0x34, preambleSymbols: 8, isInverted: false, hasCRC: true,
        hasImplicitHeader: false)

    var chip: RadioChip
    var port: ModelPort
    var events: [ChipEvent] = []
    var frames: [[UInt8]] = []
    var step: UInt64 = 20

    init(_ fitting: ChipFitting = crystal) {
        chip = RadioChip(fitting: fitting)
        port = ModelPort(
            model: RadioChipModel(
                isHighPower: fitting.model.isHighPower, hasTCXO: fitting.tcxo != nil))
    }

    var now: UInt64 { port.now }

    mutating func tick() {
        port.advance(to: now + step)
        guard let event = chip.tick(&port) else { return }
        events.append(event)
        if case .received = event { frames.append(bytes(chip.received)) }
    }

    /// Runs until something holds, at most so long; false when it never did.
    @discardableResult mutating func run(
        _ microseconds: UInt64, until done: (ChipBench) -> Bool = { _ in false }
    ) -> Bool {
        let end = now + microseconds
        while now < end {
            if done(self) { return true }
            tick()
        }
        return done(self)
    }

    mutating func start() { run(60_000) { $0.events.contains(.started) } }

    mutating func listen(_ settings: LoRaSettings = europe) {
        chip.configure(settings, number: 5)
        run(60_000) { $0.chip.activityIsListening && $0.port.model.mode == .receive }
    }

    /// A frame that begins now, for the settings of `europe` unless changed.
    mutating func hear(_ bytes: [UInt8], _ change: (inout IncomingFrame) -> Void = { _ in }) {
        var frame = IncomingFrame(
            startMicroseconds: now, frequencyHertz: 868_100_000, bytes: bytes)
        change(&frame)
        port.model.hear(frame)
    }

    var received: [ReceivedFrame] {
        events.compactMap { if case .received(let frame) = $0 { frame } else { nil } }
    }

    var sent: [SentFrame] {
        events.compactMap { if case .sent(let frame) = $0 { frame } else { nil } }
    }

    var faults: [ChipFault] {
        events.compactMap { if case .failed(let fault) = $0 { fault } else { nil } }
    }
}

extension RadioChip {
    var activityIsListening: Bool { state == .listening }
}

func bytes(_ frame: ChipFrame) -> [UInt8] { (0..<frame.count).map { frame[$0] } }

func bytes(_ transfer: Transfer) -> [UInt8] { (0..<transfer.count).map { transfer[$0] } }

func outgoing(
    _ bytes: [UInt8], _ settings: LoRaSettings = ChipBench.europe, centiDBm: Int16 = 1_400,
    at start: UInt64? = nil, model: ChipModel = .sx1262
) -> OutgoingFrame {
    var frame = ChipFrame()
    for byte in bytes { frame.append(byte) }
    guard let power = PowerSetting(centiDBm: centiDBm, model: model) else {
        fatalError("\(centiDBm) is no power of \(model)")
    }
    return OutgoingFrame(
        settings: settings, power: power, startMicroseconds: start, frame: frame)
}
