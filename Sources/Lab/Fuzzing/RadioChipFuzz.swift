import Primitives
import RadioChip
import RadioChipModel

extension FuzzTarget {
    /// The driver of the SX126x on a model whose answers are altered: whatever a chip says, the
    /// driver goes on. One byte per transfer; 0 leaves the answer as it is, any other number takes
    /// a second byte and changes one of the answer's.
    static let radioChip = FuzzTarget(name: "radio-chip") { bytes in
        var port = AlteredPort(changes: (0..<bytes.byteCount).map { bytes.byte(at: $0) })
        var chip = RadioChip(fitting: fitting)
        chip.configure(settings, number: 1)
        for tick in 0..<4_000 where port.hasChanges {
            if tick % 500 == 100 { port.inner.model.hear(frame(at: port.inner.now)) }
            if tick % 1_000 == 600, !chip.isTransmitting, let power {
                let start = tick % 2_000 == 600 ? nil : port.inner.now + 30_000
                chip.transmit(
                    OutgoingFrame(
                        settings: settings, power: power, startMicroseconds: start,
                        frame: ChipFrame()))
            }
            let event = chip.tick(&port)
            // A pause behind a fault is not sat out.
            if case .failed = event { port.inner.advance(to: port.inner.now + 7_000_000) }
            port.inner.advance(to: port.inner.now + 200)
        }
    }

    private static let fitting = ChipFitting(
        model: .sx1262, hasInductor: true,
        tcxo: TCXO(voltage: .millivolts1800, startMicroseconds: 1_000),
        dio2SwitchesAntenna: true, interruptErrorMicroseconds: 1, preparationMicroseconds: 10_000)

    private static let settings = LoRaSettings(
        frequency: FrequencyWord(hertz: 868_100_000), bandwidth: .kHz125, spreadingFactor: 7,
        codingRate: 1, syncWord: 0x34, preambleSymbols: 8, isInverted: false, hasCRC: true,
        hasImplicitHeader: false)

    private static let power = PowerSetting(centiDBm: 1_400, model: .sx1262)

    private static func frame(at time: UInt64) -> IncomingFrame {
        IncomingFrame(
            startMicroseconds: time, frequencyHertz: 868_100_000,
            bytes: [UInt8](repeating: 0x55, count: 20))
    }
}

/// The model's pins, with changed answers.
private struct AlteredPort: RadioPort {
    var inner = ModelPort(model: RadioChipModel(hasTCXO: true))
    private let changes: [UInt8]
    private var next = 0

    init(changes: [UInt8]) { self.changes = changes }

    var hasChanges: Bool { next < changes.count }

    mutating func exchange(_ transfer: inout Transfer) -> UInt64 {
        let time = inner.exchange(&transfer)
        guard hasChanges else { return time }
        let place = Int(changes[next])
        next += 1
        guard place > 0, hasChanges else { return time }
        transfer[place % transfer.count] ^= changes[next]
        next += 1
        return time
    }

    mutating func isBusy() -> Bool { inner.isBusy() }
    mutating func interrupt() -> UInt64? { inner.interrupt() }
    mutating func reset(isHeld: Bool) { inner.reset(isHeld: isHeld) }
    mutating func microseconds() -> UInt64 { inner.microseconds() }
}
