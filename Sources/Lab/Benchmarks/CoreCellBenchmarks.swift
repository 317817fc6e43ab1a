import Air
import Airwaves
import CoreCell
import Primitives
import Radios
import Units

/// What the emulated board costs: a request over its bridge, and frames from the antenna to the host.
/// Sixteen demodulators deliver at most some 2,300 frames a second.
func coreCellBenchmarks() -> [Benchmark] {
    var board = BenchmarkBoard()
    board.start()
    return [
        Benchmark(group: "corecell", name: "read eight bytes", operations: 100) {
            var sum: UInt64 = 0
            for _ in 0..<100 { sum &+= UInt64(board.read(0x6101, 8).last ?? 0) }
            return sum
        },
        Benchmark(group: "corecell", name: "frame of 51 bytes, heard and read", operations: 8) {
            UInt64(board.frames())
        },
    ]
}

/// A board that receives, by the fewest registers that make it.
private struct BenchmarkBoard {
    private var radio: CoreCellEmulator
    private var effects = RadioEffects()
    private var now = Nanoseconds(1_800_000_000_000_000_000)

    init() {
        radio = CoreCellEmulator(
            CoreCellSettings(eui: EUI64(bits: 0x0016_C001_F123_4567)), at: now)
    }

    mutating func ask(_ payload: [UInt8]) -> ArraySlice<UInt8> {
        effects.clear()
        let header = [0, UInt8(payload.count >> 8), UInt8(payload.count & 0xFF), 5]
        let request = header + payload
        radio.take(request.rawSpan, at: now, effects: &effects)
        return effects.outgoing[...]
    }

    mutating func write(_ address: UInt16, _ data: [UInt8]) {
        let place = [0, 0x80 | UInt8(address >> 8), UInt8(address & 0xFF)]
        _ = ask([0, 1, 0, 0, UInt8(data.count + 3)] + place + data)
    }

    mutating func read(_ address: UInt16, _ count: Int) -> ArraySlice<UInt8> {
        let size = count + 4
        let place = [0, UInt8(address >> 8), UInt8(address & 0xFF), 0]
        let filler = [UInt8](repeating: 0, count: count)
        return ask([0, 1, 0, UInt8(size >> 8), UInt8(size & 0xFF)] + place + filler).dropFirst(13)
    }

    mutating func start() {
        for lines: UInt16 in [0x5783, 0x5784] { write(lines, [0x0C]) }
        for radio in UInt8(1)...2 {
            _ = ask([0, 1, 0, 0, 6, radio, 0x86, 0x36, 0x38, 0, 0])
            _ = ask([0, 1, 0, 0, 5, radio, 0x82, 0xFF, 0xFF, 0xFF])
        }
        write(0x57C0, [0x05])
        write(0x5601, [0x13])
        write(0x5605, [0x0F])
        // A channel each 200 kHz from 700 kHz below to 700 kHz above.
        for channel in UInt16(0)..<8 {
            let steps = UInt16(bitPattern: (Int16(channel) * 2 - 7) * 205) & 0x1FFF
            write(0x5800 + 2 * channel, [UInt8(steps >> 8), UInt8(steps & 0xFF)])
        }
        write(0x5820, [0xFF, 0xFF, 0xFF])
        write(0x588E, [6, 8])
        write(0x58C0, [0x04])
        for control: UInt16 in [0x5780, 0x6080] {
            write(control, [0x06])
            write(control, [0x00])
        }
        write(0x5789, [0x0F])
        write(0x608A, [0x01])
    }

    /// One frame on each channel at once, then what was received is read.
    mutating func frames() -> Int {
        for channel in UInt64(0)..<8 {
            let frame = AirFrame(
                frequency: Hertz(866_800_000 + 200_000 * channel),
                modulation: .loRa(LoRaModulation(spreadingFactor: .sf7)),
                payload: [UInt8](repeating: 7, count: 51))
            radio.hear(
                Arrival(
                    frame: frame, level: SignalLevel(hundredths: -8_000),
                    signalToNoise: Decibels(hundredths: 900), start: now,
                    end: now + Nanoseconds(102_656_000)))
        }
        now = now + Nanoseconds(110_000_000)
        let bytes = Array(read(0x58C8, 2))
        let count = Int(bytes[0]) << 8 | Int(bytes[1])
        precondition(count == 8 * 74, "\(count) bytes received")
        return Int(read(0x4000, count).reduce(0, &+))
    }
}
