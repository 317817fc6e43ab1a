import Radios
import Units

/// How a radio is put to rest: what is under way on the line is drained, both transmit paths are
/// stopped, then the pins go as when it is opened, which leaves both chips in their reset state.
struct Rest: Equatable, Sendable {
    var drain: Drain
    var stage = Stage.draining
    /// Whether the chip ran, so that there is something to stop.
    let hasRun: Bool
    /// The transmit path must become free until then.
    var limit = Nanoseconds(0)
    var look = Nanoseconds(0)

    enum Stage: Equatable, Sendable {
        case draining
        case stopping
        case freeing
        case pin(Int)
    }

    var isDraining: Bool { stage == .draining }
    var wake: Nanoseconds { isDraining ? drain.quiet : look }

    init(drain: Drain, stage: Stage = .draining, hasRun: Bool) {
        self.drain = drain
        self.stage = stage
        self.hasRun = hasRun
    }

    /// As sx1302_hal 2.1.0 closes a bridge.
    static let pins: [BridgeRequest] = [
        .writePin(.power, high: true), .writePin(.concentratorReset, high: true),
        .writePin(.concentratorReset, high: false), .writePin(.listenerReset, high: false),
        .writePin(.listenerReset, high: true),
    ]
}

extension ConcentratorRadio {
    mutating func rest(at now: Nanoseconds, _ actions: inout RadioActions) {
        switch phase {
        case .closed:
            actions.notices.append(.rested)
            return
        case .resting: return
        default: break
        }
        for entry in queue.waiting {
            actions.notices.append(.ended(transmission: entry.number, .cancelled))
            _ = queue.cancel(entry.number)
        }
        phase = .resting(firstRest(at: now))
        if let outcome = sending?.certainEnd(.cancelled) { end(outcome, &actions) }
        asking = nil
        line.giveUp()
        opening.end()
    }

    /// A line on which nothing is under way needs no silence, and a chip that did not run yet has
    /// nothing to stop.
    private func firstRest(at now: Nanoseconds) -> Rest {
        let drain = Drain(at: now)
        switch phase {
        case .running where !line.isWaiting:
            return Rest(drain: drain, stage: .stopping, hasRun: true)
        case .running, .recovering: return Rest(drain: drain, hasRun: true)
        default: return Rest(drain: drain, hasRun: false)
        }
    }

    mutating func next(
        for rest: Rest, at now: Nanoseconds, _ actions: inout RadioActions
    ) -> Asking? {
        switch rest.stage {
        case .draining:
            guard rest.drain.isOver(at: now) else { return nil }
            guard !rest.drain.wasInterrupted else {
                fail(.restless, &actions)
                return nil
            }
            enter(rest.hasRun ? .stopping : .pin(0))
            return rest.hasRun ? .abort : .pin(0)
        case .stopping: return .abort
        case .freeing: return now >= rest.look ? .transmitStatus : nil
        case .pin(let index): return .pin(index)
        }
    }

    private mutating func enter(_ stage: Rest.Stage, look: Nanoseconds? = nil) {
        guard case .resting(var rest) = phase else { return }
        rest.stage = stage
        if let look { rest.look = look }
        phase = .resting(rest)
    }

    /// The triggers are taken back.
    func stopped(_ rest: Rest, at now: Nanoseconds) -> Rest {
        var rest = rest
        rest.stage = sending == nil ? .pin(0) : .freeing
        rest.look = now
        rest.limit = now + Sending.freeingLimit
        return rest
    }

    /// What becomes of a transmission that was under way when the radio was put to rest.
    mutating func learnAtRest(
        _ status: TransmitStatus, _ rest: Rest, at now: Nanoseconds, _ actions: inout RadioActions
    ) {
        guard let sending else { return }
        let number = sending.entry.number
        switch status {
        case .free:
            let isBefore = clock.time(at: now) < sending.entry.start
            end(
                isBefore && !sending.wasEmitting ? .cancelled : .failed(.cutShort(number)),
                &actions)
            enter(.pin(0))
        case .scheduled, .emitting:
            if status == .emitting { self.sending?.wasEmitting = true }
            guard now < rest.limit else {
                fail(.neverFree(number), &actions)
                return
            }
            enter(.freeing, look: now + Sending.lookPeriod)
        }
    }

    mutating func pinned(_ index: Int, _ actions: inout RadioActions) {
        guard index + 1 == Rest.pins.count else {
            enter(.pin(index + 1))
            return
        }
        phase = .closed
        line.reset(.unknown)
        buffer.removeAll(keepingCapacity: true)
        actions.notices.append(.rested)
        actions.wake = nil
    }
}
