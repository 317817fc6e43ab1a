import CommandTable
import Host
import Primitives
import RadioDrivers
import RadioLink
import Radios
import Units

/// A radio on an open line, with the driver for it. One thread's; ends its waiting at SIGINT.
struct RadioSession: ~Copyable {
    private let link: ByteLink
    private var machine: any RadioMachine
    private let trace: RadioTrace?
    private var actions = RadioActions()
    private var notices: [RadioNotice] = []
    private var chunk: [UInt8] = []

    enum Step {
        case notice(RadioNotice)
        case timeOut
        /// SIGINT or SIGTERM came.
        case interrupted
    }

    /// A request is a few kilobytes; a line that takes none for so long is dead.
    private static let writing = Nanoseconds(2_000_000_000)
    /// How long SIGINT may go unnoticed.
    private static let slice = Nanoseconds(100_000_000)
    /// Putting a radio to rest is a few requests, a second at most.
    private static let resting = Nanoseconds(3_000_000_000)

    init(
        on link: consuming ByteLink, driver: any RadioMachine, trace: RadioTrace?
    ) throws(RadioLinkError) {
        self.link = link
        machine = driver
        self.trace = trace
        try perform(.opened)
    }

    /// Tells the driver, and does what it wants.
    mutating func perform(_ event: RadioEvent) throws(RadioLinkError) {
        machine.handle(event, at: Uptime.now, actions: &actions)
        try carryOut()
    }

    /// The next thing the driver has to say, or the deadline.
    mutating func next(
        until deadline: Nanoseconds, stopsAtSignals: Bool = true
    ) throws(RadioLinkError) -> Step {
        while notices.isEmpty {
            if stopsAtSignals, Interruption.hasCome { return .interrupted }
            let now = Uptime.now
            guard now < deadline else { return .timeOut }
            if let wake = actions.wake, wake <= now {
                try perform(.woken)
                continue
            }
            let until = min(deadline, actions.wake ?? deadline)
            // A local, because the driver must not reach into what it is a part of.
            var bytes: [UInt8] = []
            swap(&bytes, &chunk)
            defer { swap(&bytes, &chunk) }
            bytes.removeAll(keepingCapacity: true)
            let wait = min(until.gap(to: now), Self.slice)
            guard case .bytes = try link.read(into: &bytes, within: wait) else { continue }
            trace?.received(bytes[...])
            machine.take(bytes.rawSpan, at: Uptime.now, actions: &actions)
            try carryOut()
        }
        return .notice(notices.removeFirst())
    }

    /// The next thing, with a lost line as trouble that may pass.
    mutating func step(until deadline: Nanoseconds) throws(RadioTrouble) -> Step {
        do throws(RadioLinkError) {
            return try next(until: deadline)
        } catch { throw RadioTrouble(error) }
    }

    /// Tells the driver, with a lost line as trouble.
    mutating func tell(_ event: RadioEvent) throws(RadioTrouble) {
        do throws(RadioLinkError) {
            try perform(event)
        } catch { throw RadioTrouble(error) }
    }

    /// Waits until the radio says what it is.
    mutating func identity() throws(RadioTrouble) -> RadioIdentity {
        while case .notice(let notice) = try step(until: Nanoseconds(UInt64.max)) {
            if case .ready(let identity) = notice { return identity }
            if case .failed(let fault) = notice { throw RadioTrouble(fault) }
        }
        _ = rest()
        throw RadioTrouble(CommandFailure("interrupted"))
    }

    /// Waits, for a signal too.
    static func pause(until deadline: Nanoseconds) {
        guard let wake = try? Wake() else { return }
        while Uptime.now < deadline, !Interruption.hasCome {
            _ = wake.wait(until: min(deadline, Uptime.now + slice))
        }
    }

    private mutating func carryOut() throws(RadioLinkError) {
        notices += actions.notices
        let outgoing = actions.outgoing
        actions.clear()
        guard !outgoing.isEmpty else { return }
        trace?.sent(outgoing)
        try link.write(outgoing.rawSpan, within: Self.writing)
    }

    /// Puts the radio to rest. What it heard meanwhile comes back.
    mutating func rest() -> [RadioNotice] {
        var late: [RadioNotice] = []
        let end = Uptime.now + Self.resting
        do throws(RadioLinkError) {
            try perform(.close)
            while case .notice(let notice) = try next(until: end, stopsAtSignals: false) {
                if case .rested = notice { break }
                late.append(notice)
                if case .failed = notice { break }
            }
        } catch {
            // A radio that is gone rests already.
        }
        trace?.flush()
        return late
    }
}

/// Why a radio does not work, for the person who asked for it.
struct RadioTrouble: Error {
    let failure: CommandFailure
    /// Whether it may go away by itself, as when a plug was pulled.
    let mayPass: Bool

    var reason: String { failure.reason }

    init(_ failure: CommandFailure) {
        self.failure = failure
        mayPass = false
    }

    init(_ error: RadioLinkError) {
        failure = CommandFailure(error, exit: .unavailable)
        mayPass = true
    }

    init(_ fault: RadioFault) {
        failure = CommandFailure(fault, exit: fault.isLasting ? .wrongConfiguration : .failed)
        mayPass = !fault.isLasting
    }
}

/// What a probe found.
enum ProbeOutcome {
    case verdict(RadioProbe.Verdict)
    case silence
}

extension RadioProbe {
    /// Asks what is at the line's other end. The line is then fit for a driver, which drains it.
    static func ask(
        on link: borrowing ByteLink, trace: RadioTrace?
    ) throws(RadioLinkError) -> ProbeOutcome {
        var probe = RadioProbe()
        var chunk: [UInt8] = []
        let settled = Uptime.now + settling
        while Uptime.now < settled, !Interruption.hasCome {
            chunk.removeAll(keepingCapacity: true)
            let wait = settled.gap(to: Uptime.now)
            guard case .bytes = try link.read(into: &chunk, within: wait) else { break }
            trace?.received(chunk[...])
            if let verdict = probe.settle(chunk.rawSpan) { return .verdict(verdict) }
        }
        trace?.sent(question)
        try link.write(question.rawSpan, within: patience)
        let end = Uptime.now + patience
        while Uptime.now < end, !Interruption.hasCome {
            chunk.removeAll(keepingCapacity: true)
            guard case .bytes = try link.read(into: &chunk, within: end.gap(to: Uptime.now)) else {
                break
            }
            trace?.received(chunk[...])
            if let verdict = probe.take(chunk.rawSpan) { return .verdict(verdict) }
        }
        return .silence
    }
}
