public import Host
internal import Primitives
public import Radios
public import Units

/// Runs a radio's machine over a line, on the caller's thread, until it is stopped: opens the line,
/// carries bytes and time, opens it again after a loss. Between events it sleeps.
///
/// A lost radio that is plugged in again is opened within five seconds, and at once where udev tells
/// of it (`ReopenDelay`).
public final class RadioRunner<Machine: RadioMachine> {
    /// Hears what happens; what it returns is handed to the machine, in order.
    public typealias Handler = (RunnerNotice, Nanoseconds) -> [RadioEvent]

    private let address: RadioAddress
    private let wake: Wake
    private let trace: RadioTrace?
    private let handler: Handler
    private var machine: Machine
    private var delay = ReopenDelay()
    private var actions = RadioActions()
    private var bytes: [UInt8] = []
    private var arrivals: Arrivals?
    private var readySince: Nanoseconds?
    public private(set) var counts = RunnerCounts()

    /// - Parameter wake: its signal stops the runner: the machine may put the radio to rest.
    public init(
        _ machine: Machine, at address: RadioAddress, wake: Wake, trace: RadioTrace? = nil,
        handler: @escaping Handler
    ) {
        self.machine = machine
        self.address = address
        self.wake = wake
        self.trace = trace
        self.handler = handler
        bytes.reserveCapacity(2 * ByteLink.longestRead)
    }

    /// - Returns: nil when it was stopped; the fault when somebody has to act before the radio works.
    public func run() -> RadioFault? {
        // Before the first opening, so that no arrival falls between.
        arrivals = try? Arrivals(wake: wake)
        while true {
            readySince = nil
            do throws(RadioLinkError) {
                guard let fault = try session() else { return nil }
                if fault.isLasting { return fault }
            } catch {
                _ = tell(.line(error))
                forget()
            }
            counts.losses += 1
            let working = readySince.map { Uptime.now.gap(to: $0) } ?? Nanoseconds(0)
            guard rest(delay.next(afterWorking: working)) else { return nil }
        }
    }

    /// The radio's clock at an instant of the host's; for the handler, on the runner's thread.
    public func time(at now: Nanoseconds) -> RadioTime? { machine.time(at: now) }

    // MARK: One line's life

    /// Nil when stopped.
    private func session() throws(RadioLinkError) -> RadioFault? {
        let link = try ByteLink(to: address, wake: wake)
        counts.openings += 1
        actions = RadioActions()
        for event in [.opened] + tell(.opened) {
            machine.handle(event, at: Uptime.now, actions: &actions)
        }
        while true {
            if let fault = try carryOut(over: link) { return fault }
            let now = Uptime.now
            let due = actions.wake ?? now + RunnerLimits.longestWait
            switch try read(link, until: due) {
            case .bytes: take()
            case .timeOut: pass()
            case .woken:
                wake.clear()
                try close(link)
                return nil
            }
        }
    }

    private func read(
        _ link: borrowing ByteLink, until due: Nanoseconds
    ) throws(RadioLinkError) -> ByteLink.Received {
        bytes.removeAll(keepingCapacity: true)
        let now = Uptime.now
        return try link.read(
            into: &bytes, within: due > now ? due.gap(to: now) : Nanoseconds(0))
    }

    private func take() {
        trace?.received(bytes.rawSpan)
        machine.take(bytes.rawSpan, at: Uptime.now, actions: &actions)
        // A radio that never falls silent must not keep the machine from its time.
        pass()
    }

    private func pass() {
        let now = Uptime.now
        guard let due = actions.wake, due <= now else { return }
        actions.wake = nil
        machine.handle(.woken, at: now, actions: &actions)
    }

    /// Writes, tells, and goes on while what was told leads to more.
    private func carryOut(over link: borrowing ByteLink) throws(RadioLinkError) -> RadioFault? {
        while !actions.outgoing.isEmpty || !actions.notices.isEmpty {
            let outgoing = actions.outgoing
            let notices = actions.notices
            actions.clear()
            if !outgoing.isEmpty {
                trace?.sent(outgoing.rawSpan)
                try link.write(outgoing.rawSpan, within: RunnerLimits.write)
            }
            var fault: RadioFault?
            for notice in notices {
                if case .failed(let found) = notice { fault = found }
                for event in hear(notice) where fault == nil {
                    machine.handle(event, at: Uptime.now, actions: &actions)
                }
            }
            if let fault { return fault }
        }
        return nil
    }

    private func hear(_ notice: RadioNotice) -> [RadioEvent] {
        switch notice {
        case .ready: readySince = Uptime.now
        case .dropped(let drop, let count): counts.drops[drop, default: 0] += count
        default: break
        }
        return tell(.radio(notice))
    }

    /// The machine puts the radio to rest, within two seconds; a second signal ends that too.
    private func close(_ link: borrowing ByteLink) throws(RadioLinkError) {
        let end = Uptime.now + RunnerLimits.rest
        machine.handle(.close, at: Uptime.now, actions: &actions)
        while true {
            let isResting = actions.notices.contains(.rested)
            let fault = try carryOut(over: link)
            if isResting || fault != nil || Uptime.now >= end { return }
            switch try read(link, until: min(actions.wake ?? end, end)) {
            case .bytes: take()
            case .timeOut: pass()
            case .woken: return
            }
        }
    }

    // MARK: Between two lines

    /// What was under way has its outcome.
    private func forget() {
        actions.clear()
        machine.handle(.lost, at: Uptime.now, actions: &actions)
        for notice in actions.notices { _ = hear(notice) }
        actions = RadioActions()
    }

    /// False when stopped. A device that is plugged in ends the rest.
    private func rest(_ span: Nanoseconds) -> Bool {
        let end = Uptime.now + span
        guard let arrivals else { return !wake.wait(until: end) }
        do throws(RadioLinkError) {
            switch try arrivals.wait(until: end) {
            case .woken: return false
            case .timeOut: return true
            case .arrived: delay.reset()
            }
        } catch {
            self.arrivals = nil
            return !wake.wait(until: end)
        }
        // udev gives a new node to its group a moment after it tells.
        return !wake.wait(until: Uptime.now + RunnerLimits.settling)
    }

    private func tell(_ notice: RunnerNotice) -> [RadioEvent] { handler(notice, Uptime.now) }
}

enum RunnerLimits {
    /// A request of 4 kB takes 4 ms at full speed.
    static let write = Nanoseconds(1_000_000_000)
    static let rest = Nanoseconds(2_000_000_000)
    static let longestWait = Nanoseconds(60_000_000_000)
    static let settling = Nanoseconds(50_000_000)
}

/// What a runner tells.
public enum RunnerNotice: Equatable, Sendable {
    case opened
    /// The line could not be opened, or was lost. The runner goes on by itself.
    case line(RadioLinkError)
    case radio(RadioNotice)
}

public struct RunnerCounts: Equatable, Sendable {
    /// How often the line was opened; how often opening it failed, or it was lost or given up.
    public var openings = 0
    public var losses = 0
    /// What the machine threw away, by name.
    public var drops: [RadioDrop: Int] = [:]

    public init() {}
}
