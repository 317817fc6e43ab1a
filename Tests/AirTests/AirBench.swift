import Airwaves
import Radios
import Units

@testable import Air

/// An air for tests: every pair's loss in a table, crystals without error, and short ways to send.
struct AirBench {
    var air: Airspace
    private(set) var numbers: [String: StationNumber] = [:]

    init(seed: UInt64 = 1, _ channel: any ChannelModel = LossTable(), stations: [String]) throws {
        air = Airspace(seed: seed, channel: channel)
        for name in stations { try join(AirStation(name: name, crystalError: 0)) }
    }

    mutating func join(_ station: AirStation) throws {
        numbers[station.name] = try air.join(station)
    }

    func number(_ name: String) -> StationNumber { numbers[name] ?? StationNumber(0) }

    static let usual = LoRaModulation(spreadingFactor: .sf7)

    static func frame(
        _ payload: [UInt8] = [1, 2, 3, 4], at hertz: UInt64 = 868_100_000,
        _ modulation: LoRaModulation = usual
    ) -> AirFrame {
        AirFrame(frequency: Hertz(hertz), modulation: .loRa(modulation), payload: payload)
    }

    /// Sends at a microsecond with so many dBm.
    mutating func send(
        _ frame: AirFrame, from name: String, at microseconds: UInt64, power: Int32 = 14
    ) throws {
        let start = Nanoseconds(1000 * microseconds)
        try air.emit(
            Emission(
                frame: frame, power: SignalLevel(hundredths: 100 * power), start: start,
                end: start + Self.airtime(of: frame)), from: number(name))
    }

    static func airtime(of frame: AirFrame) -> Nanoseconds {
        let sent = Transmission(
            number: 1, frequency: frame.frequency, modulation: frame.modulation,
            framing: frame.framing, radiatedPower: SignalLevel(hundredths: 0),
            payload: frame.payload)
        return sent.airtime ?? Nanoseconds(0)
    }

    /// What one station hears in the next seconds, all told at once.
    mutating func heard(by name: String, until seconds: UInt64 = 60) -> [Arrival] {
        air.arrivals(until: Nanoseconds(1_000_000_000 * seconds))
            .filter { $0.station == number(name) }.map(\.arrival)
    }
}
