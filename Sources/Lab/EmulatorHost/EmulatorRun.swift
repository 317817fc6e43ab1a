public import Air
internal import Glibc
internal import Host
internal import Notation
internal import Primitives
public import Units

/// An emulated radio in real time: its line to the host, frames to hear from standard input and from
/// the air, frames sent to standard output and to the air.
///
/// Standard input may end; the radio goes on until it is told to stop. Its time is the air's where it
/// has joined one, so that all radios' pulses fall together; else it begins with the run.
public final class EmulatorRun {
    private var radio: any EmulatedRadio
    private let line: any DeviceLine
    private let air: AirLink?
    private let origin: UInt64
    private let input: Descriptor
    private let output: Descriptor
    private let complain: (String) -> Void

    private var effects = RadioEffects()
    private var heard = LineInbox(longest: AirLine.longest)
    private var said = Outbox(most: 1 << 22)
    private var bytes: [UInt8] = []
    /// Told, not begun; by their beginnings.
    private var coming: [Arrival] = []
    private var inputHasEnded = false
    private var outputIsGone = false
    private var airWasThere: Bool
    private var lineNumber = 0
    /// When the device comes back to the bus, by the machine's clock.
    private var absence: UInt64?

    /// Frames told in advance; a line more is refused.
    static let mostComing = 10_000
    /// How far in advance.
    static let farthest = Nanoseconds(3_600_000_000_000)
    /// The shortest sleep: no radio can make the process spin.
    static let shortestSleep: UInt64 = 20_000

    /// The radio's time at this moment, for making one.
    public static func start(in air: AirLink?) -> (origin: UInt64, now: Nanoseconds) {
        let origin = air?.origin ?? Uptime.now.value
        return (origin, Nanoseconds(Uptime.now.value &- origin))
    }

    /// - Parameter complain: hears a sentence for each line that is not taken, and what befalls the
    ///   air.
    public init(
        _ radio: any EmulatedRadio, since origin: UInt64, on line: any DeviceLine,
        in air: AirLink?, input: Int32 = 0, output: Int32 = 1,
        complain: @escaping (String) -> Void
    ) {
        self.radio = radio
        self.line = line
        self.air = air
        self.origin = origin
        self.complain = complain
        // Copies: what others gave us stays theirs to close.
        self.input = Descriptor(sharing: dup(input))
        self.output = Descriptor(sharing: dup(output))
        airWasThere = air != nil
    }

    private var now: Nanoseconds { Nanoseconds(Uptime.now.value &- origin) }

    /// Runs until told to end; then takes away what the line left in the file system.
    public func run(until isOver: () -> Bool) {
        var waiting = Waiting()
        pass()
        while !isOver() {
            prepare(&waiting)
            waiting.wait(until: deadline)
            returnToBus()
            if !inputHasEnded, waiting.canRead(input.number) { readLines() }
            takeFromAir()
            takeFromHost()
            pass()
            write(waiting)
        }
        line.end()
    }

    private func prepare(_ waiting: inout Waiting) {
        waiting.clear()
        for descriptor in line.toRead { waiting.toRead(descriptor) }
        if let descriptor = line.toWrite { waiting.toWrite(descriptor) }
        if !inputHasEnded { waiting.toRead(input.number) }
        if !said.isEmpty, !outputIsGone { waiting.toWrite(output.number) }
        if let descriptor = air?.toRead { waiting.toRead(descriptor) }
        if let descriptor = air?.toWrite { waiting.toWrite(descriptor) }
    }

    private var deadline: UInt64? {
        let wake = effects.wake.map { $0.value &+ origin }
        let begin = coming.first.map { $0.start.value &+ origin }
        let soonest = [wake, begin, absence].compactMap { $0 }.min()
        return soonest.map { max($0, Uptime.now.value + Self.shortestSleep) }
    }

    // MARK: The radio

    private func takeFromHost() {
        bytes.removeAll(keepingCapacity: true)
        line.serve(into: &bytes)
        guard !bytes.isEmpty else { return }
        radio.take(bytes.rawSpan, at: now, effects: &effects)
        carryOut()
    }

    private func pass() {
        let now = now
        while let next = coming.first, next.start <= now {
            radio.hear(next)
            coming.removeFirst()
        }
        radio.pass(to: now, effects: &effects)
        carryOut()
    }

    private func carryOut() {
        if !effects.outgoing.isEmpty { line.send(effects.outgoing) }
        for emission in effects.emissions {
            say(SentLine.line(for: emission, clockStart: radio.clockStart))
            air?.send(emission)
        }
        if let away = effects.leave {
            line.leave()
            absence = Uptime.now.value + away.value
        }
        effects.clear()
    }

    private func returnToBus() {
        guard let end = absence, end <= Uptime.now.value else { return }
        do throws(HostError) {
            try line.comeBack()
            absence = nil
        } catch {
            complain("cannot come back to the bus, trying again: \(error)")
            absence = Uptime.now.value + 1_000_000_000
        }
    }

    // MARK: Frames to hear

    private func readLines() {
        if case .ended = heard.read(from: input) { inputHasEnded = true }
        while let line = heard.next() {
            lineNumber += 1
            if let line, line.isEmpty { continue }
            do throws(LineRefusal) {
                guard let line else { throw .tooLong(bytes: AirLine.longest + 1) }
                try schedule(HeardLine(parsing: line.rawSpan))
            } catch { complain("line \(lineNumber): \(error)") }
        }
        if inputHasEnded, heard.rest > 0 {
            complain("line \(lineNumber + 1): it has no end and is not taken")
        }
    }

    private func schedule(_ line: HeardLine) throws(LineRefusal) {
        let now = now
        let arrival = line.arrival(at: now, clockStart: radio.clockStart)
        guard arrival.start <= now + Self.farthest else {
            throw .outOfRange("at_us", "at most an hour ahead")
        }
        guard coming.count < Self.mostComing else {
            throw .outOfRange("at_us", "sooner: \(Self.mostComing) frames are waiting already")
        }
        let place = coming.lastIndex { $0.start <= arrival.start }.map { $0 + 1 } ?? 0
        coming.insert(arrival, at: place)
    }

    private func takeFromAir() {
        guard let air, airWasThere else { return }
        for arrival in air.arrivals(complain) { radio.hear(arrival) }
        guard air.isGone else { return }
        airWasThere = false
        complain("the air is gone; the radio goes on without, and hears standard input only")
    }

    // MARK: Standard output

    /// Nobody reads any more, or not fast enough: the radio goes on, and says so once.
    private func say(_ line: [UInt8]) {
        guard !outputIsGone else { return }
        let before = said.dropped
        said.append(line)
        if said.dropped == 1, before == 0 {
            complain("standard output is not read; lines are lost")
        }
    }

    private func write(_ waiting: Waiting) {
        line.flush()
        air?.flush()
        guard !said.isEmpty, !outputIsGone else { return }
        if !said.flush(carefullyTo: output) {
            outputIsGone = true
            complain("standard output is closed; what is sent is not told any more")
        }
    }
}
