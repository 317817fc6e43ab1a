import Airwaves
import Primitives
import Units

/// The chips of the board and the pins that switch them: the concentrator with its two radios, and
/// the radio that listens before a transmission.
struct BoardChips {
    var concentrator: ConcentratorChip
    var listener: ListeningChip
    private var isPowered = true
    private var isConcentratorHeld = false
    private var isListenerHeld = false

    init(_ settings: CoreCellSettings, at now: Nanoseconds) {
        concentrator = ConcentratorChip(settings, at: now)
        listener = ListeningChip(seed: settings.seed ^ settings.eui.bits)
    }

    private var isConcentratorAwake: Bool { isPowered && !isConcentratorHeld }
    private var isListenerAwake: Bool { isPowered && !isListenerHeld }

    /// What no wire of the board leads to is still written, as on any controller; a port or pin that
    /// the controller does not have is refused.
    mutating func setPin(port: UInt8, pin: UInt8, high: Bool, at now: Nanoseconds) -> Bool {
        guard port < 8, pin < 16 else { return false }
        switch (port, pin) {
        case (0, 1): setPower(high, at: now)
        case (0, 2):
            if isConcentratorHeld != high { concentrator.reset(at: now) }
            isConcentratorHeld = high
        case (0, 8):
            if isListenerHeld == high { listener.reset() }
            isListenerHeld = !high
        default: break
        }
        return true
    }

    mutating func reset(at now: Nanoseconds) {
        concentrator.reset(at: now)
        listener.reset()
    }

    /// As after the board was unplugged: nothing is left of what a host wrote.
    mutating func losePower(at now: Nanoseconds) {
        concentrator.losePower(at: now)
        listener.reset()
        isPowered = true
        isConcentratorHeld = false
        isListenerHeld = false
    }

    private mutating func setPower(_ isOn: Bool, at now: Nanoseconds) {
        guard isOn != isPowered else { return }
        isPowered = isOn
        concentrator.losePower(at: now)
        listener.reset()
    }

    func read(_ address: UInt16, at now: Nanoseconds) -> UInt8 {
        isConcentratorAwake ? concentrator.read(address, at: now) : 0
    }

    mutating func write(_ address: UInt16, _ value: UInt8, at now: Nanoseconds) {
        guard isConcentratorAwake else { return }
        concentrator.write(address, value, at: now)
    }
}

// MARK: - Serial exchanges

extension BoardChips {
    /// Bytes to the concentrator or, by the first of them, to one of its radios; the bytes clocked
    /// in take their places in the answer. False for a target that does not exist.
    mutating func exchange(
        _ bytes: RawSpan, at now: Nanoseconds, answer: inout [UInt8], from start: Int
    ) -> Bool {
        for index in 0..<bytes.byteCount { answer[start + index] = 0 }
        guard bytes.byteCount >= 2 else { return false }
        let target = bytes.byte(at: 0)
        guard target <= 2 else { return false }
        guard isConcentratorAwake else { return true }
        guard target == 0 else {
            let radio = Int(target) - 1
            concentrator.command(radio, bytes, at: now, answer: &answer, from: start)
            return true
        }
        guard bytes.byteCount >= 3 else { return false }
        let address = UInt16(bytes.byte(at: 1) & 0x7F) << 8 | UInt16(bytes.byte(at: 2))
        if bytes.byte(at: 1) & 0x80 != 0 {
            concentrator.write(bytes.extracting(3..<bytes.byteCount), to: address, at: now)
        } else if bytes.byteCount > 4 {
            let count = bytes.byteCount - 4
            concentrator.read(count, from: address, at: now, answer: &answer, at: start + 4)
        }
        return true
    }

    mutating func exchangeListener(
        _ bytes: RawSpan, at now: Nanoseconds, answer: inout [UInt8], from start: Int
    ) -> Bool {
        for index in 0..<bytes.byteCount { answer[start + index] = 0 }
        guard bytes.byteCount >= 1 else { return false }
        guard isListenerAwake else { return true }
        listener.command(bytes, at: now, answer: &answer, from: start)
        return true
    }
}
