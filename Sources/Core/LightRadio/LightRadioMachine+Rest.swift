internal import FirmwareProtocol
internal import Radios

/// How a radio is put to rest: what it was told to send is taken back, or ends where it is on air
/// already; then the radio stands by, and what it heard until then is fetched.
struct Rest: Equatable, Sendable {
    /// When it is ended by force: a new session, which makes the board drop all at once.
    let limit: UInt64
    /// When the board is looked at next.
    var look: UInt64
    var stage = Stage.asking
    /// Events that the board kept at the last look.
    var waiting = 0

    enum Stage: Equatable, Sendable {
        case asking
        case standingBy
        case empty
        /// The new session's hello is under way.
        case forced
    }

    /// All but the slowest frames end in that time, and a lost request is repeated four times.
    static let longest: UInt64 = 3_000_000
    static let lookPeriod: UInt64 = 100_000

    init(at now: UInt64) {
        limit = now + Self.longest
        look = now
    }
}

extension LightRadioMachine {
    mutating func rest(at now: UInt64, _ actions: inout RadioActions) {
        switch phase {
        case .closed: actions.notices.append(.rested)
        case .resting: break
        // The hello made the radio stand by, or it never heard of us.
        case .opening: finishRest(&actions)
        case .running:
            for entry in queue.waiting {
                _ = queue.cancel(entry.number)
                actions.notices.append(.ended(transmission: entry.number, .cancelled))
            }
            if let number = sending?.number { cancel(number, &actions) }
            if let wanted = tuning.wanted {
                tuning.wanted = nil
                actions.notices.append(.notTuned(wanted, "the radio is being put to rest"))
            }
            phase = .resting(Rest(at: now))
        }
    }

    func nextAsking(at rest: Rest, _ now: UInt64) -> Asking? {
        switch rest.stage {
        case .asking:
            if let asking = sending?.asking { return asking }
            return .standBy
        case .standingBy: return now >= rest.look ? .status : nil
        case .empty, .forced: return nil
        }
    }

    mutating func stoodBy(at now: UInt64) {
        guard case .resting(var rest) = phase else { return }
        rest.stage = .standingBy
        rest.look = now
        phase = .resting(rest)
    }

    mutating func lookedAtRest(_ status: Status, at now: UInt64) {
        guard case .resting(var rest) = phase else { return }
        rest.waiting = Int(status.waitingEvents)
        rest.look = now + Rest.lookPeriod
        let isQuiet = status.waitingEvents == 0 && status.waitingTransmissions == 0
        if isQuiet, status.radio != .transmitting { rest.stage = .empty }
        phase = .resting(rest)
    }

    mutating func proceedResting(at now: UInt64, _ actions: inout RadioActions) {
        guard case .resting(var rest) = phase else { return }
        if rest.stage == .empty, sending == nil { return finishRest(&actions) }
        guard now >= rest.limit, rest.stage != .forced else { return }
        if let number = sending?.number { end(.failed(.cutShort(number)), &actions) }
        if rest.waiting > 0 {
            actions.notices.append(.dropped(.lostEvent, count: rest.waiting))
        }
        rest.stage = .forced
        phase = .resting(rest)
        asking = nil
        link.open(at: now)
    }

    /// The new session is open, so the board has dropped all.
    mutating func finishRest(_ actions: inout RadioActions) {
        phase = .closed
        asking = nil
        tuning.forget()
        queue.removeAll()
        actions.notices.append(.rested)
    }
}
