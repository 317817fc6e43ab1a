/// The driver of an SX1261, SX1262 or SX1268 for LoRa: a machine that gives the chip at most one
/// command per tick and never waits, so that the link to the host stays alive. It is told what is
/// wanted (rest, listen with these settings, send this frame); each tick looks at BUSY, DIO1 and the
/// time, and takes the next step towards it. Nothing allocates.
///
/// Whatever the chip does that it must not do is a `ChipFault`: the chip is then held in reset,
/// where it sends nothing, and started again after a pause that doubles from 0.1 to 6.4 s.
public struct RadioChip: Sendable {
    public let fitting: ChipFitting
    /// The bytes of the frame that the last tick reported.
    public internal(set) var received = ChipFrame()
    /// Why the chip is held in reset or starts again; nil when it is well.
    public private(set) var fault: ChipFault?

    enum Activity: UInt8, Sendable {
        case unborn, held, starting, settling, resting, tuning, listening, reading, watching
        case preparing, armed, sending, concluding
    }

    var activity = Activity.unborn
    var step = 0
    var transfer = Transfer()

    /// What to listen with, nil to rest, and its number.
    var goal: LoRaSettings?
    private(set) var goalNumber: UInt16 = 0
    private var hasNewGoal = false
    var outgoing: OutgoingFrame?
    private var mustStop = false

    private var notBefore: UInt64 = 0
    private var busySince: UInt64?
    var busyBound = ChipTime.busyMicroseconds
    /// The command before; nil behind a reset, whose status says nothing of a command.
    private var lastOpcode: Opcode?
    private var pause = ChipTime.firstPauseMicroseconds

    var calibratedBand: ImageBand?
    var watchedAt: UInt64 = 0
    /// The value of a register between reading and writing it.
    var register: UInt8 = 0
    var reading = Reading()
    /// When the last transfer ended.
    var deselectedAt: UInt64 = 0
    var firedAt: UInt64 = 0
    var doneAt: UInt64 = 0
    var isInterruptLost = false
    /// How often in a row DIO1 rose for nothing.
    var causelessInterrupts = 0

    public init(fitting: ChipFitting) { self.fitting = fitting }

    public enum State: UInt8, Sendable { case starting, resting, listening, transmitting, faulty }

    public var state: State {
        switch activity {
        case .unborn, .held, .starting: fault == nil ? .starting : .faulty
        case .settling, .resting: .resting
        case .tuning, .listening, .reading: .listening
        case .watching: goal == nil ? .resting : .listening
        case .preparing, .armed, .sending, .concluding: .transmitting
        }
    }

    /// Whether a transmission waits or goes on.
    public var isTransmitting: Bool { outgoing != nil }

    /// Stops whatever goes on, also a frame that is being sent, and forgets what waits.
    public mutating func rest() {
        goal = nil
        hasNewGoal = false
        outgoing = nil
        // What is configured from here on is not forgotten when the stop is carried out.
        hasNewGoal = false
        mustStop = true
    }

    /// What to do whenever nothing is sent: listen, or rest where `settings` is nil. A transmission
    /// under way is finished first. Receptions carry the number.
    public mutating func configure(_ settings: LoRaSettings?, number: UInt16) {
        goal = settings
        goalNumber = number
        hasNewGoal = true
    }

    /// Accepts one frame. Its outcome is `sent`, `tooLate` or `failed`.
    public mutating func transmit(_ frame: OutgoingFrame) {
        precondition(outgoing == nil, "a transmission waits or goes on")
        outgoing = frame
    }

    /// Takes the frame back; false when it is on the air already, or there is none.
    public mutating func cancel() -> Bool {
        guard outgoing != nil, activity != .sending, activity != .concluding else { return false }
        outgoing = nil
        if activity == .preparing || activity == .armed { hasNewGoal = true }
        return true
    }

    /// One step. To be called as often as the board can.
    public mutating func tick<Port: RadioPort>(_ port: inout Port) -> ChipEvent? {
        do {
            return try advance(&port)
        } catch {
            return fail(error, &port)
        }
    }

