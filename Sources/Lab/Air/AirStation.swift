public import Airwaves
public import Units

/// Whoever has an antenna in the air: a hotspot's radio, a device.
public struct AirStation: Hashable, Sendable {
    /// Unique in its air; what is drawn for the station follows from it and the air's seed, not from
    /// the order in which stations joined. An emulated radio's EUI, usually.
    public var name: String
    /// Nil for nowhere in particular; then no distance counts.
    public var place: AirPlace?
    /// Of the antenna, cable loss already taken off. For sending and for hearing.
    public var antennaGain: Decibels
    public var receiver: AirReceiver
    /// How far the crystal is off, in thousand-millionths; nil to have it drawn.
    public var crystalError: Int32?

    public init(
        name: String, place: AirPlace? = nil, antennaGain: Decibels = Decibels(hundredths: 0),
        receiver: AirReceiver = AirReceiver(), crystalError: Int32? = nil
    ) {
        self.name = name
        self.place = place
        self.antennaGain = antennaGain
        self.receiver = receiver
        self.crystalError = crystalError
    }

    /// A crystal's error is drawn from this range: 10 millionths either way, what boards without a
    /// temperature compensated oscillator are sold with.
    public static let drawnCrystalErrors: ClosedRange<Int64> = -10_000...10_000
}

public struct AirPlace: Hashable, Sendable {
    public var coordinate: Coordinate
    /// Of the antenna above the ground.
    public var height: Metres

    public init(_ coordinate: Coordinate, height: Metres) {
        self.coordinate = coordinate
        self.height = height
    }

    /// How long a signal takes from here to there, to the nearest nanosecond.
    func timeOfFlight(to other: AirPlace) -> Nanoseconds {
        let metres = UInt64(coordinate.distance(to: other.coordinate).value.magnitude)
        return Nanoseconds((metres * 1_000_000_000 + lightSpeed / 2) / lightSpeed)
    }
}

/// Metres per second in a vacuum.
private let lightSpeed: UInt64 = 299_792_458

/// What a station's receiver adds to the air.
public struct AirReceiver: Hashable, Sendable {
    /// What it adds to thermal noise.
    public var noiseFigure: Decibels
    /// The ratio it measures of a signal without any noise: a demodulator's own errors grow with the
    /// signal. Semtech's report 10 to 15 dB for strong signals.
    public var cleanestSignal: Decibels

    public init(
        noiseFigure: Decibels = LoRaModulation.usualNoiseFigure,
        cleanestSignal: Decibels = Decibels(hundredths: 1300)
    ) {
        self.noiseFigure = noiseFigure
        self.cleanestSignal = cleanestSignal
    }
}

/// A station's number in its air, counted up from 1 and never used again.
public struct StationNumber: Hashable, Comparable, Sendable {
    public let value: UInt32

    public init(_ value: UInt32) { self.value = value }

    public static func < (left: Self, right: Self) -> Bool { left.value < right.value }
}
