import RadioChip
import _Volatile

/// The radio's pins on this machine: QEMU has no SPI to the outside, so transfers, BUSY, DIO1 and
/// NRESET go over UART 1 of the CMSDK to the Lab's model of the chip (`RadioChipModel+Wire.swift`
/// there says in which bytes). Times of pins are this board's own clock.
///
/// Without anybody behind that UART BUSY stays high, as with a radio that is not fitted.
struct RadioWire: RadioPort {
    private var clock: BoardClock
    private var busyUntil = UInt64.max
    private var roseAt = UInt64.max
    /// Answers that are still to come, but for that of a transfer.
    private var outstanding = 0
    private var askedAt: UInt64 = 0
    private var answer = InlineArray<17, UInt8>(repeating: 0)
    private var answerCount = 0

    init(clock: BoardClock) {
        self.clock = clock
        UART.radio.open()
    }

    mutating func microseconds() -> UInt64 { clock.microseconds() }

    mutating func exchange(_ transfer: inout Transfer) -> UInt64 {
        let time = clock.microseconds()
        begin("X", at: time)
        send(UInt64(transfer.count), bytes: 2)
        for index in 0..<transfer.count { UART.radio.send(transfer[index]) }
        guard settle(since: time) else { return lose(&transfer, time) }
        for index in 0..<17 {
            guard let byte = receive(since: time) else { return lose(&transfer, time) }
            answer[index] = byte
        }
        (busyUntil, roseAt) = (number(at: 1), number(at: 9))
        for index in 0..<transfer.count {
            guard let byte = receive(since: time) else { return lose(&transfer, time) }
            transfer[index] = byte
        }
        return time
    }

    mutating func isBusy() -> Bool {
        look()
        return clock.microseconds() < busyUntil
    }

    mutating func interrupt() -> UInt64? {
        look()
        return roseAt == .max ? nil : roseAt
    }

    /// Waits for the answer, or BUSY would be this machine's and not the chip's.
    mutating func reset(isHeld: Bool) {
        let time = clock.microseconds()
        begin("R", at: time)
        UART.radio.send(isHeld ? 0 : 1)
        outstanding += 1
        if !settle(since: time) { lose() }
    }

    /// How often the pins are asked for, in microseconds.
    private static let period: UInt64 = 2_000
    /// What was not answered for so long is lost. Soon, once it is known that nobody is there.
    private var patience: UInt64 = 500_000

    /// Takes what came, and asks anew from time to time, without waiting for the answer.
    private mutating func look() {
        while let byte = UART.radio.read() { take(byte) }
        let now = clock.microseconds()
        if outstanding == 0, now - askedAt >= Self.period { ask("P") }
    }

    private mutating func take(_ byte: UInt8) {
        guard outstanding > 0 else { return }
        patience = 2_000_000
        answer[answerCount] = byte
        answerCount += 1
        guard answerCount == 17 else { return }
        answerCount = 0
        outstanding -= 1
        // What was asked before a reset says nothing of the time behind it.
        if outstanding == 0 { (busyUntil, roseAt) = (number(at: 1), number(at: 9)) }
    }

    /// Takes all answers that are still to come.
    private mutating func settle(since time: UInt64) -> Bool {
        while outstanding > 0 {
            guard let byte = receive(since: time) else { return false }
            take(byte)
        }
        return true
    }

    private func number(at offset: Int) -> UInt64 {
        var number: UInt64 = 0
        for index in 0..<8 { number |= UInt64(answer[offset + index]) << UInt64(8 * index) }
        return number
    }

    private mutating func ask(_ kind: Unicode.Scalar) {
        askedAt = clock.microseconds()
        begin(kind, at: askedAt)
        outstanding += 1
    }

    private mutating func begin(_ kind: Unicode.Scalar, at time: UInt64) {
        UART.radio.send(UInt8(ascii: kind))
        send(time, bytes: 8)
    }

    private func send(_ number: UInt64, bytes: Int) {
        for index in 0..<bytes {
            UART.radio.send(UInt8(truncatingIfNeeded: number >> UInt64(8 * index)))
        }
    }

    private mutating func receive(since time: UInt64) -> UInt8? {
        while clock.microseconds() - time < patience {
            if let byte = UART.radio.read() { return byte }
        }
        return nil
    }

    /// What a wire gives on which nobody answers.
    private mutating func lose(_ transfer: inout Transfer, _ time: UInt64) -> UInt64 {
        for index in 0..<transfer.count { transfer[index] = 0xff }
        lose()
        return time
    }

    private mutating func lose() {
        (busyUntil, roseAt, outstanding, answerCount) = (.max, .max, 0, 0)
        patience = 20_000
    }
}
