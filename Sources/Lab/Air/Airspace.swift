internal import Radios
public import Units

/// The one simulated air: stations stand in it, emissions go in, and each other station is told what
/// arrives there, how strong, when, and in what state.
///
///     var air = Airspace(seed: 7)
///     let (one, other) = (try air.join(first), try air.join(second))
///     try air.emit(emission, from: one)
///     for arrival in air.arrivals(until: now) { … }   // arrival.station == other
///
/// Pure and deterministic: the same seed, stations and emissions give the same arrivals, whatever the
/// size of the steps in which they are asked for. What the air does not know is the receiving radio's
/// own business: where it is tuned, which sync word it wants, whether it sends at that moment, how
/// many demodulators are free.
///
/// An emission costs one channel estimate per station; an arrival is compared with what else reached
/// that station at the time.
public struct Airspace: Sendable {
    public let seed: UInt64
    public private(set) var counts = AirCounts()
    /// Everything that ended by now was told.
    public private(set) var told = Nanoseconds(0)

    private let channel: any ChannelModel
    /// By number, from 1; nil for who has left.
    private var stands: [AirStand?] = []

    public init(seed: UInt64, channel: any ChannelModel = OpenGround()) {
        self.seed = seed
        self.channel = channel
    }

    /// How long what has ended is remembered, for emissions that are told late.
    public static let memory = Nanoseconds(2_000_000_000)
    /// SF12 at 7.8 kHz with 255 bytes takes less.
    public static let longestEmission = Nanoseconds(600_000_000_000)
    /// Frames that one station may have in the air at once. Radios have one or two transmitters.
    public static let mostEmissions = 64
    /// What an emulated transmitter may have: a kilowatt is past every plan.
    public static let strongestPower = SignalLevel(hundredths: 6000)
    public static let highestFrequency = Hertz(100_000_000_000)
    public static let fastestFSK: UInt32 = 10_000_000

    // MARK: Stations

    /// Refuses a name that is taken, empty or long.
    public mutating func join(_ station: AirStation) throws(AirError) -> StationNumber {
        guard (1...64).contains(station.name.utf8.count) else {
            throw .wrongName(bytes: station.name.utf8.count)
        }
        guard !stands.contains(where: { $0?.station.name == station.name }) else {
            throw .nameTaken(station.name)
        }
        stands.append(AirStand(station, seed: seed))
        return StationNumber(UInt32(stands.count))
    }

    /// What the station has sent stays on air; it hears nothing any more.
    public mutating func leave(_ number: StationNumber) {
        guard stand(number) != nil else { return }
        stands[Int(number.value) - 1] = nil
    }

    public func station(_ number: StationNumber) -> AirStation? { stand(number)?.station }

    private func stand(_ number: StationNumber) -> AirStand? {
        let index = Int(number.value) - 1
        return stands.indices.contains(index) ? stands[index] : nil
    }

    // MARK: Emissions

    /// Takes an emission. Refuses what cannot be on air, and what began more than `memory` ago. One
    /// that is told late is judged all the same; what was told already stays as it was told.
    public mutating func emit(
        _ emission: Emission, from number: StationNumber
    ) throws(AirError) {
        guard let sender = stand(number) else { throw .noSuchStation(number) }
        try check(emission, by: sender)
        let index = Int(number.value) - 1
        let count = sender.emitted
        stands[index]?.note(emission)
        counts.emissions += 1
        if emission.start < told { counts.late += 1 }
        let key = SignalKey(sender: number, count: count)
        for place in stands.indices where place != index {
            guard let receiver = stands[place] else { continue }
            let signal = signal(of: emission, key, from: sender, at: receiver)
            guard let signal else {
                counts.weak += 1
                continue
            }
            stands[place]?.signals.append(signal)
        }
    }

    private func check(_ emission: Emission, by sender: AirStand) throws(AirError) {
        let length = emission.end.value - min(emission.start.value, emission.end.value)
        guard length > 0, length <= Self.longestEmission.value else {
            throw .wrongLength(nanoseconds: length)
        }
        guard emission.frame.payload.count <= 255 else {
            throw .longPayload(bytes: emission.frame.payload.count)
        }
        guard emission.power <= Self.strongestPower else { throw .tooStrong(emission.power) }
        guard (1...Self.highestFrequency.value).contains(emission.frame.frequency.value) else {
            throw .wrongFrequency(emission.frame.frequency)
        }
        if case .fsk(let rate) = emission.frame.modulation {
            guard (1...Self.fastestFSK).contains(rate) else { throw .wrongBitRate(rate) }
        }
        guard emission.start + Self.memory >= told else {
            throw .tooLate(told.gap(to: emission.start))
        }
        guard sender.onAir(at: emission.start) < Self.mostEmissions else { throw .tooMany }
    }

