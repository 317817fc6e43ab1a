internal import Air
internal import Attestation
internal import HotspotLogic
internal import Radios
internal import Seeds
internal import Units

/// Devices, the packets that hotspots carry for them, and the receipts of those who buy them.
extension Simulation {
    /// A device near each hotspot; it begins with the second epoch, from which on routes hold.
    func beginPackets(
        _ packets: UInt64, near settlement: Settlement, seed: UInt64
    ) throws {
        var chance = SeededNumbers(seed: seed ^ 0xdef_1ce5)
        let window = network.periods.periodsPerWindow * periodLength
        let epoch = network.periods.windowsPerEpoch * window
        let interval = max(1, epoch / packets)
        queue.add(.routes, at: now)
        for (number, site) in settlement.sites.enumerated() {
            guard let place = SimulatedDevice.place(near: site, &chance) else { continue }
            let station = try air.join(
                AirStation(
                    name: "device \(number)", place: place,
                    antennaGain: Decibels(hundredths: 0)))
            deviceAt[station.value] = devices.count
            var device = SimulatedDevice(
                number, station: station, place: place, plan: site.plan, interval: interval,
                chance: SeededNumbers(seed: chance.next()))
            queue.add(
                .packet(devices.count), at: now + Nanoseconds(epoch) + device.delay())
            devices.append(device)
        }
        queue.add(.receipts(Window(0)), at: end(of: Window(0)))
    }

    /// Two periods into the window after it: all that was heard in it has come.
    private func end(of window: Window) -> Nanoseconds {
        let first = network.periods.firstPeriod(of: Window(window.number + 1)).number
        return start + Nanoseconds((first + 2) * periodLength)
    }

    func sendPacket(_ number: Int) {
        let frame = devices[number].next()
        let sent = Radios.Transmission(
            number: 0, frequency: frame.frequency, modulation: frame.modulation,
            radiatedPower: SimulatedDevice.power, payload: frame.payload)
        guard let airtime = sent.airtime else { return }
        let emission = Emission(
            frame: frame, power: SimulatedDevice.power, start: now, end: now + airtime)
        do {
            try air.emit(emission, from: devices[number].station)
        } catch {
            preconditionFailure("a device sent what no air takes: \(error)")
        }
        queue.add(.air, at: emission.end + Nanoseconds(1_000_000))
        queue.add(.packet(number), at: now + devices[number].pause())
    }

    /// A hotspot heard a device: it brings the packet, if the network knows the hotspot.
    func carry(_ arrival: Arrival, from sender: StationNumber, by number: Int) {
        guard let device = deviceAt[sender.value],
            let hotspot = hotspots[number].registration?.number
        else { return }
        let period = Period(arrival.end.gap(to: start).value / periodLength)
        buyers.carry(
            arrival.frame.payload, for: device % WorldKeys.buyerCount,
            in: network.periods.window(of: period), by: hotspot, ratio: arrival.signalToNoise)
    }

    func postReceipts(of window: Window) throws {
        let receipts = buyers.receipts(of: window)
        if !receipts.statements.isEmpty {
            let answer = try oracle.take(receipts.statements, at: now)
            counts.refused(answer)
            counts.packets += receipts.packets
            counts.credits += receipts.credits
        }
        let next = Window(window.number + 1)
        queue.add(.receipts(next), at: end(of: next))
    }
}
