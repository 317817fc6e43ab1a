internal import Air
internal import Airwaves
internal import Attestation
internal import HotspotLogic
internal import Primitives
internal import Radios
internal import Units

extension Simulation {
    func transmit(_ frame: Radios.Transmission, by number: Int) {
        let hotspot = hotspots[number]
        guard let airtime = frame.airtime else { return }
        let conducted = frame.radiatedPower - hotspot.site.antennaGain
        let emission = Emission(
            frame: AirFrame(
                frequency: frame.frequency, modulation: frame.modulation,
                framing: frame.framing, hasInvertedPolarity: frame.hasInvertedPolarity,
                syncWord: frame.syncWord, payload: frame.payload),
            power: conducted, start: now, end: now + airtime)
        let sent = SentFrame(
            start: radioTime, airtime: airtime, frequency: frame.frequency,
            conductedPower: conducted)
        do {
            try air.emit(emission, from: hotspot.station)
        } catch {
            preconditionFailure("a machine sent what no air takes: \(error)")
        }
        counts.beacons += 1
        hotspot.onAir.removeAll { $0.upperBound + Airspace.memory < now }
        hotspot.onAir.append(now...emission.end)
        queue.add(.transmitted(number, number: frame.number, sent), at: emission.end)
        // The farthest hear it a third of a millisecond later.
        queue.add(.air, at: emission.end + Nanoseconds(1_000_000))
    }

    private var radioTime: RadioTime { RadioTime(microseconds: now.gap(to: start).value / 1_000) }

    func hear() {
        for item in air.arrivals(until: now) {
            guard let number = atStation[item.station.value] else { continue }
            let arrival = item.arrival
            let isDeaf = hotspots[number].onAir.contains {
                $0.lowerBound < arrival.end && arrival.start < $0.upperBound
            }
            guard !isDeaf, arrival.checksum == .good else {
                counts.unheard += 1
                continue
            }
            guard BeaconFrame.isBeacon(arrival.frame.payload.rawSpan) else {
                carry(arrival, from: item.sender, by: number)
                continue
            }
            counts.receptions += 1
            tell(number, .heard(reception(arrival), radio: 0))
        }
    }

    private func reception(_ arrival: Arrival) -> Radios.Reception {
        let ratio = arrival.signalToNoise
        return Radios.Reception(
            frequency: arrival.frame.frequency, modulation: arrival.frame.modulation,
            checksum: .good, level: arrival.level, signalLevel: arrival.signal,
            signalToNoise: ratio,
            frequencyOffset: arrival.frequencyOffset,
            end: RadioTime(microseconds: arrival.end.gap(to: start).value / 1_000), channel: 0,
            payload: arrival.frame.payload)
    }
}
