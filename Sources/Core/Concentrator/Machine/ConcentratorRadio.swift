import Primitives
public import Radios
public import Units

/// What a concentrator is driven with.
public struct ConcentratorSettings: Sendable {
    public var plan: ReceivePlan
    public var board: Board
    public var code: ConcentratorCode

    public init(plan: ReceivePlan, board: Board, code: ConcentratorCode) {
        self.plan = plan
        self.board = board
        self.code = code
    }
}

/// The whole life of an SX1302 or SX1303 behind the CoreCell USB bridge, from the moment the line is
/// open: what was under way is drained, the chip is brought up from reset, then its receive buffer is
/// looked at fifty times a second, frames come out as notices and transmissions go in at their time,
/// until it is put to rest or something is wrong.
///
/// One request is under way at a time, each with a time-out. A reading that fails is drained and
/// repeated once; whatever fails otherwise ends in `failed` with a sentence, and everything begins
/// again from reset when the line is opened again. A transmission taken has exactly one outcome, and
/// an idle look at the chip allocates nothing.
public struct ConcentratorRadio: RadioMachine {
    public let settings: ConcentratorSettings
    /// What the register of the demodulators holds while they are on.
    let modems: UInt8
    var phase = Phase.closed
    var line = BridgeLine()
    /// What the request under way is for.
    var asking: Asking?
    var opening = Opening()
    var schedule = PollSchedule()
    var clock = ConcentratorTime()
    var watch = BridgeWatch()
    /// Whether every transmission waits for the gain controller's verdict on its channel.
    var listensFirst = false
    var queue = TransmitQueue()
    var sending: Sending?
    /// What `ready` will tell.
    var identity: RadioIdentity?
    /// Whether the request under way is asked for the second time.
    var isRetrying = false
    /// Faults of the line that were put right since the last look at the bridge.
    var recoveries = 0
    /// Reads the receive buffer; kept for its memory.
    var chunk = TransferBatch()
    /// What the receive buffer held, until the counters that date it are read.
    var buffer: [UInt8] = []
    /// What it held, as frames; kept for its memory.
    var frames: [ReceivedFrame] = []
    var duplicates = DuplicateFilter()

    enum Phase: Equatable, Sendable {
        case closed
        /// Waits for silence on the line; what comes until then is of another time.
        case draining(Drain)
        case starting
        /// The chip receives. `ready` is told with the first reading of its clock.
        case running(isReady: Bool)
        /// Something came that cannot be: drains, then asks again if that does no harm.
        case recovering(Drain, again: Asking?)
        case resting(Rest)
    }

    public init(settings: ConcentratorSettings) {
        self.settings = settings
        modems = StartSettings.modemEnables(settings.plan).reduce(UInt8(0)) {
            $0 | $1.value << $1.field.shift
        }
        buffer.reserveCapacity(ReceiveCount.most)
    }

    public mutating func handle(
        _ event: RadioEvent, at now: Nanoseconds, actions: inout RadioActions
    ) {
        switch event {
        case .opened: open(at: now, &actions)
        case .woken: break
        case .lost: lose(&actions)
        case .transmit(let permitted): accept(permitted, at: now, &actions)
        case .cancel(let number): cancel(number, at: now, &actions)
        case .tune(let channel): actions.notices.append(.notTuned(channel, Self.notTunable))
        case .close: rest(at: now, &actions)
        }
        proceed(at: now, &actions)
    }

    public mutating func take(
        _ bytes: RawSpan, at now: Nanoseconds, actions: inout RadioActions
    ) {
        guard bytes.byteCount > 0 else { return }
        switch phase {
        case .closed: actions.notices.append(.dropped(.staleByte, count: bytes.byteCount))
        case .draining(var drain):
            drain.extend(at: now)
            phase = .draining(drain)
            actions.notices.append(.dropped(.staleByte, count: bytes.byteCount))
        case .starting: carryOut(opening.received(bytes), at: now, &actions)
        case .recovering(var drain, let again):
            drain.extend(at: now)
            phase = .recovering(drain, again: again)
            actions.notices.append(.dropped(.staleByte, count: bytes.byteCount))
        case .running, .resting: receive(bytes, at: now, &actions)
        }
        proceed(at: now, &actions)
    }

    private static let notTunable =
        "a concentrator hears all channels of its plan at once and is not tuned"

    /// The radio's clock at an instant of the host's, to about a millisecond; nil while it does not run.
    public func time(at now: Nanoseconds) -> RadioTime? {
        isReady ? clock.time(at: now) : nil
    }

    /// Does what is due, and says when it next has to be called.
    mutating func proceed(at now: Nanoseconds, _ actions: inout RadioActions) {
        switch phase {
        case .closed: actions.wake = nil
        case .draining(let drain):
            actions.wake = drain.quiet
            if drain.isOver(at: now) { begin(drain, at: now, &actions) }
        case .starting: proceedOpening(at: now, &actions)
        case .recovering(let drain, let again):
            actions.wake = drain.quiet
            if drain.isOver(at: now) { resume(drain, again, at: now, &actions) }
        case .running, .resting:
            if line.isLate(at: now) { fault(.silent, at: now, &actions) }
            proceedAsking(at: now, &actions)
        }
    }
}

/// A time of silence to be waited for, and when the wait is given up.
struct Drain: Equatable, Sendable {
    private(set) var quiet: Nanoseconds
    let limit: Nanoseconds

    /// A bridge answers within two milliseconds; ten times that is the end of what it had to say.
    static let silence = Nanoseconds(20_000_000)
    /// Whatever still speaks after that is no bridge that was asked one thing.
    static let longest = Nanoseconds(500_000_000)

    init(at now: Nanoseconds) {
        quiet = now + Self.silence
        limit = now + Self.longest
    }

    mutating func extend(at now: Nanoseconds) { quiet = min(now + Self.silence, limit) }

    func isOver(at now: Nanoseconds) -> Bool { now >= quiet }
    var wasInterrupted: Bool { quiet == limit }
}
