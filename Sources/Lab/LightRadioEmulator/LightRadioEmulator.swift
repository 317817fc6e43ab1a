public import Air
internal import FirmwareProtocol
internal import Primitives
internal import RadioBoard
internal import RadioChip
public import RadioChipModel
internal import Seeds
public import Units

/// A radio board with an SX126x behind Earshot's firmware link, from the device's side: the link's
/// machine, the board's logic and the chip's driver of the reference firmware, all unchanged, on a
/// model of the chip. What the firmware does wrong, this does wrong.
///
///     var radio = try LightRadioEmulator(LightRadioEmulatorSettings(eui: eui), at: now)
///     radio.take(bytes, at: now, effects: &effects)   // from the host
///     write(effects.outgoing)
///
/// The same bytes at the same times give the same answers: nothing is drawn but from the seed.
public struct LightRadioEmulator: EmulatedRadio {
    public let settings: LightRadioEmulatorSettings
    private var seeds: SeededNumbers
    private(set) var time: BoardTime
    private(set) var link: DeviceLink
    var board: EmulatedBoard
    private var messages: OutgoingMessages
    /// Off the bus until then.
    private var away: Nanoseconds?
    /// Stands still until then.
    private var stalled: Nanoseconds?
    private var told = 0
    /// By the board's clock; never, without a receiver.
    private var nextPulse = UInt64.max
    private var lastCommands = 0
    /// How often it started, unplugging and restarts among it.
    public private(set) var starts = 0

    public init(
        _ settings: LightRadioEmulatorSettings, at now: Nanoseconds
    ) throws(EmulatorFaultError) {
        try settings.checkFaults()
        self.settings = settings
        seeds = SeededNumbers(seed: settings.seed)
        time = BoardTime(start: now, errorPPB: settings.clockErrorPPB)
        link = DeviceLink(bootID: 0)
        board = EmulatedBoard(settings)
        messages = OutgoingMessages(faults: settings.faults)
        start(at: now)
    }

    /// What the driver did that the chip's data sheet forbids. Always empty, or the driver is wrong.
    public var violations: [ModelViolation] { board.port.model.violations }

    /// Events that the board lost since its start because the host did not take them.
    public var lostEvents: UInt32 { link.statistics.lostEvents }

    private mutating func start(at now: Nanoseconds) {
        starts += 1
        time = BoardTime(start: now, errorPPB: settings.clockErrorPPB)
        link = DeviceLink(bootID: UInt32(truncatingIfNeeded: seeds.next()))
        board = EmulatedBoard(settings)
        messages.forget()
        told = 0
        lastCommands = 0
        nextPulse = settings.hasPulses ? time.board(at: Self.second(after: now)) : .max
    }

    private static func second(after now: Nanoseconds) -> Nanoseconds {
        Nanoseconds((now.value / 1_000_000_000 + 1) * 1_000_000_000)
    }

    public mutating func take(
        _ bytes: RawSpan, at now: Nanoseconds, effects: inout RadioEffects
    ) {
        run(to: now, &effects)
        for offset in 0..<bytes.byteCount where away == nil && stalled == nil {
            link.take(bytes.byte(at: offset), at: time.board(at: now), board: &board)
            speak(at: now, &effects)
        }
        settle(at: now, &effects)
    }

    public mutating func pass(to now: Nanoseconds, effects: inout RadioEffects) {
        run(to: now, &effects)
        settle(at: now, &effects)
    }

    /// The board's clock begins anew with each start.
    public var clockStart: Nanoseconds { time.start }

    private mutating func settle(at now: Nanoseconds, _ effects: inout RadioEffects) {
        if away == nil { messages.takeDue(at: now, into: &effects.outgoing) }
        effects.wake = wake(at: now)
    }

    private func wake(at now: Nanoseconds) -> Nanoseconds {
        let next = away ?? stalled ?? time.air(at: board.port.now + step)
        return max(min(next, messages.due ?? next), now + Nanoseconds(1_000))
    }
}

