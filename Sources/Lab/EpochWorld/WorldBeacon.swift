internal import Air
internal import Airwaves
internal import Attestation
internal import Primitives
internal import Signing
internal import Units

/// A beacon on the air of a made-up day.
struct WorldBeacon: Sendable {
    let sender: Int
    let window: Window
    let nonce: Hash256
    let draw: BeaconDraw
    let frame: [UInt8]
    let sent: Nanoseconds
    let airtime: Nanoseconds
    /// m.
    let drawn: Period

    var channel: Hertz { Country.plan.rules.beaconChannels[draw.channel] }

    /// EIRP.
    var power: SignalLevel { Country.plan.rules.maximumEIRP + draw.power }

    func transmission(table: UInt64) -> Transmission {
        Transmission(
            frame: frame, frequency: channel,
            spreadingFactor: UInt64(draw.spreadingFactor.rawValue), bandwidth: Hertz(125_000),
            power: power, powerBasis: .confirmed, sent: sent, clock: .kernel,
            counterMicroseconds: sent.value / 1_000 % (1 << 32),
            airtimeMilliseconds: airtime.value / 1_000_000, plan: Country.plan.description,
            regionTable: table)
    }

    /// What those hear of it whom it reaches, ascending by number.
    func heard(in country: Country, seed: UInt64) -> [(witness: Int, report: WitnessReport)] {
        country.stands[sender].ears.compactMap { ear in
            let witness = Int(ear.witness)
            var draws = SeededDraws(
                seed: seed, keys: 3, UInt64(sender), UInt64(witness), window.number)
            let fade = draws.bell(sigma: Decibels(hundredths: 200)).hundredths
            let level =
                power - ear.loss + country.stands[witness].gain
                + Decibels(hundredths: min(max(fade, -300), 300))
            let over = level - Country.noise
            guard over >= draw.spreadingFactor.demodulationFloor else { return nil }
            return (witness, report(level, over, by: witness, draws.number(in: -40...40)))
        }
    }

    /// A radio tells the level of its channel, a ratio up to some 12 dB, and two crystals' difference.
    private func report(
        _ level: SignalLevel, _ over: Decibels, by witness: Int, _ jitter: Int64
    ) -> WitnessReport {
        let ratio = min(over, Decibels(hundredths: 1_200))
        let crystals = Int64(sender % 4_001) - Int64(witness % 4_001)
        let end = sent + airtime
        return WitnessReport(
            frame: frame, time: end, clock: .kernel,
            first: Reception(
                frequency: channel, spreadingFactor: UInt64(draw.spreadingFactor.rawValue),
                bandwidth: Hertz(125_000),
                level: ratio.hundredths < 0 ? level - ratio : level, signal: level, ratio: ratio,
                frequencyErrorHertz: crystals + jitter,
                counterMicroseconds: (end.value / 1_000 + UInt64(witness)) % (1 << 32),
                channel: UInt64(draw.channel)))
    }
}

/// What a hotspot sends: as its nonce and the records draw it.
struct WorldRadio: Sendable {
    let network: NetworkID
    let periods: NetworkPeriods
    let country: Country
    let writer: WorldWriter

    /// - Parameter values: of all records so far, by period.
    func beacon(
        _ number: Int, _ offset: WindowOffset, _ window: Window, _ values: [Hash256]
    ) -> WorldBeacon {
        let key = country.stands[number].key
        let nonce = writer.nonce(number, window)
        let drawn = periods.drawPeriod(in: window, at: offset)
        let values = DrawValues(slot: values[Int(drawn.number)], spare: nil)
        guard
            let draw = try? BeaconDraw(
                network: network, hotspot: key, window: window, nonce: nonce, values: values,
                rules: DrawRules(Country.plan, periods), by: SHA256.self),
            let frame = try? BeaconFrame(
                network: network, hotspot: key, window: window, nonce: nonce, draw: draw,
                at: .slot, values: values, by: SHA256.self),
            let airtime = try? LoRaModulation(
                spreadingFactor: draw.spreadingFactor, bandwidth: .kHz125
            ).airtime(of: frame.bytes.count)
        else { preconditionFailure("a beacon of records that are there") }
        let begin = periods.firstPeriod(of: window).number * periods.milliseconds
        // A machine is some milliseconds late.
        let sent = (begin + offset.milliseconds + 3) * 1_000_000
        return WorldBeacon(
            sender: number, window: window, nonce: nonce, draw: draw, frame: frame.bytes,
            sent: Nanoseconds(WorldFounding.genesis.value + sent), airtime: airtime,
            drawn: drawn)
    }
}
