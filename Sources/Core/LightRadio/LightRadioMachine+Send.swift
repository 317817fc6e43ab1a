internal import Airwaves
internal import FirmwareProtocol
internal import Radios
internal import Units

extension LightRadioMachine {
    mutating func accept(
        _ permitted: PermittedTransmission, at now: UInt64, _ actions: inout RadioActions
    ) {
        do throws(TransmitRefusal) {
            guard phase == .running, let capabilities else { throw .notReady }
            try capabilities.check(permitted)
            let time = radioTime(at: now)
            let pulse = pulses.next(after: time.microseconds).map(RadioTime.init(microseconds:))
            try queue.accept(permitted, at: time, nextPulse: pulse)
        } catch {
            let number = permitted.transmission.number
            actions.notices.append(.ended(transmission: number, .refused(error)))
        }
    }

    mutating func cancel(_ number: UInt32, _ actions: inout RadioActions) {
        if queue.cancel(number) {
            actions.notices.append(.ended(transmission: number, .cancelled))
        } else if let sending, sending.number == number {
            if sending.stage == .waiting { return end(.cancelled, &actions) }
            self.sending?.isUnwanted = true
        }
    }

    mutating func proceedSending(at now: UInt64, _ actions: inout RadioActions) {
        guard phase == .running else { return }
        if let sending, let limit = sending.limit, now >= limit {
            return fail(.noOutcome(sending.number), &actions)
        }
        guard sending == nil, let entry = queue.takeDue(at: radioTime(at: now)) else { return }
        sending = Sending(entry: entry)
    }

    mutating func askTransmit(at now: UInt64) -> Bool {
        guard let sending, let capabilities,
            let request = Transmit(sending.entry, by: capabilities)
        else { return false }
        self.sending?.request = request
        self.sending?.stage = .asked
        return link.ask(request, at: now)
    }

    /// The outcome may be here already: it is an event, and overtakes an answer that was lost.
    mutating func accepted(_ number: UInt32, at now: UInt64) {
        guard let sending, sending.number == number, sending.stage == .asked else { return }
        let end = clock?.host(at: sending.entry.end.microseconds, seenFrom: now) ?? now
        self.sending?.stage = .accepted
        self.sending?.limit = max(end, now) + Sending.outcomeMicroseconds
    }

    mutating func withdrawn() {
        if sending?.stage == .withdrawing { sending?.stage = .withdrawn }
    }

    mutating func refuse(
        _ number: UInt32, _ refusal: Refusal, at now: UInt64, _ actions: inout RadioActions
    ) {
        guard let sending, sending.number == number else { return }
        let why: TransmitRefusal
        switch refusal.result {
        case .tooLate: why = .tooLate(microseconds: late(sending, by: refusal.detail, at: now))
        case .busy: why = .collides(with: refusal.detail)
        default: why = .notCapable(RadioFault(refusal, to: "send").description)
        }
        end(.refused(why), &actions)
    }

    private func late(_ sending: Sending, by lead: UInt32, at now: UInt64) -> UInt64 {
        let earliest = radioTime(at: now).later(by: UInt64(lead)).microseconds
        let start = sending.entry.start.microseconds
        return earliest - min(start, earliest)
    }

    mutating func end(_ outcome: TransmitOutcome, _ actions: inout RadioActions) {
        guard let number = sending?.number else { return }
        sending = nil
        queue.finish()
        actions.notices.append(.ended(transmission: number, outcome))
    }

    // MARK: - What the board says

    mutating func take(
        _ told: Transmitted, at now: UInt64, _ actions: inout RadioActions
    ) {
        guard let sending, sending.number == told.transmission, let request = sending.request,
            sending.stage != .waiting
        else {
            actions.notices.append(.dropped(.unknownMessage, count: 1))
            return
        }
        switch told.outcome {
        case .sent: end(outcome(of: told, for: sending, request), &actions)
        case .cancelled where sending.isUnwanted: end(.cancelled, &actions)
        case .cancelled: end(.failed(.tookBack(sending.number)), &actions)
        case .tooLate:
            let late = late(sending, by: 0, at: now)
            end(.refused(.tooLate(microseconds: late)), &actions)
        case .radioFault: end(.failed(.radioFailed(sending.number)), &actions)
        }
    }

