internal import Airwaves
internal import Radios
internal import Units

/// Which frame: the sender's n-th.
struct SignalKey: Hashable, Comparable, Sendable {
    let sender: StationNumber
    let count: UInt64

    static func < (left: Self, right: Self) -> Bool {
        (left.sender, left.count) < (right.sender, right.count)
    }
}

/// One frame at one station's antenna.
struct AirSignal: Sendable {
    enum State: Equatable, Sendable {
        case coming
        /// A receiver has locked to it.
        case found
        case done(found: Bool)
    }

    let key: SignalKey
    let frame: AirFrame
    /// Of the frame alone.
    let level: SignalLevel
    let noise: SignalLevel
    /// What the demodulator makes of the ratio of the two: never cleaner than it can see.
    let measuredRatio: Decibels
    /// What the receiver sees of both crystals, in hertz.
    let offset: Int32
    let start: Nanoseconds
    let needed: Nanoseconds
    let lock: Nanoseconds
    let header: Nanoseconds
    let end: Nanoseconds
    let draws: ChannelDraws
    var state = State.coming

    /// A frame this far under its noise disturbs no other: what can be read is at most 20 dB under
    /// the noise, and survives what is 6 dB weaker. The rest is for bands of other widths.
    static let harmless = Decibels(hundredths: -4000)

    init(
        _ emission: Emission, _ key: SignalKey, level: SignalLevel, at receiver: AirReceiver,
        flight: Nanoseconds, crystals: Int32, draws: ChannelDraws
    ) {
        let noise = emission.frame.noiseFloor(of: receiver)
        self.key = key
        self.level = level
        self.noise = noise
        self.draws = draws
        measuredRatio = level - noise.joined(by: level - receiver.cleanestSignal)
        frame = emission.frame
        offset = Self.offset(of: emission.frame.frequency, crystals: crystals)
        let phases = FramePhases(of: emission.frame)
        start = emission.start + flight
        end = emission.end + flight
        needed = min(start + phases.needed, end)
        lock = min(start + phases.lock, end)
        header = min(start + phases.header, end)
    }

    /// To the nearest hertz.
    private static func offset(of frequency: Hertz, crystals: Int32) -> Int32 {
        let product = Int64(frequency.value) * Int64(crystals)
        let half: Int64 = product < 0 ? -500_000_000 : 500_000_000
        return Int32(clamping: (product + half) / 1_000_000_000)
    }

    /// When something is to be decided next; nil when all is.
    var decision: Nanoseconds? {
        switch state {
        case .coming: lock
        case .found: end
        case .done: nil
        }
    }

    var isReadable: Bool { level - noise >= frame.demodulationFloor }

    /// A receiver finds what is at most a quarter of the bandwidth beside its own frequency (SX1261/2
    /// data sheet, 6.1.1).
    var isTuned: Bool { UInt64(offset.magnitude) * 4 <= frame.width.value }

    /// Whether a receiver that follows this frame misses the other.
    func occupies(_ other: AirSignal) -> Bool {
        guard state == .found || state == .done(found: true), key != other.key,
            end > other.needed
        else { return false }
        return frame.occupiesDemodulator(of: other.frame)
    }

    /// Whether the other cannot be read where this one lies over it.
    func harms(_ other: AirSignal) -> Bool {
        guard let share = other.frame.share(of: frame) else { return false }
        return other.level - (level + share) < other.frame.survivalRatio(beside: frame)
    }

    func arrival(isDamaged: Bool) -> Arrival {
        var frame = frame
        if isDamaged { damage(&frame.payload) }
        let checksum: ChecksumVerdict =
            if !frame.framing.hasChecksum { .absent } else { isDamaged ? .bad : .good }
        return Arrival(
            frame: frame, level: level.joined(by: noise), signalToNoise: measuredRatio,
            checksum: checksum, frequencyOffset: offset, start: start, end: end)
    }

    /// One to eight wrong bits, and more in what comes behind the first of them.
    private func damage(_ payload: inout [UInt8]) {
        guard !payload.isEmpty else { return }
        var draws = draws.frame
        _ = draws.next()
        let first = Int(draws.number(in: 0...Int64(payload.count - 1)))
        payload[first] ^= UInt8(draws.number(in: 1...255))
        for index in payload.indices.dropFirst(first + 1) {
            payload[index] ^= UInt8(draws.number(in: 0...255) & draws.number(in: 0...255))
        }
    }
}
