extension RadioChipModel {
    /// A frame at the antenna. It is heard if the chip listens for it in time.
    public mutating func hear(_ frame: IncomingFrame) {
        state.pending.append(frame)
        state.pending.sort { $0.lockMicroseconds < $1.lockMicroseconds }
    }

    /// Lets time pass up to `time`: frames begin and end, a transmission ends.
    public mutating func advance(to time: UInt64) {
        guard time >= now else { return }
        while let next = nextEvent(), next <= time {
            now = max(now, next)
            if let end = state.sendEnd, end.at <= next {
                finishTransmission(end)
            } else if let frame = state.locked, frame.endMicroseconds <= next {
                state.locked = nil
                finish(frame)
            } else {
                lock(state.pending.removeFirst())
            }
        }
        if has(.fallsOutOfReceive), state.mode == .receive { state.mode = .standbyRC }
        now = time
    }

    /// When something happens next, if nobody gives a command before.
    public func nextEvent() -> UInt64? {
        [state.sendEnd?.at, state.locked?.endMicroseconds, state.pending.first?.lockMicroseconds]
            .compactMap { $0 }.min()
    }

    private mutating func lock(_ frame: IncomingFrame) {
        let isHeard =
            state.mode == .receive && state.receivesSince <= frame.lockMicroseconds
            && state.locked == nil && matches(frame)
        if isHeard { state.locked = frame } else { missed.append(frame) }
    }

    private func matches(_ frame: IncomingFrame) -> Bool {
        let away = abs(Int(frame.frequencyHertz) - Int(frequencyHertz))
        return away <= Int(state.bandwidthHertz) / 4 && frame.bandwidthHertz == state.bandwidthHertz
            && frame.spreadingFactor == state.spreadingFactor && frame.syncWord == syncWord
            && frame.isInverted == state.isInverted && !state.isImplicit
    }

    var frequencyHertz: UInt64 { (state.frequencyWord * 32_000_000 + (1 << 24)) >> 25 }

    var syncWord: UInt8 {
        (state.registers[0x0740] ?? 0) & 0xf0 | (state.registers[0x0741] ?? 0) >> 4
    }

    private mutating func finish(_ frame: IncomingFrame) {
        guard !frame.hasBrokenHeader else {
            state.counts[2] &+= 1
            return raise(0x20, at: frame.endMicroseconds)
        }
        lastHeard = frame
        state.lastLength = UInt8(frame.bytes.count)
        state.lastStart = state.nextReceive
        for byte in frame.bytes {
            state.buffer[Int(state.nextReceive)] = byte
            state.nextReceive &+= 1
        }
        state.packetStatus = [
            UInt8(clamping: -frame.rssiCentiDBm / 50),
            UInt8(bitPattern: Int8(clamping: frame.snrCentiDB / 25)),
            UInt8(clamping: -frame.signalRSSICentiDBm / 50),
        ]
        state.registers[0x0749] = (frame.codingRate - 4) << 4
        let error = frequencyErrorRegister(frame)
        state.registers[0x076b] = UInt8(error >> 16 & 0x0f) | (frame.check == .none ? 0 : 0x10)
        state.registers[0x076c] = UInt8(error >> 8 & 0xff)
        state.registers[0x076d] = UInt8(error & 0xff)
        state.counts[frame.check == .bad ? 1 : 0] &+= 1
        raise(frame.check == .bad ? 0x52 : 0x12, at: frame.endMicroseconds)
    }

    /// The scale that drivers in the field use: 1.55 by 1,600 of the bandwidth in kHz a step.
    private func frequencyErrorRegister(_ frame: IncomingFrame) -> Int {
        let kilohertz = Double(frame.bandwidthHertz) / 1_000
        return Int((Double(frame.frequencyErrorHertz) * 1_600 / (1.55 * kilohertz)).rounded())
    }

    /// Sets interrupt bits that the mask lets through, and DIO1 with them.
    mutating func raise(_ bits: UInt16, at time: UInt64) {
        state.interrupts |= bits & state.mask
        updatePin(at: time)
    }

    mutating func updatePin(at time: UInt64) {
        if state.interrupts & state.pinMask == 0 {
            state.pinRoseAt = nil
        } else if state.pinRoseAt == nil {
            state.pinRoseAt = time
        }
    }

    private mutating func finishTransmission(_ end: (at: UInt64, interrupt: UInt16)) {
        state.sendEnd = nil
        state.mode = state.fallback
        state.commandStatus = 6
        raise(end.interrupt, at: end.at)
    }

    /// Something cuts off what is being sent.
    mutating func endTransmission(at time: UInt64) {
        guard state.mode == .transmit, let last = transmissions.indices.last else { return }
        state.sendEnd = nil
        let whole = transmissions[last].startMicroseconds + transmissions[last].airtimeMicroseconds
        if time < whole { transmissions[last].cutMicroseconds = time }
    }

    /// SetTx, all that it needs being there.
    mutating func send(steps: UInt64, beginsAt begin: UInt64) {
        let airtime = ModelAirtime.microseconds(
            bandwidthHertz: state.bandwidthHertz, spreadingFactor: state.spreadingFactor,
            codingRate: state.codingRate, preambleSymbols: state.preambleSymbols,
            hasCRC: state.hasCRC, isImplicit: state.isImplicit, length: Int(state.length))
        let bytes = (0..<Int(state.length)).map {
            state.buffer[(Int(state.baseTransmit) + $0) % 256]
        }
        transmissions.append(
            SentTransmission(
                startMicroseconds: begin, airtimeMicroseconds: airtime,
                frequencyHertz: frequencyHertz, bandwidthHertz: state.bandwidthHertz,
                spreadingFactor: state.spreadingFactor, codingRate: state.codingRate,
                syncWord: syncWord, preambleSymbols: state.preambleSymbols,
                isInverted: state.isInverted, hasCRC: state.hasCRC,
                hasImplicitHeader: state.isImplicit, powerCentiDBm: powerCentiDBm, bytes: bytes))
        let timeout = begin + steps * 125 / 8
        switch presentFault {
        case .neverDone: state.sendEnd = nil
        case .doneEarly: state.sendEnd = (begin + airtime / 3, 0x01)
        case .timesOut: state.sendEnd = (begin + airtime / 2, 0x200)
        default:
            let ends = begin + airtime
            state.sendEnd = steps > 0 && timeout < ends ? (timeout, 0x200) : (ends, 0x01)
        }
    }

    /// What SetPaConfig and SetTxParams lead to (13.1.14): the SX1261's extra decibel, or the number
    /// itself.
    private var powerCentiDBm: Int {
        let isExtra = state.amplifier.prefix(3) == [6, 0, 1] && state.power == 14
        return isExtra ? 1_500 : Int(state.power) * 100
    }
}
