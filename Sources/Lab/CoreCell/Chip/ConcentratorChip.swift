import Airwaves
import Concentrator
import Primitives
import Units

/// An SX1302 or SX1303 with its two SX1250, as its host sees it: registers that store what is
/// written, and those where the chip itself says something.
struct ConcentratorChip {
    var memory = RegisterMemory()
    var counter: TickCounter
    var pulses: PulseInput
    var gain = GainController()
    var arbiter = ArbiterController()
    var buffer = ReceiveBufferMemory()
    var paths = [TransmitPath(index: 0), TransmitPath(index: 1)]
    private(set) var radios = [TransceiverChip(), TransceiverChip()]
    /// Since when each radio's signal reaches running modems; nil while it does not.
    private(set) var hearing: [Nanoseconds?] = [nil, nil]
    var faults = ChipFaults()
    private let eui: EUI64
    private let model: UInt8

    init(_ settings: CoreCellSettings, at now: Nanoseconds) {
        counter = TickCounter(at: now)
        pulses = PulseInput(isWired: settings.hasPulses)
        eui = settings.eui
        model = settings.chip.model
    }

    /// The reset pin: registers, controllers, radios, what was received and what was to be sent. The
    /// memories keep what was loaded. Time begins anew.
    mutating func reset(at now: Nanoseconds) {
        memory.resetRegisters()
        counter = TickCounter(at: now)
        pulses = PulseInput(isWired: pulses.isWired)
        gain = GainController()
        arbiter = ArbiterController()
        buffer.clear()
        for index in paths.indices { paths[index].abort(at: now) }
        for index in radios.indices { radios[index].reset() }
        hearing = [nil, nil]
    }

    mutating func losePower(at now: Nanoseconds) {
        memory = RegisterMemory()
        reset(at: now)
    }

    var hasFineTimestamps: Bool { model == CoreCellSettings.Chip.sx1303.model }
}

// MARK: - Reading

extension ConcentratorChip {
    /// Where received frames are taken out; every address of it is the same.
    static let window: ClosedRange<UInt16> = 0x4000...0x4FFF

    /// A burst: the address goes up with each byte, but for the window. What the counters show is of
    /// the burst's beginning, all of it.
    mutating func read(
        _ count: Int, from address: UInt16, at now: Nanoseconds, answer: inout [UInt8],
        at place: Int
    ) {
        if Self.window.contains(address) {
            buffer.take(count, into: &answer, at: place)
            return
        }
        for index in 0..<count {
            let next = (address &+ UInt16(truncatingIfNeeded: index)) & 0x7FFF
            answer[place + index] = read(next, at: now)
        }
        spoil(count, from: address, &answer, at: place)
    }

    /// The chip's errata, where they are ordered: a counter whose highest byte has gone on already, a
    /// byte count that is behind.
    private mutating func spoil(
        _ count: Int, from address: UInt16, _ answer: inout [UInt8], at place: Int
    ) {
        if faults.tearsCounter, address == 0x6101, count == 8 {
            answer[place + 4] &+= 1
            faults.tearsCounter = false
        }
        if faults.cutsCount, address == 0x58C8, count == 2, buffer.count > 0 {
            let half = buffer.count / 2
            answer[place] = UInt8(truncatingIfNeeded: half >> 8)
            answer[place + 1] = UInt8(truncatingIfNeeded: half)
            faults.cutsCount = false
        }
    }

    func read(_ address: UInt16, at now: Nanoseconds) -> UInt8 {
        switch address {
        case 0x0000..<0x4000 where memory.field(0x5600, 1, 0) != 0: 0
        case 0x5211: paths[0].status(at: now)
        case 0x5411: paths[1].status(at: now)
        case 0x58C8: UInt8(truncatingIfNeeded: buffer.count >> 8)
        case 0x58C9: UInt8(truncatingIfNeeded: buffer.count)
        case 0x6101...0x6104: byte(0x6104 - address, of: pulses.count(at: now, counter: counter))
        case 0x6105...0x6108:
            byte(0x6108 - address, of: UInt32(truncatingIfNeeded: counter.ticks(at: now)))
        case 0x6181: oneTimeMemory(memory[0x6180])
        default: memory[address]
        }
    }

    private func byte(_ place: UInt16, of word: UInt32) -> UInt8 {
        UInt8(truncatingIfNeeded: word >> UInt32(8 * place))
    }

    private func oneTimeMemory(_ index: UInt8) -> UInt8 {
        switch index {
        case 0...7: UInt8(truncatingIfNeeded: eui.bits >> UInt64(56 - 8 * UInt64(index)))
        case 0xD0: model
        default: 0
        }
    }
}

// MARK: - Writing

