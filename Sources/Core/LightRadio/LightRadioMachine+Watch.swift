internal import FirmwareProtocol
internal import Radios

/// How the board is and what it lost: asked now and then.
struct BoardWatch: Equatable, Sendable {
    /// When the next question is due.
    private(set) var due: UInt64 = 0
    private(set) var asking = LightRadioMachine.Asking.status
    /// Since when the radio does not do what it was told.
    private var idleSince: UInt64?
    /// As the board counted when it was last asked, in the same life of it.
    private var lostEvents: UInt32?
    private var badHeaders: UInt32 = 0

    /// Temperature changes in minutes; a radio that went deaf should not stay so for long.
    static let period: UInt64 = 10_000_000
    /// A board resets its radio within 7 s of a fault at the latest, and looks after it once a second.
    static let patience: UInt64 = 10_000_000
    static let lookAgain: UInt64 = 2_000_000

    mutating func begin(at now: UInt64) {
        due = now + Self.period
        asking = .status
        idleSince = nil
    }

    mutating func lookSoon(at now: UInt64) {
        asking = .status
        due = min(due, now + Self.lookAgain)
    }

    mutating func forgetCounters() {
        lostEvents = nil
        badHeaders = 0
    }

    /// What was lost since the last time, by the board's own count.
    mutating func count(_ statistics: Statistics) -> (events: Int, headers: Int) {
        defer {
            lostEvents = statistics.lostEvents
            badHeaders = statistics.receptionsBadHeader
        }
        guard let lostEvents else { return (0, 0) }
        return (
            Int(statistics.lostEvents &- lostEvents),
            Int(statistics.receptionsBadHeader &- badHeaders)
        )
    }

    /// False when the radio has not done what it was told for too long.
    mutating func judge(_ radio: Status.Radio, at now: UInt64) -> Bool {
        switch radio {
        case .receiving, .transmitting:
            idleSince = nil
            return true
        case .none, .standby, .faulty:
            let since = idleSince ?? now
            idleSince = since
            return now - since < Self.patience
        }
    }

    /// Behind the answer to a status comes the question for statistics, then a pause.
    mutating func answered(_ answered: LightRadioMachine.Asking, at now: UInt64) {
        if answered == .status, idleSince == nil {
            asking = .statistics
            due = now
        } else {
            asking = .status
            due = now + (idleSince == nil ? Self.period : Self.lookAgain)
        }
    }
}

extension LightRadioMachine {
    /// A board counts a frame as lost that it had not been told of as taken, so behind a session that
    /// was lost there may be up to eight more than really were.
    mutating func count(_ statistics: Statistics, _ actions: inout RadioActions) {
        let lost = watch.count(statistics)
        if lost.events > 0 {
            actions.notices.append(.dropped(.lostEvent, count: lost.events))
        }
        if lost.headers > 0 {
            actions.notices.append(.dropped(.brokenRecord, count: lost.headers))
        }
    }

    mutating func take(_ status: Status, at now: UInt64, _ actions: inout RadioActions) {
        learn(status.deviceTimeMicroseconds, at: now, &actions)
        if let temperature = status.temperatureCentiCelsius {
            actions.notices.append(.temperature(hundredths: temperature))
        }
        switch phase {
        case .closed, .opening: break
        case .running: judge(status, at: now, &actions)
        case .resting: lookedAtRest(status, at: now)
        }
    }

    private mutating func judge(
        _ status: Status, at now: UInt64, _ actions: inout RadioActions
    ) {
        guard status.configuration == tuning.current?.number else {
            return fail(.forgot, &actions)
        }
        guard watch.judge(status.radio, at: now) else {
            return fail(.idle(status.radio), &actions)
        }
        watch.answered(.status, at: now)
    }
}
