internal import FirmwareProtocol
internal import Primitives
public import Radios
public import Units

/// The whole life of a radio board behind Earshot's firmware link, from the moment the line is open:
/// a session, what the board can do and whether that serves the channel, listening there, frames out
/// as notices, transmissions in one at a time just before their start, until it is put to rest or
/// something is wrong.
///
/// Requests and events are repeated by the link until they arrive, so damage on the line costs time
/// and no frame. What cannot be repaired ends in `failed` with a sentence, and begins anew when the
/// line is opened again. A transmission taken has exactly one outcome; what the board says it sent
/// is compared with what was asked, bit by bit of the frame.
public struct LightRadioMachine: RadioMachine {
    public let settings: LightRadioSettings
    var link: HostLink
    var phase = Phase.closed
    /// What the link's request under way is for.
    var asking: Asking?
    /// The board's number of its start, as it last told it.
    var bootID: UInt32?
    /// How often the board was found to have started anew.
    public internal(set) var boardStarts = 0
    var clock: LinkClock?
    var capabilities: Capabilities?
    var tuning: Tuning
    var watch = BoardWatch()
    var pulses = PulseTrain()
    var queue = TransmitQueue()
    var sending: Sending?

    enum Phase: Equatable, Sendable {
        case closed
        /// Says hello, asks what the board can do, tunes it: until `ready`.
        case opening
        case running
        case resting(Rest)
    }

    /// What a request is for, and so its answer.
    enum Asking: Equatable, Sendable {
        case capabilities
        case statistics
        case status
        case tune(ListeningChannel)
        case transmit(UInt32)
        case cancel(UInt32)
        case standBy
    }

    public init(settings: LightRadioSettings) {
        self.settings = settings
        link = HostLink(session: settings.session)
        tuning = Tuning(channel: settings.channel)
    }

    public mutating func handle(
        _ event: RadioEvent, at now: Nanoseconds, actions: inout RadioActions
    ) {
        switch event {
        case .opened: open(at: now.microseconds, &actions)
        case .woken: break
        case .lost: lose(&actions)
        case .transmit(let permitted): accept(permitted, at: now.microseconds, &actions)
        case .cancel(let number): cancel(number, &actions)
        case .tune(let channel): tune(to: channel, &actions)
        case .close: rest(at: now.microseconds, &actions)
        }
        proceed(at: now.microseconds, &actions)
    }

    public mutating func take(
        _ bytes: RawSpan, at now: Nanoseconds, actions: inout RadioActions
    ) {
        for offset in 0..<bytes.byteCount {
            guard phase != .closed else {
                let count = bytes.byteCount - offset
                actions.notices.append(.dropped(.staleByte, count: count))
                break
            }
            let byte = bytes.byte(at: offset)
            if let notice = link.take(byte, at: now.microseconds) {
                take(notice, at: now.microseconds, &actions)
            }
        }
        proceed(at: now.microseconds, &actions)
    }

    /// The radio's clock at an instant of the host's, to about a millisecond; nil while it is not
    /// ready.
    public func time(at now: Nanoseconds) -> RadioTime? {
        guard phase == .running else { return nil }
        return radioTime(at: now.microseconds)
    }

    /// What is heard, or will be as soon as the radio is ready.
    public var channel: ListeningChannel { tuning.channel }

    func radioTime(at now: UInt64) -> RadioTime {
        RadioTime(microseconds: clock?.board(at: now) ?? 0)
    }

    /// Does what is due, and says when it next has to be called.
    private mutating func proceed(at now: UInt64, _ actions: inout RadioActions) {
        if phase != .closed, let notice = link.tick(at: now) { take(notice, at: now, &actions) }
        proceedSending(at: now, &actions)
        proceedResting(at: now, &actions)
        if link.isFree, asking == nil, let next = nextAsking(at: now) {
            ask(next, at: now)
        }
        guard phase != .closed else {
            actions.wake = nil
            return
        }
        while let byte = link.nextByte(at: now) { actions.outgoing.append(byte) }
        actions.wake = nextWake(at: now)
    }

    private func nextWake(at now: UInt64) -> Nanoseconds? {
        var wakes = [link.due]
        switch phase {
        case .closed, .opening: break
        case .running:
            // While a request is under way its answer or time-out comes first.
            if link.isFree { wakes.append(watch.due) }
            wakes.append(sending?.limit)
            if let due = queue.due {
                wakes.append(clock?.host(at: due.microseconds, seenFrom: now))
            }
        case .resting(let rest): wakes.append(link.isFree ? min(rest.look, rest.limit) : rest.limit)
        }
        return wakes.compactMap { $0 }.min().map { Nanoseconds(microseconds: max($0, now + 1)) }
    }

    /// What the link is to ask now, the most urgent first.
    private func nextAsking(at now: UInt64) -> Asking? {
        switch phase {
        case .closed, .opening: return nil
        case .running:
            if let sending, let asking = sending.asking { return asking }
            if let wanted = tuning.wanted { return .tune(wanted) }
            guard now >= watch.due, !isSendingNear(at: now) else { return nil }
            return watch.asking
        case .resting(let rest): return nextAsking(at: rest, now)
        }
    }

    /// So long before a transmission nothing else is asked: a request that is lost on the line holds
    /// it up until it is repeated.
    static let quietMicroseconds = LinkLimit.answerMicroseconds + 100_000

    private func isSendingNear(at now: UInt64) -> Bool {
        guard let due = queue.due else { return false }
        return due < radioTime(at: now).later(by: Self.quietMicroseconds)
    }
}

extension Nanoseconds {
    var microseconds: UInt64 { value / 1_000 }

    /// Stays at the end of time rather than to pass it.
    init(microseconds: UInt64) {
        let (product, over) = microseconds.multipliedReportingOverflow(by: 1_000)
        self.init(over ? .max : product)
    }
}