extension ConcentratorChip {
    mutating func write(_ bytes: RawSpan, to address: UInt16, at now: Nanoseconds) {
        for index in 0..<bytes.byteCount {
            let next = (address &+ UInt16(truncatingIfNeeded: index)) & 0x7FFF
            write(next, bytes.byte(at: index), at: now)
        }
    }

    mutating func write(_ address: UInt16, _ value: UInt8, at now: Nanoseconds) {
        if address < 0x4000, memory.field(0x5600, 1, 0) != 0 { return }
        let old = memory[address]
        memory.write(value, at: address)
        guard address >= 0x5200 else { return }
        switch address {
        case 0x5200: trigger(0, old, at: now)
        case 0x5400: trigger(1, old, at: now)
        case 0x5780: gain.control(&memory, faults)
        case 0x5789: gain.obey(&memory, faults)
        case 0x578C: gain.acknowledge(&memory)
        case 0x5783: resetRadio(0, old)
        case 0x5784: resetRadio(1, old)
        case 0x6080: arbiter.control(&memory, faults)
        case 0x608A: arbiter.resume(&memory)
        case 0x6100:
            pulses.setEnabled(memory.isSet(0x6100, bit: 0), at: now, counter: counter)
        default: break
        }
        if Self.switches.contains(address) { noteHearing(at: now) }
    }

    /// Registers on which it depends whether anything is heard at all.
    private static let switches: [UInt16] = [
        0x5601, 0x5605, 0x5780, 0x5783, 0x5784, 0x5789, 0x57C0, 0x6080, 0x608A,
    ]

    mutating func command(
        _ radio: Int, _ bytes: RawSpan, at now: Nanoseconds, answer: inout [UInt8],
        from start: Int
    ) {
        let command = bytes.extracting(1..<bytes.byteCount)
        radios[radio].command(command, answer: &answer, from: start + 1)
        noteHearing(at: now)
    }

    /// A radio's reset line works when it falls.
    private mutating func resetRadio(_ radio: Int, _ old: UInt8) {
        let register: UInt16 = radio == 0 ? 0x5783 : 0x5784
        if old & 0x08 != 0, !memory.isSet(register, bit: 3) { radios[radio].reset() }
    }

    private mutating func trigger(_ path: Int, _ old: UInt8, at now: Nanoseconds) {
        let register: UInt16 = path == 0 ? 0x5200 : 0x5400
        let new = memory[register]
        let bits = old ^ new
        if bits & old & 0x07 != 0 { paths[path].abort(at: now) }
        let rising = bits & new
        if rising & 0x01 != 0 {
            paths[path].arm(.at(now))
        } else if rising & 0x02 != 0 {
            let target =
                UInt32(memory[word: register + 1]) << 16 | UInt32(memory[word: register + 3])
            paths[path].arm(.at(counter.time(ofRegister: target, after: now)))
        } else if rising & 0x04 != 0 {
            paths[path].arm(.pulse(after: now))
        }
    }
}

// MARK: - Hearing

extension ConcentratorChip {
    private mutating func noteHearing(at now: Nanoseconds) {
        for radio in radios.indices {
            let hears = isRunning && isSet(radio)
            hearing[radio] = hears ? hearing[radio] ?? now : nil
        }
    }

    /// Clocked by a radio that runs, modems enabled, both controllers at work, the radios handed to
    /// the gain controller.
    private var isRunning: Bool {
        let clock = memory.field(0x57C0, 1, 0)
        guard clock == 1 || clock == 2, memory.isSet(0x57C0, bit: 2),
            memory.isSet(0x5601, bit: 4), radios[Int(clock) - 1].mode == .receive
        else { return false }
        return memory.isSet(0x5605, bit: 3) && !memory.isSet(0x5601, bit: 3) && gain.isRunning
            && arbiter.isRunning
    }

    /// Enabled, out of reset, listening, and known to be an SX1250.
    private func isSet(_ radio: Int) -> Bool {
        let lines = memory[radio == 0 ? 0x5783 : 0x5784]
        return lines & 0x0C == 0x0C && radios[radio].mode == .receive
            && memory.isSet(0x5601, bit: UInt8(radio))
    }

    /// Whether the radio of a transmit path can send: the gain controller has it and runs.
    func canSend(_ path: Int) -> Bool {
        gain.isRunning && !memory.isSet(0x5601, bit: 3)
            && memory.isSet(path == 0 ? 0x5783 : 0x5784, bit: 2)
    }

    /// The look-up table for the antenna's switches: on boards with two antennas reception goes on
    /// during a transmission, and the table says so for the low-noise amplifier.
    var isFullDuplex: Bool { memory.field(0x5785, 3, 0) == 0x0F }
}
