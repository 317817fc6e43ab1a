import Air
import Airwaves
import Primitives
import Radios
import Seeds
import Units

/// The SX1261 beside the concentrator: says before a transmission whether the channel is free, and
/// counts levels for a spectral scan. Both are in a patch that its host loads; any patch of the
/// right size is taken.
struct ListeningChip {
    static let patchByteCount = 4 * 386
    private static let patchMemory = 0x8000
    private static let patchSwitch = 0x0610
    private static let averaging = 0x089B
    private static let version = 0x0320
    private static let scanStatus = 0x07CD
    private static let scanResults = 0x0401

    enum ScanStatus {
        static let none: UInt8 = 0x00
        static let running: UInt8 = 0x0F
        static let aborted: UInt8 = 0xF0
        static let done: UInt8 = 0xFF
    }

    private struct Scan {
        let start: Nanoseconds
        let end: Nanoseconds
        let points: Int
        let frequency: Int64
    }

    /// Listening for a transmission: the level that is too much, and for how long.
    private struct Watch {
        let threshold: SignalLevel
        let window: UInt64
    }

    private var radio = TransceiverChip()
    private var patched = 0
    private var isPatched = false
    private var scan: Scan?
    private var watch: Watch?
    private let seed: UInt64
    private var scans: UInt64 = 0

    init(seed: UInt64) {
        self.seed = seed
        reset()
    }

    mutating func reset() {
        radio.reset()
        patched = 0
        isPatched = false
        scan = nil
        watch = nil
        nameVersion()
    }

    /// 15 characters; the patch changes the last four.
    private mutating func nameVersion() {
        let text = isPatched ? "SX1261 V2D 2D06" : "SX1261 V2D 2D02"
        for (index, byte) in text.utf8.enumerated() { radio[Self.version + index] = byte }
    }

    mutating func command(
        _ bytes: RawSpan, at now: Nanoseconds, answer: inout [UInt8], from start: Int
    ) {
        radio.command(bytes, answer: &answer, from: start)
        let data = bytes.extracting(1..<bytes.byteCount)
        switch bytes.byte(at: 0) {
        case TransceiverChip.Command.writeRegister: noteWrite(data)
        case TransceiverChip.Command.setStandby, TransceiverChip.Command.setSynthesizer,
            TransceiverChip.Command.setSleep:
            watch = nil
        case 0xD9: applyPatch()
        case 0x9A where isPatched: beginWatch(data)
        case 0x9B where isPatched: beginScan(data, at: now)
        default: break
        }
    }

    private mutating func noteWrite(_ data: RawSpan) {
        guard let place = TransceiverChip.place(data) else { return }
        if place >= Self.patchMemory, radio[Self.patchSwitch] & 0x10 != 0 {
            patched = min(Self.patchByteCount, patched + data.byteCount - 2)
        }
        guard place == Self.averaging, data.byteCount > 2, data.byte(at: 2) == 0 else { return }
        watch = nil
        if scan != nil {
            scan = nil
            radio[Self.scanStatus] = ScanStatus.aborted
        }
    }

    private mutating func applyPatch() {
        guard patched == Self.patchByteCount else { return }
        isPatched = true
        nameVersion()
    }
}

// MARK: - Listening before a transmission

extension ListeningChip {
    /// Interval, number of looks, threshold in halves of a decibel below 0 dBm, pin.
    private mutating func beginWatch(_ data: RawSpan) {
        guard data.byteCount >= 4, radio.mode == .receive else { return }
        let looks = UInt64(data.byte(at: 1)) << 8 | UInt64(data.byte(at: 2))
        watch = Watch(
            threshold: SignalLevel(hundredths: -50 * Int32(data.byte(at: 3))),
            window: looks * Self.lookInterval)
    }

    /// 715 looks are told to take 5 ms, 24 to take 128 us; 7 us lies between.
    private static let lookInterval: UInt64 = 7_000

    /// How far back a decision at an instant looks.
    func window(before now: Nanoseconds) -> Nanoseconds {
        Nanoseconds(now.value - min(now.value, watch?.window ?? 0))
    }

    /// Whether the channel was free all the while; one that nobody listened to is not.
    func isFree(_ arrivals: [Arrival]) -> Bool {
        guard let watch else { return false }
        let frequency = radio.frequency
        return !arrivals.contains {
            Self.isInside($0, frequency) && $0.level >= watch.threshold
        }
    }

    /// The filter is set to 234 kHz or 467 kHz; a signal counts where it reaches into the narrower.
    private static func isInside(_ arrival: Arrival, _ frequency: Int64) -> Bool {
        let half: Int64 =
            switch arrival.frame.modulation {
            case .loRa(let modulation): Int64(modulation.bandwidth.hertz.value) / 2
            case .fsk(let rate): Int64(rate)
            }
        let gap = (Int64(arrival.frame.frequency.value) - frequency).magnitude
        return gap < UInt64(half) + 117_150
    }
}

// MARK: - Spectral scan

extension ListeningChip {
    /// Number of looks, interval: 8.2 us for the one that drivers use.
    private mutating func beginScan(_ data: RawSpan, at now: Nanoseconds) {
        guard data.byteCount >= 3, radio.mode == .receive else { return }
        let points = Int(data.byte(at: 0)) << 8 | Int(data.byte(at: 1))
        scan = Scan(
            start: now, end: now + Nanoseconds(UInt64(points) * Self.scanInterval),
            points: points, frequency: radio.frequency)
        radio[Self.scanStatus] = ScanStatus.running
    }

    private static let scanInterval: UInt64 = 8_200
    static let bins = 33

    /// The time of the scan under way, once it is over.
    func finishedScan(by now: Nanoseconds) -> (start: Nanoseconds, end: Nanoseconds)? {
        guard let scan, scan.end <= now else { return nil }
        return (scan.start, scan.end)
    }

    mutating func finishScan(_ arrivals: [Arrival]) {
        guard let scan else { return }
        let counts = histogram(scan, arrivals)
        for (index, count) in counts.enumerated() {
            radio[Self.scanResults + 2 * index] = UInt8(count >> 8)
            radio[Self.scanResults + 2 * index + 1] = UInt8(truncatingIfNeeded: count)
        }
        radio[Self.scanStatus] = ScanStatus.done
        self.scan = nil
        scans += 1
    }

    /// Each frame has the looks that fall into its time, the strongest first; the rest see noise.
    private func histogram(_ scan: Scan, _ arrivals: [Arrival]) -> [Int] {
        var counts = [Int](repeating: 0, count: Self.bins)
        var left = scan.points
        let loud = arrivals.filter { Self.isInside($0, scan.frequency) }
            .sorted { $0.level > $1.level }
        for arrival in loud {
            let start = max(arrival.start, scan.start)
            let end = min(arrival.end, scan.end)
            guard end > start else { continue }
            let looks = min(left, Int((end.value - start.value) / Self.scanInterval))
            counts[Self.bin(of: arrival.level)] += looks
            left -= looks
        }
        var numbers = SeededNumbers(seed: seed &+ scans)
        for _ in 0..<left {
            let swing = Int32(numbers.next() % 800) - 400
            counts[Self.bin(of: SignalLevel(hundredths: Self.noise + swing))] += 1
        }
        return counts
    }

    /// 234 kHz of thermal noise and a noise figure of 6 dB, in hundredths of dBm.
    private static let noise: Int32 = -11_430

    /// Bin k counts levels from -4k dBm up to the next one; the last one all below.
    private static func bin(of level: SignalLevel) -> Int {
        let steps = (-Int(level.hundredths) + 399) / 400
        return max(0, min(bins - 1, steps))
    }
}
