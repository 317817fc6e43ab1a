internal import Air
internal import Airwaves
internal import Attestation
internal import HexGrid
internal import Radios
internal import Seeds
internal import Units

/// A sensor near a hotspot: it sends LoRaWAN uplinks to whoever hears them.
struct SimulatedDevice {
    let station: StationNumber
    let place: AirPlace
    private let channels: [Hertz]
    private let address: UInt32
    private var counter: UInt16 = 0
    private var chance: SeededNumbers
    /// In nanoseconds, between two packets in the mean.
    private let interval: UInt64

    /// Fourteen dBm out of an antenna without gain, as most sensors have it.
    static let power = SignalLevel(hundredths: 1_400)

    init(
        _ number: Int, station: StationNumber, place: AirPlace, plan: RegionalPlan,
        interval: UInt64, chance: SeededNumbers
    ) {
        self.station = station
        self.place = place
        self.interval = interval
        self.chance = chance
        channels = plan.rules.beaconChannels
        address = 0x2600_0000 + UInt32(number)
    }

    /// One to seven hundred metres from a hotspot.
    static func place(
        near site: Settlement.Site, _ chance: inout SeededNumbers
    ) -> AirPlace? {
        func offset() -> Double {
            let metres = 70 + chance.fraction() * 420
            return (chance.below(2) == 0 ? metres : -metres) / 111_195
        }
        let (north, east) = (offset(), offset())
        let coordinate = try? Coordinate(
            latitude: site.coordinate.latitude + north,
            longitude: site.coordinate.longitude + east * 1.46)
        return coordinate.map { AirPlace($0, height: Metres(1)) }
    }

    /// How long until it sends again: half an interval to one and a half.
    mutating func pause() -> Nanoseconds { Nanoseconds(interval / 2 + chance.next() % interval) }

    /// How long after the beginning it sends first.
    mutating func delay() -> Nanoseconds { Nanoseconds(chance.next() % interval) }

    /// The next uplink: unconfirmed, of 14 to 63 bytes, its payload and MIC nobody's business here.
    mutating func next() -> AirFrame {
        counter &+= 1
        var payload: [UInt8] = [0x40]
        for shift in [0, 8, 16, 24] as [UInt32] {
            payload.append(UInt8(truncatingIfNeeded: address >> shift))
        }
        payload += [0, UInt8(truncatingIfNeeded: counter), UInt8(counter >> 8), 1]
        payload += chance.bytes(5 + chance.below(50))
        let factors: [SpreadingFactor] = [.sf7, .sf7, .sf8, .sf9, .sf10]
        return AirFrame(
            frequency: chance.pick(channels),
            modulation: .loRa(LoRaModulation(spreadingFactor: chance.pick(factors))),
            payload: payload)
    }
}
