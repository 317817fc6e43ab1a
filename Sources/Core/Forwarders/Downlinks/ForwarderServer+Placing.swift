public import Airwaves
public import Radios
public import Units

// Who gets the time, decided the same way every time: what a forwarder has been handed stays, for
// nothing takes it back; an own beacon moves what still waits; among all others who came first stays.

extension ForwarderServer {
    /// Takes a downlink for a radio. Its one report comes at once or later.
    public mutating func transmit(
        _ downlink: ForwarderDownlink, by radio: Int, at now: Nanoseconds,
        effects: inout ForwarderEffects
    ) {
        precondition(permission == .byServer, "a downlink that nobody has permitted")
        defer { effects.wake = nextWake }
        guard isFree(downlink, of: radio, &effects) else { return }
        place(downlink, from: 0, of: radio, at: now, effects: &effects)
        advance(radio, at: now, effects: &effects)
    }

    /// Takes what the caller's guard has permitted; its name is the transmission's number. Its one
    /// report comes at once or later, and the caller settles with its guard.
    /// - Parameters:
    ///   - chain: which of the gateway's radio chains is to send, for whoever knows them.
    ///   - antenna: and which of its antennas.
    public mutating func transmit(
        _ permitted: PermittedTransmission, for purpose: ForwarderDownlink.Purpose = .device,
        slack: UInt64 = 0, chain: UInt8 = 0, antenna: UInt8? = nil, by radio: Int,
        at now: Nanoseconds, effects: inout ForwarderEffects
    ) {
        precondition(permission == .byCaller, "a transmission that another guard has permitted")
        defer { effects.wake = nextWake }
        let transmission = permitted.transmission
        let downlink = ForwarderDownlink(
            name: .own(transmission.number), purpose: purpose, windows: [transmission],
            slack: slack, chain: chain, antenna: antenna)
        guard isFree(downlink, of: radio, &effects) else { return }
        do throws(PlacingError) {
            try book(downlink, 0, permitted, of: radio, at: now, effects: &effects)
        } catch {
            switch error {
            case .end(let end): report(downlink, 0, transmission, end, of: radio, &effects)
            }
        }
        advance(radio, at: now, effects: &effects)
    }

    /// Whether there is such a radio, and nothing under way has that name.
    private func isFree(
        _ downlink: ForwarderDownlink, of radio: Int, _ effects: inout ForwarderEffects
    ) -> Bool {
        var end: ForwarderReport.End?
        if sessions.indices.contains(radio), let session = sessions[radio] {
            let isInUse = session.bookings.contains {
                $0.isUnderWay && $0.downlink.name == downlink.name
            }
            if isInUse { end = .notHandedOver(.numberInUse(downlink.number)) }
        } else {
            end = .away
        }
        guard let end else { return true }
        report(downlink, 0, downlink.windows[0], end, of: radio, &effects)
        return false
    }

    /// Takes one back that was not handed over; false for any other.
    public mutating func cancel(
        _ name: ForwarderDownlink.Name, of radio: Int, effects: inout ForwarderEffects
    ) -> Bool {
        defer { effects.wake = nextWake }
        guard sessions.indices.contains(radio),
            let place = sessions[radio]?.bookings.firstIndex(where: {
                $0.state == .waiting && $0.downlink.name == name
            })
        else { return false }
        withdraw(place, of: radio, .cancelled, &effects)
        return true
    }

    /// Follows the place: with another plan, or none, what waits has ended.
    public mutating func follow(_ plan: RegionalPlan?, effects: inout ForwarderEffects) {
        precondition(permission == .byServer, "a plan for a server that permits nothing")
        guard plan != self.plan else { return }
        self.plan = plan
        withdrawAll(effects: &effects)
    }

    /// The place is not known, or another plan holds: all that waits has ended.
    public mutating func withdrawAll(effects: inout ForwarderEffects) {
        for radio in sessions.indices {
            withdraw(from: radio, .placeUnknown, &effects) { _ in true }
        }
        effects.wake = nextWake
    }

    /// The radio's clock began anew, or is known for the first time: times of the old one mean
    /// nothing, and what goes at once is placed by the new one.
    mutating func endTimed(
        of radio: Int, at now: Nanoseconds, effects: inout ForwarderEffects
    ) {
        guard let session = sessions[radio], !session.bookings.isEmpty else { return }
        withdraw(from: radio, .clockBeganAnew, &effects) { !$0.isImmediate }
        let waiting = sessions[radio]?.bookings.filter { $0.state == .waiting } ?? []
        sessions[radio]?.bookings.removeAll { $0.state == .waiting }
        let radioNow = session.clock.time(at: now) ?? .provisional(now)
        for index in sessions[radio]?.bookings.indices ?? 0..<0 {
            sessions[radio]?.bookings[index].rebase(to: radioNow, at: now)
        }
        for booking in waiting {
            settle(booking, .cancelled, of: radio)
            placeAnew(
                booking, from: booking.window, after: .clockBeganAnew, of: radio, at: now,
                effects: &effects)
        }
    }

