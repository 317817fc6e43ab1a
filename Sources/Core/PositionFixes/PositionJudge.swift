public import Units

/// Where the box is, from what gpsd says: a position only when several fixes agree, held through
/// short trouble, withheld when the receiver contradicts itself. Two boxes that see the same events
/// at the same times say the same.
public struct PositionJudge: Sendable {
    /// The last place that was believed, and how it was measured.
    struct Place: Equatable, Sendable {
        var place: Coordinate
        var accuracy: Metres
        var isFull: Bool
    }

    public private(set) var state: PositionState = .starting
    /// Since when `state` holds; nil before the first event.
    public private(set) var since: Moment?
    /// What would be the state had it lasted longer: trouble, or a fix of the other kind.
    public private(set) var trouble: PositionState?
    /// Why gpsd is gone.
    public private(set) var reason: String?
    /// The last accuracy the receiver gave, good enough or not.
    public private(set) var accuracy: Metres?
    /// How far the place jumped.
    public private(set) var jump: Metres?
    public private(set) var satellitesUsed: Int?
    public private(set) var satellitesSeen: Int?
    public private(set) var clock = ClockJudge()

    private(set) var believed: Place?
    private var troubleSince: Moment?
    private var candidate: (place: Place, since: Moment)?
    private var agreeing = 0
    private var lastReport: Moment?
    private var lastTime: (time: Nanoseconds, since: Moment)?
    private var isConnected = false

    public init() {}

    /// Takes one event. The new state if it changed, for the log.
    public mutating func handle(_ event: PositionEvent, at now: Moment) -> PositionState? {
        let before = state
        checkSilence(now)
        switch event {
        case .connected: connect(now)
        case .gone(let why):
            isConnected = false
            reason = why
            take(.gone, now)
        case .receivers(let count):
            if count == 0 { take(.noReceiver, now) } else { leaveNoReceiver(now) }
        case .fix(let fix): take(fix, now)
        case .satellites(let used, let seen): (satellitesUsed, satellitesSeen) = (used, seen)
        case .pulse(let pulse): clock.take(pulse, at: now)
        case .pause: break
        }
        clock.pass(now)
        return state == before ? nil : state
    }

    private mutating func connect(_ now: Moment) {
        isConnected = true
        reason = nil
        lastReport = now
        if trouble == .gone { (trouble, troubleSince) = (nil, nil) }
        if state == .gone { enter(.starting, now) }
    }

    private mutating func leaveNoReceiver(_ now: Moment) {
        if trouble == .noReceiver { (trouble, troubleSince) = (nil, nil) }
        guard state == .noReceiver else { return }
        lastReport = now
        enter(.starting, now)
    }

    /// Silence counts from the last report, so that it does not matter how often time is told.
    private mutating func checkSilence(_ now: Moment) {
        if let trouble, let troubleSince, state.isFix,
            now.elapsed(since: troubleSince) >= PositionLimits.patience
        {
            enter(trouble, now)
        }
        guard isConnected, state != .noReceiver, state != .stale, let lastReport,
            now.elapsed(since: lastReport) >= PositionLimits.silence
        else { return }
        take(.stale, now)
    }

    private mutating func take(_ fix: Fix, _ now: Moment) {
        lastReport = now
        accuracy = fix.accuracy
        let judgement = isFrozen(fix, now) ? .frozen : Self.judgement(of: fix, at: now)
        if let time = fix.time, judgement.isSoundDate {
            clock.take(time, leapSeconds: fix.leapSeconds, at: now)
        }
        guard judgement.isFix, let place = fix.place, let accuracy = fix.accuracy else {
            candidate = nil
            return take(judgement, now)
        }
        take(Place(place: place, accuracy: accuracy, isFull: fix.mode == .full), now)
    }

    /// What one fix is worth, seen alone.
    static func judgement(of fix: Fix, at now: Moment) -> PositionState {
        guard fix.mode != .none else { return .noFix }
        guard fix.place != nil, let time = fix.time else { return .invalid }
        guard time >= PositionLimits.earliest else { return .ancientDate }
        guard !isRolledOver(time, clock: now.clock) else { return .weekRollover }
        guard let accuracy = fix.accuracy else { return .noAccuracy }
        guard accuracy <= PositionLimits.coarsest else { return .inaccurate }
        return fix.mode == .full ? .fix3D : .fix2D
    }

