import Primitives
import Radios
import Units

/// The start under way and what it waits for.
struct Opening: Sendable {
    private var start: ConcentratorStart?
    var listensFirst: Bool { start?.listensFirst ?? false }
    private(set) var wait = Wait.nothing

    enum Wait: Equatable, Sendable {
        case nothing
        case answer(until: Nanoseconds)
        case time(Nanoseconds)

        var end: Nanoseconds? {
            switch self {
            case .nothing: nil
            case .answer(let end), .time(let end): end
            }
        }
    }

    static let answerLimit = Nanoseconds(UInt64(ConcentratorStart.answerLimit) * 1_000_000)

    mutating func begin(_ settings: ConcentratorSettings) -> ConcentratorStart.Effect {
        start = ConcentratorStart(plan: settings.plan, code: settings.code)
        return handle(.begin)
    }

    mutating func received(_ bytes: RawSpan) -> ConcentratorStart.Effect {
        handle(.received([UInt8](copying: bytes)))
    }

    /// Nil while there is nothing to do but to wait.
    mutating func pass(to now: Nanoseconds) -> ConcentratorStart.Effect? {
        guard let end = wait.end, now >= end else { return nil }
        if case .answer = wait { return handle(.timedOut) }
        return handle(.waited)
    }

    private mutating func handle(_ event: ConcentratorStart.Event) -> ConcentratorStart.Effect {
        guard let effect = start?.handle(event) else {
            preconditionFailure("\(event) without a start")
        }
        return effect
    }

    mutating func waitForAnswer(from now: Nanoseconds) {
        wait = .answer(until: now + Self.answerLimit)
    }

    mutating func wait(_ milliseconds: Int, from now: Nanoseconds) {
        wait = .time(now + Nanoseconds(UInt64(milliseconds) * 1_000_000))
    }

    /// The start's tables and both images are large, and are let go.
    mutating func end() {
        start = nil
        wait = .nothing
    }
}

extension ConcentratorRadio {
    mutating func open(at now: Nanoseconds, _ actions: inout RadioActions) {
        lose(&actions)
        phase = .draining(Drain(at: now))
    }

    mutating func begin(
        _ drain: Drain, at now: Nanoseconds, _ actions: inout RadioActions
    ) {
        guard !drain.wasInterrupted else {
            fail(.restless, &actions)
            return
        }
        phase = .starting
        line.reset(.unknown)
        carryOut(opening.begin(settings), at: now, &actions)
        proceedOpening(at: now, &actions)
    }

    mutating func proceedOpening(at now: Nanoseconds, _ actions: inout RadioActions) {
        while case .starting = phase, let effect = opening.pass(to: now) {
            carryOut(effect, at: now, &actions)
        }
        switch phase {
        case .starting: actions.wake = opening.wait.end
        case .running: proceedAsking(at: now, &actions)
        default: break
        }
    }

    mutating func carryOut(
        _ effect: ConcentratorStart.Effect, at now: Nanoseconds, _ actions: inout RadioActions
    ) {
        switch effect {
        case .send(let bytes):
            actions.outgoing += bytes
            opening.waitForAnswer(from: now)
        case .receive: break
        case .wait(let milliseconds): opening.wait(milliseconds, from: now)
        case .done(let identity): run(identity, at: now)
        case .failed(let failure): fail(fault(of: failure), &actions)
        }
    }

    private mutating func run(_ identity: ConcentratorIdentity, at now: Nanoseconds) {
        listensFirst = opening.listensFirst
        opening.end()
        line.reset(identity.dialect)
        watch = BridgeWatch()
        watch.begin(identity.bridgeStatus)
        clock = ConcentratorTime()
        schedule = PollSchedule(at: now)
        recoveries = 0
        queue = TransmitQueue(timing: timing)
        self.identity = radioIdentity(identity)
        phase = .running(isReady: false)
    }

    private var timing: TransmitQueue.Timing {
        var timing = TransmitQueue.Timing()
        if listensFirst { timing.least += Sending.hearingTime }
        return timing
    }

    private func radioIdentity(_ found: ConcentratorIdentity) -> RadioIdentity {
        var abilities: RadioAbilities = [.timedTransmit, .pulses, .signalLevel, .fsk]
        if settings.plan.timestamps == .fine, found.hasFineTimestamps {
            abilities.insert(.fineTimestamps)
        }
        if listensFirst { abilities.insert(.listenBeforeTalk) }
        return RadioIdentity(
            kind: .concentrator,
            model: "\(found.chipName) (CoreCell bridge V\(found.bridge.version))",
            eui: found.eui,
            firmware: "bridge \(found.bridge.version), gain controller "
                + "\(Controller.gain.version), arbiter \(Controller.arbiter.version)",
            abilities: abilities,
            hasKnownFirmware: settings.code.isKnown)
    }
}

extension ConcentratorIdentity {
    /// The models sx1302_hal 2.1.0 knows; another is told with its number.
    var chipName: String {
        switch model {
        case 0x00, 0x02: "SX1302"
        case Self.sx1303: "SX1303"
        default: "SX1302 of unknown model \(hex(model))"
        }
    }
}