    private mutating func advance<Port: RadioPort>(
        _ port: inout Port
    ) throws(ChipFault) -> ChipEvent? {
        let now = port.microseconds()
        guard now >= notBefore else { return nil }
        if activity == .unborn { hold(&port, until: now + ChipTime.resetMicroseconds) }
        if activity == .held, now >= notBefore { release(&port, at: now) }
        guard now >= notBefore else { return nil }
        guard try isFree(&port, at: now) else { return nil }
        if activity == .listening || activity == .watching { pickUp(&port, at: now) }
        turn(at: now)
        switch activity {
        case .unborn, .held: return nil
        case .starting: return try start(&port)
        case .settling: return try settle(&port)
        case .tuning: return try tune(&port, at: now)
        case .resting:
            if now &- watchedAt >= ChipTime.watchMicroseconds { enter(.watching) }
            return nil
        case .listening:
            if now &- watchedAt >= ChipTime.watchMicroseconds { enter(.watching) }
            return nil
        case .reading: return try read(&port)
        case .watching: return try watch(&port, at: now)
        case .preparing: return try prepare(&port)
        case .armed: return try fire(&port, at: now)
        case .sending: return waitForEnd(&port, at: now)
        case .concluding: return try conclude(&port)
        }
    }

    /// A frame that is there is read before anything else is begun.
    private mutating func pickUp<Port: RadioPort>(_ port: inout Port, at now: UInt64) {
        guard !mustStop, reading.settings != nil, let rose = port.interrupt() else { return }
        enter(.reading)
        reading.interruptAt = rose
        reading.foundAt = now
    }

    /// Leaves an activity for what became more urgent. Between two commands every one of them may
    /// be left, as each begins with standby; only a frame is read to its end.
    private mutating func turn(at now: UInt64) {
        if mustStop, activity != .starting {
            mustStop = false
            return enter(.settling)
        }
        let mayLeave: Bool =
            switch activity {
            case .settling, .resting, .tuning, .listening, .watching: true
            case .preparing, .armed: outgoing == nil
            default: false
            }
        guard mayLeave else { return }
        if isPreparationDue(at: now) { return enter(.preparing) }
        if hasNewGoal { enterGoal() }
    }

    private func isPreparationDue(at now: UInt64) -> Bool {
        guard outgoing != nil else { return false }
        guard let start = outgoing?.startMicroseconds else { return true }
        return now + UInt64(fitting.preparationMicroseconds) >= start
    }

    mutating func enter(_ next: Activity) {
        activity = next
        step = 0
    }

    /// Goes on with what is wanted whenever nothing is sent.
    mutating func enterGoal() {
        hasNewGoal = false
        enter(goal == nil ? .settling : .tuning)
    }

    mutating func finishStart(at now: UInt64) {
        fault = nil
        mustStop = false
        watchedAt = now
        enterGoal()
    }

    /// The chip was found well some time behind its start.
    mutating func finishWatch(at now: UInt64) {
        watchedAt = now
        pause = ChipTime.firstPauseMicroseconds
        activity = goal == nil ? .resting : .listening
    }

    private mutating func isFree<Port: RadioPort>(
        _ port: inout Port, at now: UInt64
    ) throws(ChipFault) -> Bool {
        guard port.isBusy() else {
            busySince = nil
            busyBound = ChipTime.busyMicroseconds
            return true
        }
        let since = busySince ?? now
        busySince = since
        guard now - since <= busyBound else { throw .busyTooLong(after: lastOpcode) }
        return false
    }

    /// Gives the chip the command in `transfer`, and counts the step. Judges the status that comes
    /// with it: it speaks of the command before.
    mutating func exchange<Port: RadioPort>(
        _ opcode: Opcode, _ port: inout Port
    ) throws(ChipFault) {
        deselectedAt = port.exchange(&transfer)
        let before = lastOpcode
        lastOpcode = opcode
        step += 1
        guard transfer.count > 1 else { return }
        let status = ChipStatus(transfer[1])
        guard !status.isSilence else { throw .silence(opcode) }
        if let before, status.isRefusal {
            throw .wrongStatus(after: before, status: status.byte)
        }
    }

    private mutating func hold<Port: RadioPort>(_ port: inout Port, until time: UInt64) {
        port.reset(isHeld: true)
        port.antenna(.none)
        activity = .held
        notBefore = time
        lastOpcode = nil
        busySince = nil
        calibratedBand = nil
    }

    private mutating func release<Port: RadioPort>(_ port: inout Port, at now: UInt64) {
        port.reset(isHeld: false)
        enter(.starting)
        notBefore = now + ChipTime.resetMicroseconds
        busyBound = ChipTime.busyAfterCalibrationMicroseconds
    }

    private mutating func fail<Port: RadioPort>(
        _ cause: ChipFault, _ port: inout Port
    ) -> ChipEvent {
        fault = cause
        outgoing = nil
        isInterruptLost = false
        causelessInterrupts = 0
        hold(&port, until: port.microseconds() + pause)
        pause = min(2 * pause, ChipTime.lastPauseMicroseconds)
        return .failed(cause)
    }
}
