internal import Airwaves
internal import FirmwareProtocol
internal import Radios
internal import Units

/// What is heard, what was, and what is to be.
struct Tuning: Equatable, Sendable {
    /// What is heard now, or from the next opening on.
    var channel: ListeningChannel
    /// To be told to the radio.
    var wanted: ListeningChannel?
    /// The number of the configuration that is heard with, and what the radio made of the channel.
    private(set) var current: Heard?
    /// The one before: its frames may still be on their way.
    private(set) var previous: Heard?

    struct Heard: Equatable, Sendable {
        let number: UInt16
        let channel: ListeningChannel
        let modulation: Modulation
    }

    init(channel: ListeningChannel) { self.channel = channel }

    mutating func begin(_ heard: Heard) {
        previous = current
        current = heard
        channel = heard.channel
    }

    mutating func forget() {
        current = nil
        previous = nil
    }

    func heard(with number: UInt16) -> Heard? {
        if current?.number == number { return current }
        return previous?.number == number ? previous : nil
    }
}

extension LightRadioMachine {
    /// The session before is forgotten, on both sides: the link takes another number.
    mutating func open(at now: UInt64, _ actions: inout RadioActions) {
        if phase != .closed { endAll(.lineLost, &actions) }
        link = HostLink(session: link.session)
        link.open(at: now)
        clock = nil
        capabilities = nil
        pulses = PulseTrain()
        watch.begin(at: now)
        phase = .opening
    }

    mutating func ask(_ next: Asking, at now: UInt64) {
        let isAsked: Bool
        switch next {
        case .capabilities: isAsked = link.ask(.readCapabilities, at: now)
        case .statistics: isAsked = link.ask(.readStatistics, at: now)
        case .status: isAsked = link.ask(.readStatus, at: now)
        case .tune(let channel):
            let modulation = Modulation(channel)
            isAsked = link.ask(Configure(mode: .receive, modulation: modulation), at: now)
            tuning.wanted = nil
        case .standBy:
            let modulation = Modulation(tuning.channel)
            isAsked = link.ask(Configure(mode: .standby, modulation: modulation), at: now)
        case .transmit: isAsked = askTransmit(at: now)
        case .cancel(let number):
            isAsked = link.ask(CancelTransmit(transmission: number), at: now)
            sending?.stage = .withdrawing
        }
        precondition(isAsked, "a request while another is under way")
        asking = next
    }

    mutating func take(
        _ notice: HostLink.Notice, at now: UInt64, _ actions: inout RadioActions
    ) {
        switch notice {
        case .awake: break
        case .opened(let welcome): take(welcome, at: now, &actions)
        case .answered(let message):
            guard let asked = asking else { return }
            asking = nil
            answered(asked, message, at: now, &actions)
        case .event(let message): take(event: message, at: now, &actions)
        case .heartbeat(let beat): learn(beat.deviceTimeMicroseconds, at: now, &actions)
        case .lost(let loss): fail(RadioFault(loss), &actions)
        case .badFrame: actions.notices.append(.dropped(.brokenFrame, count: 1))
        case .stale: actions.notices.append(.dropped(.staleFrame, count: 1))
        case .badMessage: actions.notices.append(.dropped(.unknownMessage, count: 1))
        }
    }

    private mutating func take(
        _ welcome: Welcome, at now: UInt64, _ actions: inout RadioActions
    ) {
        if let bootID, bootID != welcome.bootID {
            boardStarts += 1
            watch.forgetCounters()
            actions.notices.append(.remark(.startedAnew))
        }
        bootID = welcome.bootID
        learn(welcome.deviceTimeMicroseconds, at: now, &actions)
        switch phase {
        case .opening: ask(.capabilities, at: now)
        case .resting: finishRest(&actions)
        case .closed, .running: break
        }
    }

    /// A moment of the board's clock.
    mutating func learn(_ board: UInt64, at now: UInt64, _ actions: inout RadioActions) {
        do throws(LinkClock.Jump) {
            if clock == nil {
                clock = try LinkClock(board: board, host: now)
            } else {
                try clock?.take(board: board, host: now)
            }
        } catch {
            fail(.jumped(error), &actions)
        }
    }

    private mutating func answered(
        _ asked: Asking, _ message: DeviceMessage, at now: UInt64, _ actions: inout RadioActions
    ) {
        switch (asked, message) {
        case (.capabilities, .capabilities(let capabilities)):
            self.capabilities = capabilities
            if let fault = capabilities.fault(for: tuning.wanted ?? tuning.channel) {
                return fail(fault, &actions)
            }
            ask(.statistics, at: now)
        case (.statistics, .statistics(let statistics)):
            count(statistics, &actions)
            guard phase == .opening else { return watch.answered(.statistics, at: now) }
            ask(.tune(tuning.wanted ?? tuning.channel), at: now)
        case (.status, .status(let status)): take(status, at: now, &actions)
        case (.tune(let channel), .configured(let configured)):
            tuned(to: channel, configured, at: now, &actions)
        case (.tune(let channel), .refused(let refusal)): refuse(channel, refusal, &actions)
        case (.transmit(let number), .done(.transmitAccepted)): accepted(number, at: now)
        case (.transmit(let number), .refused(let refusal)):
            refuse(number, refusal, at: now, &actions)
        // The outcome follows as an event, or has come already.
        case (.cancel, .done(.transmitCancelled)), (.cancel, .refused): withdrawn()
        // A radio that fails is held in reset by its board, which is rest too.
        case (.standBy, .configured), (.standBy, .refused): stoodBy(at: now)
        default: fail(.unexpected(asked), &actions)
        }
    }

    // MARK: - The channel

    mutating func tune(to channel: ListeningChannel, _ actions: inout RadioActions) {
        if case .resting = phase {
            actions.notices.append(.notTuned(channel, "the radio is being put to rest"))
            return
        }
        if let capabilities, let fault = capabilities.fault(for: channel) {
            actions.notices.append(.notTuned(channel, fault.description))
            return
        }
        if let passed = tuning.wanted { actions.notices.append(.passedOver(passed)) }
        tuning.wanted = channel
    }

    private mutating func tuned(
        to channel: ListeningChannel, _ configured: Configured, at now: UInt64,
        _ actions: inout RadioActions
    ) {
        if let difference = configured.modulation.difference(from: Modulation(channel)) {
            return fail(.tunedOtherwise(difference), &actions)
        }
        tuning.begin(
            Tuning.Heard(
                number: configured.configuration, channel: channel,
                modulation: configured.modulation))
        if phase == .opening { becomeReady(at: now, &actions) }
        actions.notices.append(.tuned(channel))
    }

    private mutating func refuse(
        _ channel: ListeningChannel, _ refusal: Refusal, _ actions: inout RadioActions
    ) {
        let fault = RadioFault(refusal, to: "listen to \(channel)")
        guard phase == .opening else {
            actions.notices.append(.notTuned(channel, fault.description))
            return
        }
        fail(fault, &actions)
    }

    private mutating func becomeReady(at now: UInt64, _ actions: inout RadioActions) {
        guard let capabilities else { return }
        phase = .running
        queue = TransmitQueue(timing: TransmitQueue.Timing(capabilities))
        watch.begin(at: now)
        actions.notices.append(.ready(RadioIdentity(capabilities)))
    }
}

extension Remark {
    static let startedAnew = Remark(
        .warning, "the radio board started anew; what it had heard and not told is lost")
}

extension RadioNotice {
    static func passedOver(_ channel: ListeningChannel) -> RadioNotice {
        .notTuned(channel, "another channel was asked for before the radio was told of this one")
    }
}
