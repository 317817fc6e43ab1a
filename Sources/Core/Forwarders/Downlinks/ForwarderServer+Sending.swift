internal import Airwaves
internal import ForwarderProtocol
internal import Radios
internal import Units

extension ForwarderServer {
    /// Hands over what is due, gives up on answers, forgets what is no longer on air.
    mutating func advance(
        _ radio: Int, at now: Nanoseconds, effects: inout ForwarderEffects
    ) {
        var index = 0
        while let bookings = sessions[radio]?.bookings, index < bookings.count {
            let booking = bookings[index]
            guard booking.due <= now else {
                index += 1
                continue
            }
            switch booking.state {
            case .waiting: index = handOver(index, of: radio, at: now, effects: &effects)
            case .handed: giveUp(index, of: radio, effects: &effects)
            case .over: sessions[radio]?.bookings.remove(at: index)
            }
        }
    }

    /// The index of the first booking to look at next.
    private mutating func handOver(
        _ index: Int, of radio: Int, at now: Nanoseconds, effects: inout ForwarderEffects
    ) -> Int {
        guard let session = sessions[radio] else { return index + 1 }
        let booking = session.bookings[index]
        guard let address = session.listener(at: now) else {
            return withdraw(index, .end(.away), of: radio, at: now, effects: &effects)
        }
        let radioNow = session.clock.time(at: now)
        if !booking.isImmediate, let earliest = radioNow?.later(by: Booking.least),
            booking.start < earliest
        {
            let late = earliest.microseconds - booking.start.microseconds
            return withdraw(
                index, .refused(.tooLate(microseconds: late)), of: radio, at: now,
                effects: &effects)
        }
        let token = unusedToken()
        effects.send(
            ForwarderDatagram(
                version: session.version, token: token,
                content: .transmission(body: booking.body)),
            to: address)
        sessions[radio]?.bookings[index].state = .handed(token: token)
        sessions[radio]?.bookings[index].due = max(now, booking.freeAt) + Booking.answerPatience
        return index + 1
    }

    /// What could not be handed over goes to its next window. Bookings may stand elsewhere then.
    private mutating func withdraw(
        _ index: Int, _ error: PlacingError, of radio: Int, at now: Nanoseconds,
        effects: inout ForwarderEffects
    ) -> Int {
        guard let booking = sessions[radio]?.bookings.remove(at: index) else { return index }
        settle(booking, .cancelled, of: radio)
        switch error {
        case .end(let end):
            tryNext(booking, after: end, of: radio, at: now, effects: &effects)
        }
        return 0
    }

    private mutating func tryNext(
        _ booking: Booking, after end: ForwarderReport.End, of radio: Int, at now: Nanoseconds,
        effects: inout ForwarderEffects
    ) {
        placeAnew(
            booking, from: booking.window + 1, after: end, of: radio, at: now, effects: &effects)
    }

    /// No answer came: it may have been sent, so it is not sent again.
    private mutating func giveUp(
        _ index: Int, of radio: Int, effects: inout ForwarderEffects
    ) {
        guard let session = sessions[radio] else { return }
        let booking = session.bookings[index]
        let end: ForwarderReport.End = session.version == .first ? .unanswerable : .unanswered
        finish(index, end, of: radio, &effects)
        settle(booking, .failed(RadioFault(.silent, "no answer")), of: radio)
    }

    /// Reports, and leaves its time on air taken.
    private mutating func finish(
        _ index: Int, _ end: ForwarderReport.End, of radio: Int,
        _ effects: inout ForwarderEffects
    ) {
        guard let booking = sessions[radio]?.bookings[index] else { return }
        sessions[radio]?.bookings[index].state = .over
        sessions[radio]?.bookings[index].due = booking.freeAt
        report(booking, end, of: radio, &effects)
    }

    /// A token that no transmission under way has.
    private mutating func unusedToken() -> UInt16 {
        repeat {
            nextToken &+= 1
        } while sessions.contains {
            $0?.bookings.contains { $0.state == .handed(token: nextToken) } ?? false
        }
        return nextToken
    }
}

// MARK: - Answers

extension ForwarderServer {
    mutating func takeAnswer(
        _ eui: EUI64, _ body: [UInt8], token: UInt16, from address: DatagramAddress,
        at now: Nanoseconds, effects: inout ForwarderEffects
    ) {
        guard let radio = sessions.firstIndex(where: { $0?.eui == eui }),
            let session = sessions[radio], session.pull.knows(address),
            let index = session.bookings.firstIndex(where: { $0.state == .handed(token: token) })
        else { return counters.count(.strayAnswer) }
        sessions[radio]?.lastHeard = now
        let answer: TransmissionAnswer
        do throws(PacketError) {
            answer = try TransmissionAnswer(parsing: body)
        } catch { return counters.count(.unreadableAnswer) }
        let booking = session.bookings[index]
        switch answer {
        case .accepted(let power):
            finish(index, .accepted(power: power), of: radio, &effects)
            settle(booking, .failed(RadioFault(.silent, "its forwarder has it")), of: radio)
        case .refused(let error):
            sessions[radio]?.bookings.remove(at: index)
            settle(booking, .cancelled, of: radio)
            tryNext(booking, after: .refused(error), of: radio, at: now, effects: &effects)
            advance(radio, at: now, effects: &effects)
        }
    }
}