    private mutating func withdraw(
        from radio: Int, _ end: ForwarderReport.End, _ effects: inout ForwarderEffects,
        where applies: (Booking) -> Bool
    ) {
        while let place = sessions[radio]?.bookings.firstIndex(where: {
            $0.state == .waiting && applies($0)
        }) { withdraw(place, of: radio, end, &effects) }
    }

    private mutating func withdraw(
        _ place: Int, of radio: Int, _ end: ForwarderReport.End,
        _ effects: inout ForwarderEffects
    ) {
        guard let booking = sessions[radio]?.bookings.remove(at: place) else { return }
        settle(booking, .cancelled, of: radio)
        report(booking, end, of: radio, &effects)
    }
}

// MARK: - Placing

extension ForwarderServer {
    /// Gives a downlink the first of its windows that can be, or reports why the last cannot.
    private mutating func place(
        _ downlink: ForwarderDownlink, from first: Int,
        after former: ForwarderReport.End = .cancelled, given: PermittedTransmission? = nil,
        of radio: Int, at now: Nanoseconds, effects: inout ForwarderEffects
    ) {
        var end = former
        for window in first..<downlink.windows.count {
            do throws(PlacingError) {
                return try book(downlink, window, given, of: radio, at: now, effects: &effects)
            } catch {
                switch error {
                case .end(let why): end = why
                }
            }
        }
        let last = downlink.windows.count - 1
        report(downlink, last, downlink.windows[last], end, of: radio, &effects)
    }

    /// Places anew what had a time; a permission that came with it stays.
    mutating func placeAnew(
        _ booking: Booking, from window: Int, after end: ForwarderReport.End, of radio: Int,
        at now: Nanoseconds, effects: inout ForwarderEffects
    ) {
        guard window < booking.downlink.windows.count else {
            return report(booking, end, of: radio, &effects)
        }
        place(
            booking.downlink, from: window, after: end,
            given: booking.keeper == nil ? booking.permitted : nil, of: radio, at: now,
            effects: &effects)
    }

    /// - Parameter given: what the caller's guard permitted, where that is the one that counts.
    private mutating func book(
        _ downlink: ForwarderDownlink, _ window: Int, _ given: PermittedTransmission? = nil,
        of radio: Int, at now: Nanoseconds, effects: inout ForwarderEffects
    ) throws(PlacingError) {
        guard let session = sessions[radio], session.listener(at: now) != nil else {
            throw .end(.away)
        }
        guard session.bookings.count(where: \.isUnderWay) < Booking.most else {
            throw .refused(.queueFull(most: Booking.most))
        }
        var wanted = downlink.windows[window]
        let radioNow = session.clock.time(at: now) ?? .provisional(now)
        let airtime = (wanted.airtime?.value ?? 0).microsecondsUp
        let (start, displaced) = try session.start(
            of: wanted, downlink, airtime: airtime, radioNow: radioNow)
        if wanted.start != .immediate { wanted.start = .at(start) }
        let delay = Nanoseconds((start.microseconds - radioNow.microseconds) * 1000)
        let (permitted, keeper): (PermittedTransmission, Int?) =
            if let given { (given, nil) } else {
                try permit(wanted, for: downlink.purpose, of: radio, at: now, in: delay)
            }
        let lead = wanted.start == .immediate ? Booking.least : Booking.lead
        insert(
            Booking(
                downlink, window: window, permitted, keeper: keeper, start: start,
                end: start.later(by: airtime),
                due: now + Nanoseconds(delay.value - min(delay.value, lead * 1000)),
                freeAt: now + delay + permitted.airtime),
            of: radio)
        for name in displaced { displace(name, of: radio, at: now, effects: &effects) }
    }

    private mutating func permit(
        _ wanted: Transmission, for purpose: ForwarderDownlink.Purpose, of radio: Int,
        at now: Nanoseconds, in delay: Nanoseconds
    ) throws(PlacingError) -> (PermittedTransmission, Int?) {
        guard let plan else { throw .end(.placeUnknown) }
        guard let identity = sessions[radio]?.identity(listensFirst: listensFirst) else {
            throw .end(.away)
        }
        let keeper = keeper(of: plan, for: radio)
        var wanted = wanted
        nextNumber &+= 1
        wanted.number = nextNumber
        if purpose == .device {
            wanted.radiatedPower = min(wanted.radiatedPower, plan.rules.maximumEIRP)
        }
        do throws(TransmitRefusal) {
            if let permitted = try sessions[radio]?.keepers[keeper].permit(
                wanted, by: identity, at: now, in: delay)
            {
                return (permitted, keeper)
            }
        } catch { throw .refused(error) }
        throw .end(.away)
    }

