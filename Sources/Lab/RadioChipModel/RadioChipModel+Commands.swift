extension RadioChipModel {
    /// One transfer that ended (the chip was deselected) at `time`; what the chip answered.
    public mutating func exchange(_ bytes: [UInt8], at time: UInt64) -> [UInt8] {
        advance(to: time)
        defer { if transfersUntilFault > 0 { transfersUntilFault -= 1 } }
        guard let opcode = bytes.first else { return [] }
        if case .wire(let byte) = presentFault { return bytes.map { _ in byte } }
        guard !isHeld else {
            record(.commandInReset(opcode))
            return bytes.map { _ in 0 }
        }
        var answer = bytes.map { _ in status }
        guard !isBusy(at: time) else {
            record(.commandWhileBusy(opcode))
            return answer
        }
        commands.append(opcode)
        guard let command = ModelCommand.all[opcode] else {
            record(.unknownOpcode(opcode))
            state.commandStatus = 4
            return answer
        }
        guard command.lengths.contains(bytes.count) else {
            record(.wrongLength(opcode, count: bytes.count))
            state.commandStatus = 3
            return answer
        }
        if !command.modes.contains(state.mode) { record(.wrongMode(opcode, mode: state.mode)) }
        state.commandStatus = 1
        let busy = command.isRead ? 1 : 10
        busyUntil = time + UInt64(busy)
        if command.isRead { read(bytes, &answer) } else { carryOut(bytes) }
        state.given.append(opcode)
        return answer
    }

    private var status: UInt8 {
        if case .commandStatus(let number) = presentFault {
            return 0x80 | state.mode.rawValue << 4 | number << 1
        }
        return 0x80 | state.mode.rawValue << 4 | state.commandStatus << 1
    }

    private mutating func read(_ bytes: [UInt8], _ answer: inout [UInt8]) {
        switch bytes[0] {
        case 0x10:
            for index in 0..<6 {
                answer[2 + index] = UInt8(
                    state.counts[index / 2] >> (index % 2 == 0 ? 8 : 0) & 0xff)
            }
        case 0x12: put(state.interrupts, &answer)
        case 0x13: (answer[2], answer[3]) = (state.lastLength, state.lastStart)
        case 0x14: for index in 0..<3 { answer[2 + index] = state.packetStatus[index] }
        case 0x17:
            if case .deviceErrors(let bits) = presentFault { state.errors |= bits }
            put(state.errors, &answer)
        case 0x1d: readRegisters(bytes, &answer)
        case 0x1e:
            for index in 3..<bytes.count {
                answer[index] = state.buffer[(Int(bytes[1]) + index - 3) % 256]
            }
        default: break
        }
    }

    private func put(_ number: UInt16, _ answer: inout [UInt8]) {
        (answer[2], answer[3]) = (UInt8(number >> 8), UInt8(number & 0xff))
    }

    private mutating func readRegisters(_ bytes: [UInt8], _ answer: inout [UInt8]) {
        let first = UInt16(bytes[1]) << 8 | UInt16(bytes[2])
        for index in 4..<bytes.count {
            let address = first + UInt16(index - 4)
            guard let value = state.registers[address] else {
                record(.unknownRegister(address))
                continue
            }
            answer[index] = has(.otherChip) ? 0x21 : value
        }
    }

    private mutating func carryOut(_ bytes: [UInt8]) {
        switch bytes[0] {
        case 0x02:
            state.interrupts &= ~(UInt16(bytes[1]) << 8 | UInt16(bytes[2]))
            updatePin(at: now)
        case 0x07: state.errors = 0
        case 0x08:
            state.mask = UInt16(bytes[1]) << 8 | UInt16(bytes[2])
            state.pinMask = UInt16(bytes[3]) << 8 | UInt16(bytes[4])
            updatePin(at: now)
        case 0x0d: writeRegisters(bytes)
        case 0x0e: writeBuffer(bytes)
        case 0x80, 0x82, 0x83, 0xc1: changeMode(bytes)
        case 0x89, 0x98: calibrate(bytes)
        default: set(bytes)
        }
    }

    private mutating func writeRegisters(_ bytes: [UInt8]) {
        let first = UInt16(bytes[1]) << 8 | UInt16(bytes[2])
        for index in 3..<bytes.count {
            let address = first + UInt16(index - 3)
            if state.registers[address] == nil { record(.unknownRegister(address)) }
            state.registers[address] = bytes[index]
        }
    }

    private mutating func writeBuffer(_ bytes: [UInt8]) {
        for index in 2..<bytes.count {
            state.buffer[(Int(bytes[1]) + index - 2) % 256] = bytes[index]
        }
        if has(.corruptsBuffer) { state.buffer[Int(bytes[1])] ^= 0x01 }
    }
}

/// The commands that the model knows: how many bytes, in which modes.
struct ModelCommand: Sendable {
    let lengths: ClosedRange<Int>
    let modes: [ModelMode]
    let isRead: Bool

    private static let any: [ModelMode] = [
        .standbyRC, .standbyXOSC, .synthesis, .receive, .transmit,
    ]
    private static let standby: [ModelMode] = [.standbyRC, .standbyXOSC]

    private static func reads(_ lengths: ClosedRange<Int>) -> ModelCommand {
        ModelCommand(lengths: lengths, modes: any, isRead: true)
    }

    private static func sets(_ count: Int, in modes: [ModelMode] = standby) -> ModelCommand {
        ModelCommand(lengths: count...count, modes: modes, isRead: false)
    }

    static let all: [UInt8: ModelCommand] = [
        0x02: sets(3, in: any), 0x07: sets(3, in: any), 0x08: sets(9),
        0x0d: ModelCommand(lengths: 4...258, modes: standby, isRead: false),
        0x0e: ModelCommand(lengths: 3...257, modes: standby, isRead: false),
        0x10: reads(8...8), 0x12: reads(4...4), 0x13: reads(4...4), 0x14: reads(5...5),
        0x17: reads(4...4), 0x1d: reads(5...258), 0x1e: reads(4...258), 0xc0: reads(2...2),
        0x80: sets(2, in: any), 0x82: sets(4, in: standby + [.synthesis]),
        0x83: sets(4, in: standby + [.synthesis]), 0xc1: sets(1, in: standby),
        0x86: sets(5), 0x89: sets(2, in: [.standbyRC]), 0x8a: sets(2), 0x8b: sets(5),
        0x8c: sets(7), 0x8e: sets(3), 0x8f: sets(3), 0x93: sets(2), 0x95: sets(5),
        0x96: sets(2, in: [.standbyRC]), 0x97: sets(5, in: [.standbyRC]),
        0x98: sets(3, in: [.standbyRC]), 0x9d: sets(2),
    ]
}