    /// Nil where it is too weak even to disturb.
    private func signal(
        of emission: Emission, _ key: SignalKey, from sender: AirStand, at receiver: AirStand
    ) -> AirSignal? {
        let draws = ChannelDraws(
            seed: seed, sender: sender.station.name, receiver: receiver.station.name,
            emission: key.count)
        let loss = channel.loss(
            from: sender.station, to: receiver.station, of: emission, draws: draws)
        let level =
            emission.power + sender.station.antennaGain - loss + receiver.station.antennaGain
        let noise = emission.frame.noiseFloor(of: receiver.station.receiver)
        guard level - noise >= AirSignal.harmless else { return nil }
        let flight: Nanoseconds =
            if let here = sender.station.place, let there = receiver.station.place {
                here.timeOfFlight(to: there)
            } else { Nanoseconds(0) }
        return AirSignal(
            emission, key, level: level, at: receiver.station.receiver, flight: flight,
            crystals: sender.crystalError - receiver.crystalError, draws: draws)
    }

    // MARK: Arrivals

    /// All that ended at a station by `now` and was not told before, in the order of ends; at one
    /// instant in the order of senders, then of receivers.
    public mutating func arrivals(until now: Nanoseconds) -> [StationArrival] {
        guard now > told else { return [] }
        var found: [StationArrival] = []
        for index in stands.indices where stands[index] != nil {
            let number = StationNumber(UInt32(index + 1))
            stands[index]?.judge(until: now, counts: &counts) { arrival, sender in
                found.append(
                    StationArrival(station: number, sender: sender, arrival: arrival))
            }
            stands[index]?.forget(at: now)
        }
        told = now
        return found.sorted { left, right in
            (left.arrival.end, left.sender, left.station)
                < (right.arrival.end, right.sender, right.station)
        }
    }

    /// When `arrivals` will next have something to decide; nil while the air is still.
    public var next: Nanoseconds? { stands.compactMap { $0?.next }.min() }
}

/// A frame at a station.
public struct StationArrival: Hashable, Sendable {
    public var station: StationNumber
    public var sender: StationNumber
    public var arrival: Arrival
}

/// What became of what was sent: every signal that reached a station is counted once.
public struct AirCounts: Hashable, Sendable {
    public var emissions = 0
    /// Of these, told after their time.
    public var late = 0
    public var good = 0
    /// Found, and then damaged by another.
    public var damaged = 0
    /// Under what can be read.
    public var weak = 0
    /// Too far from the receiver's idea of the frequency.
    public var detuned = 0
    /// Another frame lay over the preamble or the header.
    public var collided = 0
    /// The receiver was locked to an earlier frame of the same kind.
    public var occupied = 0

    public init() {}
}

/// Why the air does not take something.
public enum AirError: Error, Equatable, Sendable, CustomStringConvertible {
    case wrongName(bytes: Int)
    case nameTaken(String)
    case noSuchStation(StationNumber)
    case wrongLength(nanoseconds: UInt64)
    case longPayload(bytes: Int)
    case tooStrong(SignalLevel)
    case wrongFrequency(Hertz)
    case wrongBitRate(UInt32)
    case tooLate(Nanoseconds)
    case tooMany

    public var description: String {
        switch self {
        case .wrongName(let count): "a station's name has 1 to 64 bytes; this one has \(count)"
        case .nameTaken(let name): "a station named \(name) is in the air already"
        case .noSuchStation(let number): "no station \(number.value) is in the air"
        case .wrongLength(let length):
            "an emission lasts 1 ns to \(Airspace.longestEmission); this one \(length) ns"
        case .longPayload(let count): "a frame has at most 255 bytes; this one has \(count)"
        case .tooStrong(let power):
            "\(power) is more than the \(Airspace.strongestPower) a transmitter may have here"
        case .wrongFrequency(let frequency):
            "a frequency is 1 Hz to \(Airspace.highestFrequency), not \(frequency)"
        case .wrongBitRate(let rate):
            "an FSK bit rate is 1 to \(Airspace.fastestFSK), not \(rate)"
        case .tooLate(let gap):
            "the emission began \(gap) before what was told already; at most "
                + "\(Airspace.memory) are allowed"
        case .tooMany:
            "the station has \(Airspace.mostEmissions) frames in the air at once; no more are taken"
        }
    }
}