    private mutating func keeper(of plan: RegionalPlan, for radio: Int) -> Int {
        let known = sessions[radio]?.keepers.firstIndex { $0.plan == plan }
        if let known { return known }
        // The forwarder takes its antenna's gain off itself.
        sessions[radio]?.keepers.append(
            TransmitGuard(plan: plan, antennaGain: Decibels(hundredths: 0)))
        return (sessions[radio]?.keepers.count ?? 1) - 1
    }

    private mutating func insert(_ booking: Booking, of radio: Int) {
        guard let waiting = sessions[radio]?.bookings else { return }
        let place = waiting.firstIndex { $0.start > booking.start } ?? waiting.count
        sessions[radio]?.bookings.insert(booking, at: place)
    }

    /// A beacon has taken its time: the next window, or the next free time for what goes at once.
    private mutating func displace(
        _ name: ForwarderDownlink.Name, of radio: Int, at now: Nanoseconds,
        effects: inout ForwarderEffects
    ) {
        guard
            let place = sessions[radio]?.bookings.firstIndex(where: {
                $0.state == .waiting && $0.downlink.name == name
            }), let booking = sessions[radio]?.bookings.remove(at: place)
        else { return }
        settle(booking, .cancelled, of: radio)
        let collision = TransmitRefusal.collides(with: nextNumber)
        placeAnew(
            booking, from: booking.window + (booking.isImmediate ? 0 : 1),
            after: .notHandedOver(collision), of: radio, at: now, effects: &effects)
    }

    mutating func settle(_ booking: Booking, _ outcome: TransmitOutcome, of radio: Int) {
        guard let keeper = booking.keeper else { return }
        sessions[radio]?.keepers[keeper].settle(booking.permitted.transmission.number, outcome)
    }

    func report(
        _ booking: Booking, _ end: ForwarderReport.End, of radio: Int,
        _ effects: inout ForwarderEffects
    ) {
        report(
            booking.downlink, booking.window, booking.transmission, end, of: radio,
            &effects)
    }

    private func report(
        _ downlink: ForwarderDownlink, _ window: Int, _ transmission: Transmission,
        _ end: ForwarderReport.End, of radio: Int, _ effects: inout ForwarderEffects
    ) {
        effects.notices.append(
            .ended(
                radio: radio,
                ForwarderReport(
                    name: downlink.name, window: window, transmission: transmission, end: end)))
    }
}

extension ForwarderSession {
    /// When a transmission can start, and which waiting downlinks a beacon moves for it.
    fileprivate func start(
        of wanted: Transmission, _ downlink: ForwarderDownlink, airtime: UInt64,
        radioNow: RadioTime
    ) throws(PlacingError) -> (RadioTime, displaced: [ForwarderDownlink.Name]) {
        let earliest = radioNow.later(by: Booking.least)
        var start = earliest
        var slack = downlink.slack
        switch wanted.start {
        case .immediate: slack = Booking.farthest
        case .pulse: throw .refused(.noPulse)
        case .at(let time):
            guard clock.isKnown else { throw .refused(.notReady) }
            guard time >= earliest else {
                throw .refused(
                    .tooLate(microseconds: earliest.microseconds - time.microseconds))
            }
            let latest = radioNow.later(by: Booking.farthest)
            guard time <= latest else {
                throw .refused(.tooEarly(microseconds: time.microseconds - latest.microseconds))
            }
            start = time
        }
        let last = start.later(by: slack)
        // Bookings ascend, so one walk finds the first gap.
        for booking in bookings where isFirm(booking, against: downlink.purpose) {
            guard booking.overlaps(start, start.later(by: airtime)) else { continue }
            start = booking.end.later(by: Booking.gap)
            guard start <= last else {
                throw .refused(.collides(with: booking.permitted.transmission.number))
            }
        }
        let end = start.later(by: airtime)
        let displaced = bookings.filter {
            !isFirm($0, against: downlink.purpose) && $0.overlaps(start, end)
        }
        return (start, displaced.map(\.downlink.name))
    }

    private func isFirm(_ booking: Booking, against purpose: ForwarderDownlink.Purpose) -> Bool {
        purpose == .device || booking.state != .waiting || booking.downlink.purpose == .beacon
    }
}

extension RadioTime {
    /// Before a forwarder's first frame its clock is not known; what goes at once needs none, only
    /// an order.
    fileprivate static func provisional(_ now: Nanoseconds) -> RadioTime {
        RadioTime(microseconds: now.value / 1000)
    }
}

extension UInt64 {
    fileprivate var microsecondsUp: UInt64 { (self + 999) / 1000 }
}

extension ForwarderDownlink {
    /// For a refusal's sentence.
    fileprivate var number: UInt32 {
        switch name {
        case .own(let number): number
        case .passedOn(_, let token): UInt32(token)
        }
    }
}
