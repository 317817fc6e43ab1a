import Radios
import Units

extension ConcentratorRadio {
    mutating func accept(
        _ permitted: PermittedTransmission, at now: Nanoseconds, _ actions: inout RadioActions
    ) {
        do throws(TransmitRefusal) {
            try accept(permitted, at: now)
        } catch {
            let number = permitted.transmission.number
            actions.notices.append(.ended(transmission: number, .refused(error)))
        }
    }

    /// All that can be refused is refused here and not when the time has come.
    private mutating func accept(
        _ permitted: PermittedTransmission, at now: Nanoseconds
    ) throws(TransmitRefusal) {
        guard isReady else { throw .notReady }
        let transmission = permitted.transmission
        _ = try scan(for: permitted)
        _ = try transmission.setup(
            for: settings.board, plan: settings.plan, power: permitted.conductedPower,
            start: RadioTime(microseconds: 0))
        try queue.accept(
            permitted, at: clock.time(at: now), nextPulse: clock.nextPulse(at: now))
    }

    /// Whether transmissions are taken: while the line is put right too.
    var isReady: Bool {
        switch phase {
        case .running(isReady: true), .recovering: true
        default: false
        }
    }

    mutating func cancel(
        _ number: UInt32, at now: Nanoseconds, _ actions: inout RadioActions
    ) {
        if queue.cancel(number) {
            actions.notices.append(.ended(transmission: number, .cancelled))
        } else if sending?.entry.number == number {
            sending?.isUnwanted = true
            // Before the chip is told, what is waited for may not be cut short.
            if sending?.stage == .watching { sending?.look = now }
        }
    }

    /// What the chip is to be asked now for the transmission under way, or for the next one.
    mutating func nextForSending(
        at now: Nanoseconds, _ actions: inout RadioActions
    ) -> Asking? {
        guard isReady else { return nil }
        while sending == nil {
            guard let entry = queue.takeDue(at: clock.time(at: now)) else { return nil }
            begin(entry, at: now, &actions)
        }
        withdrawIfUnwanted(at: now)
        guard let sending, now >= sending.look else { return nil }
        switch sending.stage {
        case .listening(let step), .concluding(let step, _): return .listen(step)
        case .programming:
            self.sending?.isTold = true
            return .program
        case .judging: return .listen(.verdict)
        case .watching, .freeing: return .transmitStatus
        case .withdrawing: return .abort
        case .silencing: return .listen(.stop)
        }
    }

    private mutating func begin(
        _ entry: TransmitQueue.Entry, at now: Nanoseconds, _ actions: inout RadioActions
    ) {
        let hearing = entry.permitted.listenBeforeTalk == nil ? 0 : Sending.hearingTime
        let earliest = clock.time(at: now).later(by: Sending.pointOfNoReturn + hearing)
        guard entry.start >= earliest else {
            let late = earliest.microseconds - entry.start.microseconds
            if queue.delay(at: clock.time(at: now)) { return }
            actions.notices.append(
                .ended(transmission: entry.number, .refused(.tooLate(microseconds: late))))
            return
        }
        do throws(TransmitRefusal) {
            let setup = try entry.permitted.transmission.setup(
                for: settings.board, plan: settings.plan, power: entry.permitted.conductedPower,
                start: entry.start)
            sending = Sending(entry: entry, setup: setup, scan: try scan(for: entry.permitted))
        } catch {
            queue.finish()
            actions.notices.append(.ended(transmission: entry.number, .refused(error)))
        }
    }

    /// Takes back what has not begun; what is about to begin or has begun is left alone.
    private mutating func withdrawIfUnwanted(at now: Nanoseconds) {
        guard let sending, sending.isUnwanted, sending.stage.isWithdrawable,
            !sending.wasEmitting
        else { return }
        self.sending?.isUnwanted = false
        guard
            clock.time(at: now).later(by: Sending.pointOfNoReturn) < sending.entry.start
        else { return }
        withdraw(.cancelled, at: now)
    }

    mutating func withdraw(_ outcome: TransmitOutcome, at now: Nanoseconds) {
        sending?.stage = .withdrawing(outcome)
        sending?.look = now
    }

    mutating func programmed(at now: Nanoseconds) {
        guard let sending else { return }
        self.sending?.stage = sending.scan == nil ? .watching : .judging
        self.sending?.look =
            sending.scan == nil ? now : max(now, clock.host(at: sending.entry.start))
        self.sending?.verdictLimit =
            clock.host(at: sending.entry.start) + Sending.verdictTime
    }

