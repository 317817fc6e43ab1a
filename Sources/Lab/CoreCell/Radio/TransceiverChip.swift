import Primitives
import Units

/// A radio of the SX126x family, as much as drivers ask of it: its mode, its registers, and answers
/// clocked in behind commands. The SX1250 and the SX1261 share it.
struct TransceiverChip {
    enum Mode: UInt8 {
        case sleep = 0
        case standbyByResistor = 2
        case standbyByCrystal = 3
        case synthesizer = 4
        case receive = 5
        case transmit = 6
    }

    enum Command {
        static let writeRegister: UInt8 = 0x0D
        static let readRegister: UInt8 = 0x1D
        static let setStandby: UInt8 = 0x80
        static let setReceive: UInt8 = 0x82
        static let setTransmit: UInt8 = 0x83
        static let setSleep: UInt8 = 0x84
        static let setFrequency: UInt8 = 0x86
        static let setSynthesizer: UInt8 = 0xC1
        static let getDeviceErrors: UInt8 = 0x17
    }

    private(set) var mode = Mode.standbyByResistor
    private var registers = [UInt8](repeating: 0, count: 0x1000)

    /// Where the frequency lies, four bytes, the highest first.
    static let frequencyRegister = 0x088B

    /// The mode, and that the chip is ready.
    var status: UInt8 { mode.rawValue << 4 | 0x02 }

    mutating func reset() {
        mode = .standbyByResistor
        for index in registers.indices { registers[index] = 0 }
    }

    subscript(register: Int) -> UInt8 {
        get { register < registers.count ? registers[register] : 0 }
        set { if register < registers.count { registers[register] = newValue } }
    }

    /// In hertz: the whole number that a driver's rounding down made the register of. A step is
    /// 32 MHz over 2^25, a little less than a hertz.
    var frequency: Int64 {
        let bytes = (0..<4).map { Int64(self[Self.frequencyRegister + $0]) }
        let steps = bytes.reduce(0) { $0 << 8 | $1 }
        return (steps * 15_625 + 16_383) / 16_384
    }

    /// `bytes` begin with the command; what is clocked in is the status, but for what is asked.
    mutating func command(_ bytes: RawSpan, answer: inout [UInt8], from start: Int) {
        for index in 0..<bytes.byteCount { answer[start + index] = status }
        let data = bytes.extracting(1..<bytes.byteCount)
        switch bytes.byte(at: 0) {
        case Command.setStandby:
            mode =
                data.byteCount > 0 && data.byte(at: 0) == 1 ? .standbyByCrystal : .standbyByResistor
        case Command.setReceive: mode = .receive
        case Command.setTransmit: mode = .transmit
        case Command.setSleep: mode = .sleep
        case Command.setSynthesizer: mode = .synthesizer
        case Command.setFrequency:
            for index in 0..<min(4, data.byteCount) {
                self[Self.frequencyRegister + index] = data.byte(at: index)
            }
        case Command.writeRegister: writeRegisters(data)
        case Command.readRegister: readRegisters(data, answer: &answer, from: start + 1)
        case Command.getDeviceErrors:
            // No error: the two bytes behind the status.
            for index in 1..<max(1, data.byteCount) { answer[start + 1 + index] = 0 }
        default: break
        }
    }

    private mutating func writeRegisters(_ data: RawSpan) {
        guard let first = Self.place(data) else { return }
        for index in 2..<data.byteCount { self[first + index - 2] = data.byte(at: index) }
    }

    /// Behind the address comes the status once more, then the registers.
    private func readRegisters(_ data: RawSpan, answer: inout [UInt8], from start: Int) {
        guard let first = Self.place(data), data.byteCount > 3 else { return }
        for index in 3..<data.byteCount { answer[start + index] = self[first + index - 3] }
    }

    static func place(_ data: RawSpan) -> Int? {
        data.byteCount >= 2 ? Int(data.byte(at: 0)) << 8 | Int(data.byte(at: 1)) : nil
    }
}
