/// What is known of a frame while it is read out.
struct Reading: Sendable {
    /// What the chip listens with, whatever was asked for since.
    var settings: LoRaSettings?
    var configuration: UInt16 = 0
    var interrupts = Interrupts()
    /// When DIO1 rose; nil when it did not, and the frame was found by asking.
    var interruptAt: UInt64?
    var foundAt: UInt64 = 0
    var length: UInt8 = 0
    var offset: UInt8 = 0
    var rssi: UInt8 = 0
    var snr: UInt8 = 0
    var signalRSSI: UInt8 = 0
    var codingRate: UInt8 = 0
    /// The three bytes with CRC bit and frequency error.
    var header: UInt32 = 0
}

extension RadioChip {
    mutating func read<Port: RadioPort>(_ port: inout Port) throws(ChipFault) -> ChipEvent? {
        switch step {
        case 0: try askInterrupts(&port)
        case 1:
            transfer.clearIrqStatus(reading.interrupts)
            try exchange(.clearIrqStatus, &port)
            return try judgeInterrupts()
        case 2:
            transfer.ask(.getRxBufferStatus, zeros: 3)
            try exchange(.getRxBufferStatus, &port)
            (reading.length, reading.offset) = (transfer[2], transfer[3])
        case 3: try readBytes(&port)
        case 4:
            transfer.ask(.getPacketStatus, zeros: 4)
            try exchange(.getPacketStatus, &port)
            (reading.rssi, reading.snr) = (transfer[2], transfer[3])
            reading.signalRSSI = transfer[4]
        case 5:
            try read(Register.headerCodingRate, &port)
            reading.codingRate = register >> 4 & 7
        case 6:
            transfer.readRegister(Register.headerCRCAndFrequencyError, count: 3)
            try exchange(.readRegister, &port)
            reading.header = UInt32(transfer[4]) << 16 | UInt32(transfer.number(at: 5))
            // With DIO1 still low all of it belongs to this frame; a broken DIO1 says nothing.
            let isAlone = reading.interruptAt != nil && port.interrupt() == nil
            return isAlone ? finish() : nil
        default: return try checkOverrun(&port)
        }
        return nil
    }

    private mutating func askInterrupts<Port: RadioPort>(
        _ port: inout Port
    ) throws(ChipFault) {
        transfer.ask(.getIrqStatus, zeros: 3)
        try exchange(.getIrqStatus, &port)
        reading.interrupts = Interrupts(rawValue: transfer.number(at: 2))
    }

    /// A header that cannot be read may stand beside a frame, if the board was slow.
    private mutating func judgeInterrupts() throws(ChipFault) -> ChipEvent? {
        causelessInterrupts = reading.interrupts.isEmpty ? causelessInterrupts + 1 : 0
        guard causelessInterrupts < Self.mostCauselessInterrupts else {
            throw .interruptWithoutCause
        }
        if !reading.interrupts.contains(.rxDone) { enter(.listening) }
        return reading.interrupts.contains(.headerError) ? .headerError : nil
    }

    /// A spike on the wire may raise DIO1 once; so often in a row it is stuck.
    static let mostCauselessInterrupts = 8

    private mutating func readBytes<Port: RadioPort>(_ port: inout Port) throws(ChipFault) {
        received.removeAll()
        guard reading.length > 0 else {
            step += 1
            return
        }
        transfer.readBuffer(at: reading.offset, count: Int(reading.length))
        try exchange(.readBuffer, &port)
        for index in 3..<3 + Int(reading.length) { received.append(transfer[index]) }
    }

    private mutating func finish() -> ChipEvent? {
        enter(.listening)
        guard let settings = reading.settings else { return nil }
        return .received(measured(settings))
    }

    /// DIO1 rose again: for another frame, or only for a header that cannot be read?
    private mutating func checkOverrun<Port: RadioPort>(
        _ port: inout Port
    ) throws(ChipFault) -> ChipEvent? {
        let rose = port.interrupt()
        let before = reading.interrupts
        try askInterrupts(&port)
        guard reading.interrupts.contains(.rxDone) else {
            reading.interrupts = before
            return finish()
        }
        enter(.reading)
        step = 1
        reading.interruptAt = rose
        reading.foundAt = port.microseconds()
        return .overrun
    }

    private func measured(_ tuned: LoRaSettings) -> ReceivedFrame {
        var settings = tuned
        let hasCRC = reading.header & 0x10_0000 != 0
        settings.hasCRC = hasCRC
        if (1...4).contains(reading.codingRate) { settings.codingRate = reading.codingRate }
        let isWrong = reading.interrupts.contains(.crcError)
        return ReceivedFrame(
            endMicroseconds: reading.interruptAt ?? reading.foundAt,
            timeErrorMicroseconds: reading.interruptAt == nil
                ? UInt32(ChipTime.watchMicroseconds) : fitting.interruptErrorMicroseconds,
            configuration: reading.configuration,
            settings: settings, checksum: isWrong ? .wrong : hasCRC ? .right : .none,
            rssiCentiDBm: -50 * Int16(reading.rssi),
            signalRSSICentiDBm: -50 * Int16(reading.signalRSSI),
            snrCentiDB: 25 * Int16(Int8(bitPattern: reading.snr)),
            frequencyErrorHertz: settings.frequencyError(reading.header))
    }

    /// Asks a chip at rest or listening whether it is well, and whether it had something to say
    /// that DIO1 did not.
    mutating func watch<Port: RadioPort>(
        _ port: inout Port, at now: UInt64
    ) throws(ChipFault) -> ChipEvent? {
        switch step {
        case 0: try checkMode(goal == nil ? .standbyRC : .receive, &port)
        case 1 where goal != nil:
            try askInterrupts(&port)
            return findLostInterrupt(&port, at: now)
        case 2: try checkErrors(&port)
        case 3: finishWatch(at: now)
        default: return pass()
        }
        return nil
    }

    private mutating func findLostInterrupt<Port: RadioPort>(
        _ port: inout Port, at now: UInt64
    ) -> ChipEvent? {
        guard !reading.interrupts.isDisjoint(with: .listeningPin), port.interrupt() == nil else {
            return nil
        }
        enter(.reading)
        step = 1
        watchedAt = now
        reading.interruptAt = nil
        reading.foundAt = now
        defer { isInterruptLost = true }
        return isInterruptLost ? nil : .interruptLost
    }
}