    mutating func aborted(at now: Nanoseconds) {
        if case .resting(let rest) = phase { phase = .resting(stopped(rest, at: now)) }
        guard case .withdrawing(let outcome) = sending?.stage else { return }
        sending?.stage = .freeing(outcome, until: now + Sending.freeingLimit)
        sending?.look = now
    }

    // MARK: - The path's state

    mutating func learn(
        status byte: UInt8, at now: Nanoseconds, _ actions: inout RadioActions
    ) {
        do throws(TransmitStatusError) {
            let status = try TransmitStatus(byte, of: settings.board.transmitter)
            learn(status, at: now, &actions)
        } catch {
            fail(RadioFault(.hardware, error.description), &actions)
        }
    }

    private mutating func learn(
        _ status: TransmitStatus, at now: Nanoseconds, _ actions: inout RadioActions
    ) {
        guard let sending else { return }
        if case .resting(let rest) = phase {
            learnAtRest(status, rest, at: now, &actions)
            return
        }
        switch sending.stage {
        case .programming, .withdrawing, .listening, .judging, .concluding, .silencing: break
        case .watching: watch(sending, status, at: now, &actions)
        case .freeing(let outcome, let limit):
            if status == .free {
                end(outcome, &actions)
            } else if now >= limit {
                fail(.neverFree(sending.entry.number), &actions)
            } else {
                if status == .emitting, outcome == .cancelled {
                    self.sending?.stage = .freeing(
                        .failed(.cutShort(sending.entry.number)), until: limit)
                }
                self.sending?.look = now + Sending.lookPeriod
            }
        }
    }

    private mutating func watch(
        _ sending: Sending, _ status: TransmitStatus, at now: Nanoseconds,
        _ actions: inout RadioActions
    ) {
        let time = clock.time(at: now)
        let number = sending.entry.number
        switch status {
        case .free:
            let isPast = time >= sending.entry.end
            if sending.wasEmitting || sending.wasScheduled && isPast {
                end(.sent(sending.sent(after: clock.pulse)), &actions)
            } else {
                end(.failed(isPast ? .unseen(number) : .notBegun(number)), &actions)
            }
        case .scheduled:
            self.sending?.wasScheduled = true
            guard time <= sending.entry.start.later(by: Sending.mostLate) else {
                withdraw(missed(sending), at: now)
                return
            }
            let middle = clock.host(at: sending.middle)
            self.sending?.look = max(middle, now + Nanoseconds(1_000_000))
        case .emitting:
            self.sending?.wasEmitting = true
            guard time <= sending.entry.end.later(by: Sending.mostOverdue) else {
                withdraw(.failed(.neverEnds(number)), at: now)
                return
            }
            let end = clock.host(at: sending.entry.end) + Nanoseconds(1_000_000)
            self.sending?.look = max(end, now + Sending.lookPeriod)
        }
    }

    /// A pulse that does not come was never sent with; a time that passed may have been.
    private func missed(_ sending: Sending) -> TransmitOutcome {
        if case .pulse = sending.entry.permitted.transmission.start { return .refused(.noPulse) }
        return .failed(.missed(sending.entry.number))
    }

    mutating func end(_ outcome: TransmitOutcome, _ actions: inout RadioActions) {
        guard let number = sending?.entry.number else { return }
        if sending?.isListening == true, case .running = phase {
            sending?.stage = .silencing(outcome)
            sending?.look = Nanoseconds(0)
            return
        }
        sending = nil
        queue.finish()
        actions.notices.append(.ended(transmission: number, outcome))
    }
}

extension RadioFault {
    static func neverFree(_ number: UInt32) -> RadioFault {
        RadioFault(
            .hardware,
            "the transmit path did not become free within a second after transmission \(number) "
                + "was taken back; the radio starts anew")
    }

    static func neverEnds(_ number: UInt32) -> RadioFault {
        RadioFault(
            .hardware, "the chip still sent transmission \(number) 200 ms after its end; stopped")
    }

    static func missed(_ number: UInt32) -> RadioFault {
        RadioFault(
            .hardware,
            "the chip had not begun transmission \(number) 10 ms after its start; taken back")
    }

    static func notBegun(_ number: UInt32) -> RadioFault {
        RadioFault(
            .hardware, "the chip's transmit path became free before transmission \(number)")
    }

    static func unseen(_ number: UInt32) -> RadioFault {
        RadioFault(
            .hardware,
            "transmission \(number) may have been sent, but this machine was too busy to see it on "
                + "air")
    }

    static func cutShort(_ number: UInt32) -> RadioFault {
        RadioFault(.hardware, "transmission \(number) was taken back while it was on air")
    }
}
