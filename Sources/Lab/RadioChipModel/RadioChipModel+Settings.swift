extension RadioChipModel {
    /// The commands that only set something, by the tables of the data sheet's chapter 13.
    mutating func set(_ bytes: [UInt8]) {
        let opcode = bytes[0]
        switch opcode {
        case 0x86:
            needLoRa(opcode)
            state.frequencyWord = bytes[1...4].reduce(0) { $0 << 8 | UInt64($1) }
        case 0x8a:
            check(opcode, bytes[1], in: [1])
            state.isLoRa = true
        case 0x8b: setModulation(bytes)
        case 0x8c: setPacket(bytes)
        case 0x8e:
            state.power = Int8(bitPattern: bytes[1])
            let range: ClosedRange<Int8> = isHighPower ? -9...22 : -17...14
            if !range.contains(state.power) { record(.wrongParameter(opcode, value: bytes[1])) }
            check(opcode, bytes[2], in: Array(0...7))
        case 0x8f:
            (state.baseTransmit, state.baseReceive) = (bytes[1], bytes[2])
            state.nextReceive = bytes[2]
        case 0x93:
            check(opcode, bytes[1], in: [0x20, 0x30, 0x40])
            let modes: [UInt8: ModelMode] = [0x30: .standbyXOSC, 0x40: .synthesis]
            state.fallback = modes[bytes[1]] ?? .standbyRC
        case 0x95: setAmplifier(bytes)
        case 0x96, 0x9d: check(opcode, bytes[1], in: [0, 1])
        case 0x97: setOscillatorSupply(bytes)
        default: record(.notModelled(opcode))
        }
    }

    private mutating func check(_ opcode: UInt8, _ value: UInt8, in allowed: [UInt8]) {
        if !allowed.contains(value) { record(.wrongParameter(opcode, value: value)) }
    }

    private mutating func needLoRa(_ opcode: UInt8) {
        if !state.isLoRa { record(.packetTypeNotFirst(opcode)) }
    }

    private mutating func setModulation(_ bytes: [UInt8]) {
        needLoRa(0x8b)
        check(0x8b, bytes[1], in: Array(5...12))
        check(0x8b, bytes[3], in: Array(1...4))
        check(0x8b, bytes[4], in: [0, 1])
        let bandwidths: [UInt8: UInt64] = [
            0x00: 7_813, 0x08: 10_417, 0x01: 15_625, 0x09: 20_833, 0x02: 31_250, 0x0a: 41_667,
            0x03: 62_500, 0x04: 125_000, 0x05: 250_000, 0x06: 500_000,
        ]
        guard let hertz = bandwidths[bytes[2]], (5...12).contains(bytes[1]) else {
            return record(.wrongParameter(0x8b, value: bytes[2]))
        }
        state.bandwidthHertz = hertz
        state.spreadingFactor = bytes[1]
        state.codingRate = bytes[3] + 4
        let isNeeded = ModelAirtime.isOptimised(bandwidthHertz: hertz, spreadingFactor: bytes[1])
        if isNeeded != (bytes[4] == 1) { record(.wrongOptimisation) }
    }

    private mutating func setPacket(_ bytes: [UInt8]) {
        needLoRa(0x8c)
        state.preambleSymbols = UInt16(bytes[1]) << 8 | UInt16(bytes[2])
        if state.preambleSymbols == 0 { record(.wrongParameter(0x8c, value: 0)) }
        for index in [3, 5, 6] { check(0x8c, bytes[index], in: [0, 1]) }
        state.isImplicit = bytes[3] == 1
        state.length = bytes[4]
        state.hasCRC = bytes[5] == 1
        state.isInverted = bytes[6] == 1
    }

    /// The SX1262 takes up to duty cycle 4 and size 7; the SX1261 up to 7, without a size.
    private mutating func setAmplifier(_ bytes: [UInt8]) {
        check(0x95, bytes[1], in: isHighPower ? Array(2...4) : Array(0...7))
        check(0x95, bytes[2], in: isHighPower ? Array(2...7) : [0])
        check(0x95, bytes[3], in: [isHighPower ? 0 : 1])
        check(0x95, bytes[4], in: [1])
        state.amplifier = Array(bytes[1...3])
    }

    private mutating func setOscillatorSupply(_ bytes: [UInt8]) {
        check(0x97, bytes[1], in: Array(0...7))
        state.hasOscillatorSupply = true
        let steps = UInt64(bytes[2]) << 16 | UInt64(bytes[3]) << 8 | UInt64(bytes[4])
        state.oscillatorStartMicroseconds = steps * 125 / 8
    }

    /// Calibrate and CalibrateImage. The times are the data sheet's 3.5 ms, and what boards show.
    mutating func calibrate(_ bytes: [UInt8]) {
        let isRunning = startOscillator(bytes[0])
        if bytes[0] == 0x89 {
            state.errors |= isRunning ? 0 : 0x2f
            busyUntil = now + 3_500 + state.oscillatorStartMicroseconds
        } else {
            state.image = (bytes[1], bytes[2])
            state.errors |= isRunning ? 0 : 0x30
            busyUntil = now + 2_000 + state.oscillatorStartMicroseconds
        }
    }

    /// Whether the oscillator that the radio needs runs.
    mutating func startOscillator(_ opcode: UInt8) -> Bool {
        guard hasTCXO, !state.hasOscillatorSupply else { return true }
        record(.noOscillator(opcode))
        return false
    }
}
