public import Air
import Airwaves
import Primitives
import Radios
import Seeds
public import Units

/// Semtech's CoreCell board on USB, from the device's side: the bridge, an SX1302 or SX1303 with two
/// SX1250, and the SX1261 that listens first. Drivers that run the board run this, the vendor's
/// unmodified programs too; what it answers at each stage is in docs/emulators.md.
///
///     var radio = CoreCellEmulator(CoreCellSettings(eui: eui), at: now)
///     radio.take(bytes, at: now, effects: &effects)   // from the host
///     write(effects.outgoing)
///
/// The same bytes at the same times give the same answers: nothing is drawn but from the seed.
public struct CoreCellEmulator: EmulatedRadio, Sendable {
    public let settings: CoreCellSettings
    private var reader = BridgeRequestReader()
    private var bridge: BridgeDevice
    private var board: BoardChips
    private var receiver: Receiver
    private var line: AnswerLine
    private var answer: [UInt8] = []
    /// Off the bus until then.
    private var away: Nanoseconds?
    /// Stands still until then.
    private var stalled: Nanoseconds?

    public init(_ settings: CoreCellSettings, at now: Nanoseconds) {
        self.settings = settings
        bridge = BridgeDevice(settings, at: now)
        board = BoardChips(settings, at: now)
        receiver = Receiver(board: settings.board, temperature: settings.temperature)
        line = AnswerLine(faults: settings.faults)
    }

    /// How often a frame that reached the antenna is in no record, and why.
    public func missed(_ reason: MissedFrame) -> Int { receiver.missed[reason] ?? 0 }

    public mutating func take(
        _ bytes: RawSpan, at now: Nanoseconds, effects: inout RadioEffects
    ) {
        settle(at: now, &effects)
        var offset = 0
        while isThere, let request = reader.take(bytes, from: &offset, at: now) {
            obey(request, at: now, &effects)
            settle(at: now, &effects)
        }
        effects.wake = wake
    }

    public mutating func pass(to now: Nanoseconds, effects: inout RadioEffects) {
        settle(at: now, &effects)
        effects.wake = wake
    }

    public mutating func hear(_ arrival: Arrival) { receiver.hear(arrival) }

    /// The concentrator's counter begins anew with each reset.
    public var clockStart: Nanoseconds { board.concentrator.counter.zero }

    private var isThere: Bool { away == nil && stalled == nil }
}

// MARK: - Orders

extension CoreCellEmulator {
    /// After a bootloader order the update device of the chip's maker would come, and somebody would
    /// have to let it go.
    static let updateTime = Nanoseconds(3_000_000_000)

    private mutating func obey(
        _ request: TakenRequest, at now: Nanoseconds, _ effects: inout RadioEffects
    ) {
        if !settings.faults.isEmpty { inflict() }
        answer.removeAll(keepingCapacity: true)
        let leaves = bridge.obey(request, board: &board, at: now, answer: &answer)
        let blow = line.append(answer, at: now, outgoing: &effects.outgoing)
        switch blow {
        case .stall:
            stalled = now + Nanoseconds(EmulatorFault.stallMicroseconds * 1_000)
            restartLine()
        case .restart: restart(at: now, back: now)
        case .unplug:
            let absence = Nanoseconds(EmulatorFault.absenceMicroseconds * 1_000)
            leave(for: absence, at: now, &effects)
        case nil: if leaves { leave(for: Self.updateTime, at: now, &effects) }
        }
    }

    /// What is wrong with what the next answer says.
    private mutating func inflict() {
        bridge.hidesVersion = line.isInForce(.wrongVersion)
        let chip = board.concentrator.faults
        board.concentrator.faults = ChipFaults(
            refusesFirmware: line.isInForce(.badFirmware),
            namesOtherVersion: line.isInForce(.controllerVersion),
            failsParity: line.isInForce(.parity), changesEcho: line.isInForce(.echo),
            tearsCounter: chip.tearsCounter || line.spend(.tornCounter),
            cutsCount: chip.cutsCount || line.spend(.shortCount))
        if line.spend(.garbage) {
            var numbers = SeededNumbers(seed: settings.seed)
            board.concentrator.buffer.garbage = numbers.bytes(37)
        }
    }

    private mutating func leave(
        for time: Nanoseconds, at now: Nanoseconds, _ effects: inout RadioEffects
    ) {
        away = now + time
        effects.leave = time
        restart(at: now, back: now + time)
    }

    /// The controller begins anew, and the chips without power before.
    private mutating func restart(at now: Nanoseconds, back: Nanoseconds) {
        restartLine()
        board.losePower(at: now)
        bridge.restart(at: back)
    }

    private mutating func restartLine() {
        reader.clear()
        line.forget()
    }
}

// MARK: - Time

extension CoreCellEmulator {
    private mutating func settle(at now: Nanoseconds, _ effects: inout RadioEffects) {
        if let end = away, end <= now { away = nil }
        if let end = stalled, end <= now { stalled = nil }
        line.takeDue(at: now, into: &effects.outgoing)
        while let path = nextDue(by: now) { fire(path.index, at: path.time) }
        for index in board.concentrator.paths.indices {
            if let emission = board.concentrator.paths[index].begun(by: now) {
                effects.emissions.append(emission)
            }
        }
        receiver.advance(to: now, &board.concentrator)
        if let scan = board.listener.finishedScan(by: now) {
            board.listener.finishScan(receiver.arrivals(from: scan.start, to: scan.end))
        }
    }

    private var wake: Nanoseconds? {
        let chip = board.concentrator
        return (chip.paths.compactMap { $0.wake(chip.pulses) } + [line.due].compactMap { $0 }).min()
    }

    private func nextDue(by now: Nanoseconds) -> (index: Int, time: Nanoseconds)? {
        let chip = board.concentrator
        return chip.paths.compactMap { path in
            path.due(chip.pulses).map { (path.index, $0) }
        }.filter { $0.1 <= now }.min { $0.1 < $1.1 }
    }

    /// A trigger has come: the registers are read now, not when it was set.
    private mutating func fire(_ path: Int, at time: Nanoseconds) {
        let chip = board.concentrator
        if chip.gain.isRunning, chip.gain.listensFirst {
            let window = board.listener.window(before: time)
            let isFree = board.listener.isFree(receiver.arrivals(from: window, to: time))
            board.concentrator.attempted(path, isBlocked: !isFree)
            guard isFree else { return board.concentrator.paths[path].release() }
        }
        let signal = TransmitDecoder(chip.memory, path: path).signal
        let hasAntenna = chip.canSend(path)
        switch signal.content {
        case .nothing: board.concentrator.paths[path].release()
        case .carrier:
            board.concentrator.paths[path].emit(
                from: time, until: nil, nil, hasAntenna: hasAntenna)
        case .frame(let frame, let airtime):
            let start = chip.counter.time(of: chip.counter.ticks(at: time) + signal.delay)
            let emission = Emission(
                frame: frame, power: settings.board.level(ofRegister: signal.register),
                start: start, end: start + airtime)
            board.concentrator.paths[path].emit(
                from: start, until: emission.end, hasAntenna ? emission : nil,
                hasAntenna: hasAntenna)
        }
    }
}

extension ConcentratorChip {
    fileprivate mutating func attempted(_ path: Int, isBlocked: Bool) {
        gain.attempted(path, isBlocked: isBlocked, &memory)
    }
}
