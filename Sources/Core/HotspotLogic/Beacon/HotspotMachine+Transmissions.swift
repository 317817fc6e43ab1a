import Airwaves
import Attestation
import Radios
import Units

extension HotspotMachine {
    /// Numbers of this machine's transmissions have the top bit; the packet side's have not.
    static var transmissionBit: UInt32 { 1 << 31 }

    /// The beacons that have become durable go to the radio, if everything still holds.
    mutating func confirmBeacons(through record: UInt64) {
        for place in beacons.indices where beacons[place].phase == .keeping {
            guard beacons[place].record <= record else { continue }
            transmitBeacon(at: place)
            break
        }
        beacons.removeAll { $0.phase == .keeping && $0.record == 0 }
    }

    private mutating func transmitBeacon(at place: Int) {
        let ordered = beacons[place].reveal.transmission
        do throws(BeaconRefusal) {
            let (radio, plan, facts) = try permission()
            guard plan.description == ordered.plan else { throw .cancelled }
            guard isInTime(beacons[place]) else { throw .momentPassed }
            let number = transmit(ordered, plan, by: radio)
            beacons[place].reveal.transmission.sent = now.clock
            beacons[place].reveal.transmission.clock = facts.discipline
            beacons[place].reveal.radio = facts.radio
            beacons[place].phase = .onAir(
                number: number, deadline: now.uptime + Self.outcomePatience)
            lastBeacon = LastBeacon(sent: beacons[place], at: now.clock)
        } catch {
            unsend(at: place, because: error)
        }
    }

    private func isInTime(_ beacon: BeaconOnItsWay) -> Bool {
        guard let entropy = entropy.window(beacon.window) else { return false }
        let moment = start(of: entropy.slots[beacon.slot], in: beacon.window)
        return now.clock >= moment && now.clock.value - moment.value < periodNanoseconds
    }

    /// Hands a frame to a radio.
    mutating func transmit(
        _ ordered: Attestation.Transmission, _ plan: RegionalPlan, by radio: Int
    ) -> UInt32 {
        let number = Self.transmissionBit | nextTransmission
        nextTransmission = (nextTransmission + 1) & ~Self.transmissionBit
        let factor = SpreadingFactor(rawValue: UInt8(clamping: ordered.spreadingFactor)) ?? .sf7
        effects.append(
            .transmit(
                Radios.Transmission(
                    number: number, frequency: ordered.frequency,
                    modulation: .loRa(
                        LoRaModulation(spreadingFactor: factor, bandwidth: plan.rules.bandwidth)),
                    radiatedPower: ordered.power, payload: ordered.frame),
                radio: UInt8(radio)))
        return number
    }

    /// It was certainly not sent: the spare may be used where this was the slot.
    private mutating func unsend(at place: Int, because refusal: BeaconRefusal) {
        let beacon = beacons[place]
        journal.forget(beacon.record, &effects)
        beacons[place].phase = .keeping
        beacons[place].record = 0
        guard attempts.window == beacon.window else { return }
        attempts.isSent = false
        attempts[beacon.slot] = refusal
        lastBeacon = LastBeacon(window: beacon.window, at: now.clock, missed: refusal)
        remark(.warning, "no beacon at its \(beacon.slot): \(refusal)")
    }

    /// How a transmission ended.
    mutating func endTransmission(
        _ number: UInt32, _ outcome: TransmitOutcome, _ airtime: Nanoseconds
    ) {
        if let test, case .onAir(number, _) = test.phase {
            endTest(outcome, airtime)
            return
        }
        let place = beacons.firstIndex {
            if case .onAir(number, _) = $0.phase { true } else { false }
        }
        guard let place else { return }
        if let refusal = BeaconRefusal(outcome) {
            unsend(at: place, because: refusal)
            beacons.remove(at: place)
            return
        }
        confirm(&beacons[place].reveal.transmission, outcome, airtime, beacons[place].reveal.radio)
        beacons[place].phase = .sent
        let old = beacons[place].record
        beacons[place].record = journal.keep(.beacon, beacons[place].body, &effects)
        journal.forget(old, &effects)
    }

    /// Puts into a transmission what the radio confirmed of it (PROTOCOL 3.7). Who drove the radio
    /// says whether it confirms powers; where it does not, what was ordered is *assumed*.
    func confirm(
        _ transmission: inout Attestation.Transmission, _ outcome: TransmitOutcome,
        _ airtime: Nanoseconds, _ radio: RadioDescription
    ) {
        transmission.airtimeMilliseconds = min(airtime.value / 1_000_000, 3_600_000)
        guard case .sent(let sent) = outcome else { return }
        transmission.counterMicroseconds = sent.start?.microseconds
        transmission.frequency = sent.frequency
        guard radio.measures.contains(.confirmedPower), let registration else { return }
        transmission.power = sent.conductedPower + registration.antennaGain
        transmission.powerBasis = .confirmed
    }

    /// A radio that does not say how a transmission ended may have sent it.
    mutating func settleDeadlines() {
        if !beacons.isEmpty { giveUpUnkept() }
        for place in beacons.indices {
            guard case .onAir(let number, let deadline) = beacons[place].phase,
                now.uptime >= deadline
            else { continue }
            beacons[place].phase = .sent
            remark(.warning, "the radio did not say what became of transmission \(number)")
        }
        guard let test, case .onAir(_, let deadline) = test.phase, now.uptime >= deadline
        else { return }
        self.test = nil
    }
}

extension HotspotMachine {
    /// A beacon whose record is not durable when its moment is over was never sent.
    private mutating func giveUpUnkept() {
        for place in beacons.indices where beacons[place].phase == .keeping {
            guard !isInTime(beacons[place]) else { continue }
            unsend(at: place, because: .notKept)
            beacons.remove(at: place)
            return
        }
    }
}

extension BeaconRefusal {
    /// Why a transmission was certainly not sent; nothing where it was or may have been.
    init?(_ outcome: TransmitOutcome) {
        switch outcome {
        case .sent, .failed: return nil
        case .cancelled: self = .cancelled
        case .channelBusy: self = .channelBusy
        case .refused(let refusal): self = .radio(refusal)
        }
    }
}