// MARK: - Time

extension LightRadioEmulator {
    /// The firmware's loop, as often as it matters.
    private mutating func run(to now: Nanoseconds, _ effects: inout RadioEffects) {
        comeBack(by: now)
        while away == nil, stalled == nil {
            // A start on the way begins another time.
            let end = time.board(at: now)
            guard board.port.now < end else { return }
            let target = min(end, board.port.now + step, max(nextPulse, board.port.now + 1))
            board.port.advance(to: target)
            let air = min(time.air(at: board.port.now), now)
            link.tick(at: board.port.now, board: &board)
            board.radioBoard.tick(link: &link)
            pulse()
            emit(&effects)
            speak(at: air, &effects)
        }
    }

    private mutating func comeBack(by now: Nanoseconds) {
        if let end = away, end <= now {
            away = nil
            start(at: end)
        }
        if let end = stalled, end <= now {
            stalled = nil
            messages.forget()
            board.port.advance(to: time.board(at: end))
        }
    }

    /// Microseconds until the loop has something to do: little while the driver works on the chip,
    /// much while it listens.
    private var step: UInt64 {
        let port = board.port
        if port.model.commands.count != lastCommands || port.model.isBusy(at: port.now) {
            return 20
        }
        let next = (port.model.nextEvent() ?? .max)
        let most = min(Self.longestStep(board), max(next, port.now + 20) - port.now)
        return most
    }

    private static func longestStep(_ board: EmulatedBoard) -> UInt64 {
        switch board.radioBoard.chip.state {
        case .starting: 100
        case .faulty: 1_000
        case .transmitting: board.port.model.mode == .transmit ? 1_000 : 20
        case .resting, .listening: board.waitingTransmissions() > 0 ? 500 : 10_000
        }
    }

    private mutating func pulse() {
        guard board.port.now >= nextPulse else { return }
        let second = time.air(at: nextPulse + 1_000).value / 1_000_000_000
        // A mark that finds no room is lost as any event, and counted by the link.
        _ = link.post(
            TimeMark(
                pulseMicroseconds: nextPulse, unixSeconds: settings.epoch.map { $0 + second },
                errorNanoseconds: 100))
        nextPulse = time.board(at: Nanoseconds((second + 1) * 1_000_000_000))
    }

    private mutating func emit(_ effects: inout RadioEffects) {
        let model = board.port.model
        lastCommands = model.commands.count
        guard model.transmissions.count > told else { return forgetPast() }
        for sent in model.transmissions[told...] {
            guard let emission = Emission(sent, time) else { continue }
            effects.emissions.append(emission)
        }
        told = model.transmissions.count
    }

    /// A process runs for days.
    private mutating func forgetPast() {
        guard lastCommands > 4_096, board.port.model.mode != .transmit else { return }
        board.port.model.forgetPast()
        (told, lastCommands) = (0, 0)
    }

    /// What the link has to say; a fault may take the board away with it.
    private mutating func speak(at now: Nanoseconds, _ effects: inout RadioEffects) {
        while let byte = link.nextByte(at: board.port.now) {
            guard let blow = messages.append(byte, at: now) else { continue }
            return suffer(blow, at: now, &effects)
        }
        if board.radioBoard.mustRestart { start(at: now) }
    }

    private mutating func suffer(
        _ blow: OutgoingMessages.Blow, at now: Nanoseconds, _ effects: inout RadioEffects
    ) {
        messages.takeDue(at: now, into: &effects.outgoing)
        switch blow {
        case .stall: stalled = now + Nanoseconds(EmulatorFault.stallMicroseconds * 1_000)
        case .restart: start(at: now)
        case .unplug:
            let absence = Nanoseconds(EmulatorFault.absenceMicroseconds * 1_000)
            away = now + absence
            effects.leave = absence
            messages.forget()
        }
    }
}
