extension RadioChip {
    /// Everything but the last command of a transmission, and a look at what the buffer holds.
    mutating func prepare<Port: RadioPort>(_ port: inout Port) throws(ChipFault) -> ChipEvent? {
        guard let outgoing else { return nil }
        let count = outgoing.frame.count
        switch step {
        case ..<Self.commonSteps: try set(outgoing.settings, length: UInt8(count), &port)
        case 10: try read(Register.txModulation, &port)
        case 11:
            let others = register & ~Register.txModulationBit
            let isWide = outgoing.settings.bandwidth == .kHz500
            let value = isWide ? others : others | Register.txModulationBit
            try write(value, to: Register.txModulation, &port)
        case 12:
            transfer.setPaConfig(outgoing.power)
            try exchange(.setPaConfig, &port)
        case 13:
            transfer.setTxParams(outgoing.power)
            try exchange(.setTxParams, &port)
        case 14 where count > 0:
            transfer.setOneByte(.writeBuffer, 0)
            for index in 0..<count { transfer.append(outgoing.frame[index]) }
            try exchange(.writeBuffer, &port)
        case 15 where count > 0: try compareBuffer(with: outgoing.frame, &port)
        case 16:
            transfer.setDioIrqParams(.sending, pin: .sending)
            try exchange(.setDioIrqParams, &port)
        case 17: try checkErrors(&port)
        case 18:
            transfer.begin(.setFs)
            try exchange(.setFs, &port)
        case 19: try checkMode(.synthesis, &port)
        case 20: enter(.armed)
        default: return pass()
        }
        return nil
    }

    private mutating func compareBuffer<Port: RadioPort>(
        with frame: ChipFrame, _ port: inout Port
    ) throws(ChipFault) {
        transfer.readBuffer(at: 0, count: frame.count)
        try exchange(.readBuffer, &port)
        for index in 0..<frame.count where transfer[3 + index] != frame[index] {
            throw .wrongBuffer(offset: UInt8(index))
        }
    }

    /// How much later than asked a frame may begin; the link's rule 27 allows 500 us.
    static let latestMicroseconds: UInt64 = 400

    mutating func fire<Port: RadioPort>(
        _ port: inout Port, at now: UInt64
    ) throws(ChipFault) -> ChipEvent? {
        let begins = now + ChipTime.synthesisToTransmitMicroseconds
        if let start = outgoing?.startMicroseconds {
            guard begins >= start else { return nil }
            guard begins - start <= Self.latestMicroseconds else {
                outgoing = nil
                enterGoal()
                return .tooLate
            }
        }
        port.antenna(.transmit)
        // The chip's own end of it, should it hang: twice the air time and 100 ms.
        let airtime = outgoing?.airtimeMicroseconds ?? 0
        let limit = min(2 * airtime + 100_000, 262_000_000)
        transfer.setTx(steps: ChipTime.steps(UInt32(limit)))
        try exchange(.setTx, &port)
        firedAt = deselectedAt
        enter(.sending)
        return nil
    }

    mutating func waitForEnd<Port: RadioPort>(
        _ port: inout Port, at now: UInt64
    ) -> ChipEvent? {
        let airtime = outgoing?.airtimeMicroseconds ?? 0
        if let rose = port.interrupt() {
            doneAt = rose
            reading.interruptAt = rose
            enter(.concluding)
        } else if now - firedAt > airtime + airtime / 64 + Self.endMicroseconds {
            doneAt = now
            reading.interruptAt = nil
            enter(.concluding)
        }
        return nil
    }

    /// How far a frame's end may be from what its length says, besides a part for the clocks.
    static let endMicroseconds: UInt64 = 20_000

    mutating func conclude<Port: RadioPort>(_ port: inout Port) throws(ChipFault) -> ChipEvent? {
        guard let outgoing else { return nil }
        switch step {
        case 0: try checkEnd(of: outgoing, &port)
        case 1:
            transfer.clearIrqStatus(.all)
            try exchange(.clearIrqStatus, &port)
            guard reading.interruptAt == nil, !isInterruptLost else { return nil }
            isInterruptLost = true
            return .interruptLost
        case 2: try checkErrors(&port)
        default:
            port.antenna(.none)
            self.outgoing = nil
            enterGoal()
            return .sent(
                SentFrame(
                    startMicroseconds: firedAt + ChipTime.synthesisToTransmitMicroseconds,
                    airtimeMicroseconds: UInt32(outgoing.airtimeMicroseconds)))
        }
        return nil
    }

    private mutating func checkEnd<Port: RadioPort>(
        of outgoing: OutgoingFrame, _ port: inout Port
    ) throws(ChipFault) {
        transfer.ask(.getIrqStatus, zeros: 3)
        try exchange(.getIrqStatus, &port)
        let interrupts = Interrupts(rawValue: transfer.number(at: 2))
        guard !interrupts.contains(.timeout) else { throw .sendTimedOut }
        guard interrupts.contains(.txDone) else {
            throw reading.interruptAt == nil ? .sendsTooLong : .interruptWithoutCause
        }
        let airtime = outgoing.airtimeMicroseconds
        guard doneAt + airtime / 64 + 2_000 >= firedAt + airtime else { throw .sendsTooShort }
    }
}