    /// What the registers and the buffer stood for, against what was asked.
    private func outcome(
        of told: Transmitted, for sending: Sending, _ request: Transmit
    ) -> TransmitOutcome {
        let airtime = Nanoseconds(UInt64(told.airtimeMicroseconds) * 1_000)
        if let difference = told.difference(
            from: request, lasting: sending.entry.permitted.airtime)
        {
            return .failed(.sentOtherwise(sending.number, difference))
        }
        return .sent(
            SentFrame(
                start: RadioTime(microseconds: told.startMicroseconds), airtime: airtime,
                frequency: Hertz(UInt64(told.modulation.frequencyHertz)),
                conductedPower: SignalLevel(hundredths: Int32(told.powerCentiDBm))))
    }
}

extension Transmit {
    /// Nil for what `Capabilities.check` refuses.
    init?(_ entry: TransmitQueue.Entry, by capabilities: Capabilities) {
        let transmission = entry.permitted.transmission
        guard case .loRa(let modulation) = transmission.modulation else { return nil }
        let isTimed = transmission.start != .immediate
        let power = min(
            entry.permitted.conductedPower.hundredths, Int32(capabilities.highestPowerCentiDBm))
        self.init(
            transmission: transmission.number,
            startMicroseconds: isTimed ? entry.start.microseconds : nil,
            modulation: Modulation(transmission, modulation), powerCentiDBm: Int16(clamping: power),
            frame: ShortBytes(transmission.payload))
    }
}

extension Transmitted {
    /// The link's rule 27.
    static let startTolerance: UInt64 = 500

    /// The first thing in which what was sent differs from what was asked.
    func difference(from asked: Transmit, lasting airtime: Nanoseconds) -> String? {
        if frameChecksum != asked.frame.checksum {
            return "another frame, by its checksum \(frameChecksum)"
        }
        if let difference = modulation.difference(from: asked.modulation) { return difference }
        guard powerCentiDBm <= asked.powerCentiDBm else {
            return "\(powerCentiDBm) hundredths of dBm instead of \(asked.powerCentiDBm)"
        }
        let told = Nanoseconds(UInt64(airtimeMicroseconds) * 1_000)
        guard told.gap(to: airtime).value <= airtime.value / 64 + 2_000_000 else {
            return "\(told) on air instead of \(airtime)"
        }
        guard let start = asked.startMicroseconds else { return nil }
        let away = max(startMicroseconds, start) - min(startMicroseconds, start)
        return away <= Self.startTolerance ? nil : "\(away) us beside its start"
    }
}

extension Capabilities {
    /// Refuses what this radio cannot send, before it is asked to.
    func check(_ permitted: PermittedTransmission) throws(TransmitRefusal) {
        let transmission = permitted.transmission
        guard permitted.listenBeforeTalk == nil else {
            throw .notCapable("this radio cannot listen before it talks")
        }
        guard case .loRa(let modulation) = transmission.modulation else {
            throw .notCapable("this radio sends LoRa only, not \(transmission.modulation)")
        }
        guard transmission.framing.lowDataRateOptimisation == .automatic else {
            throw .notCapable("this radio chooses low data rate optimisation by itself")
        }
        guard reaches(transmission.frequency) else {
            throw .notCapable("this radio sends on \(range), not on \(transmission.frequency)")
        }
        guard knows(modulation.spreadingFactor) else {
            throw .notCapable("this radio does not know \(modulation.spreadingFactor)")
        }
        guard permitted.conductedPower.hundredths >= Int32(lowestPowerCentiDBm) else {
            let least = SignalLevel(hundredths: Int32(lowestPowerCentiDBm))
            throw .notCapable("this radio sends with \(least) at least")
        }
        guard transmission.start == .immediate || has(Self.timedTransmit) else {
            throw .notCapable("this radio cannot start a transmission at a given time")
        }
    }
}