    /// Only a machine's clock that could be right can say so.
    private static func isRolledOver(_ time: Nanoseconds, clock: Nanoseconds) -> Bool {
        guard clock >= PositionLimits.earliest else { return false }
        let gap = time.gap(to: clock).value
        let weeks = (gap + PositionLimits.rollover / 2) / PositionLimits.rollover
        guard weeks > 0 else { return false }
        return Nanoseconds(gap).gap(to: Nanoseconds(weeks * PositionLimits.rollover))
            <= PositionLimits.rolloverTolerance
    }

    /// A leap second repeats an instant once; a receiver that hangs repeats it for ever.
    private mutating func isFrozen(_ fix: Fix, _ now: Moment) -> Bool {
        guard fix.mode != .none, let time = fix.time else { return false }
        guard let last = lastTime, last.time == time else {
            lastTime = (time, now)
            return false
        }
        return now.elapsed(since: last.since) >= PositionLimits.patience
    }

    private mutating func take(_ place: Place, _ now: Moment) {
        guard let believed else {
            let agrees = candidate.map { place.agrees(with: $0.place) } ?? false
            agreeing = agrees ? agreeing + 1 : 1
            candidate = (place, now)
            return settle(place, now)
        }
        guard place.agrees(with: believed) else { return takeJump(place, from: believed, now) }
        candidate = nil
        agreeing = state.isFix ? PositionLimits.settling : agreeing + 1
        settle(place, now)
    }

    private mutating func settle(_ place: Place, _ now: Moment) {
        guard agreeing >= PositionLimits.settling else {
            // Until enough fixes agreed with the old place again, a jump stays a jump.
            if state != .jumped { enter(.settling, now) }
            return
        }
        believed = place
        candidate = nil
        jump = nil
        take(place.isFull ? .fix3D : .fix2D, now)
    }

    private mutating func takeJump(_ place: Place, from believed: Place, _ now: Moment) {
        agreeing = 0
        jump = place.place.distance(to: believed.place)
        let start = candidate.flatMap { place.agrees(with: $0.place) ? $0.since : nil } ?? now
        candidate = (place, start)
        guard now.elapsed(since: start) >= PositionLimits.jumpPatience else {
            return enter(.jumped, now)
        }
        agreeing = PositionLimits.settling
        settle(place, now)
    }

    /// A known place outlasts short trouble, and does not flicker between 2D and 3D; unsound
    /// reports end it at once. Without a place the state follows what comes.
    private mutating func take(_ next: PositionState, _ now: Moment) {
        guard next != state else { return (trouble, troubleSince) = (nil, nil) }
        if !next.isFix { agreeing = 0 }
        guard state.isFix, !next.isUnsound else { return enter(next, now) }
        if trouble != next {
            // From one trouble into another is one trouble; a fix of the other kind begins anew.
            let goesOn = trouble.map { !$0.isFix && !next.isFix } ?? false
            troubleSince = goesOn ? troubleSince : now
            trouble = next
        }
        if let troubleSince, now.elapsed(since: troubleSince) >= PositionLimits.patience {
            enter(next, now)
        }
    }

    private mutating func enter(_ next: PositionState, _ now: Moment) {
        (trouble, troubleSince) = (nil, nil)
        if !next.isFix && next != .settling { agreeing = 0 }
        guard next != state else { return }
        (state, since) = (next, now)
    }
}

extension PositionJudge.Place {
    func agrees(with other: PositionJudge.Place) -> Bool {
        place.distance(to: other.place) <= PositionLimits.jump + accuracy + other.accuracy
    }
}

extension PositionState {
    /// True when the fix that was judged so has a date worth comparing with the clock.
    fileprivate var isSoundDate: Bool {
        switch self {
        case .fix2D, .fix3D, .inaccurate, .noAccuracy: true
        default: false
        }
    }
}
