public import Host
internal import Primitives
public import Radios
public import Units

/// A radio's machine and its line, step by step, on the caller's thread: carries bytes and time
/// between the two until there is something to tell. The machine outlives its lines.
public final class RadioSession {
    private let wake: Wake
    private let trace: RadioTrace?
    private var machine: any RadioMachine
    private var link: ByteLink?
    private var actions = RadioActions()
    /// Said by the machine, not told yet.
    private var untold: [RadioNotice] = []
    private var bytes: [UInt8] = []

    public enum Step: Equatable, Sendable {
        case notice(RadioNotice)
        case timeOut
        /// The wake was signalled.
        case woken
    }

    /// A request of 4 kB takes 4 ms at full speed; a line that takes none for so long is dead.
    private static let writing = Nanoseconds(1_000_000_000)
    private static let longestRead = Nanoseconds(60_000_000_000)
    /// Putting a radio to rest is a few requests.
    private static let resting = Nanoseconds(2_000_000_000)

    /// - Parameter wake: the same that lines for this session are opened with.
    public init(_ machine: any RadioMachine, wake: Wake, trace: RadioTrace? = nil) {
        self.machine = machine
        self.wake = wake
        self.trace = trace
        bytes.reserveCapacity(2 * ByteLink.longestRead)
    }

    /// The radio's clock at an instant of the host's.
    public func time(at now: Nanoseconds) -> RadioTime? { machine.time(at: now) }

    /// Begins on a line that was opened just now.
    public func begin(on link: consuming ByteLink) throws(RadioLinkError) {
        self.link = consume link
        actions = RadioActions()
        try perform(.opened)
    }

    /// Tells the machine, and writes what it wants written. Without a line the machine refuses.
    public func perform(_ event: RadioEvent) throws(RadioLinkError) {
        machine.handle(event, at: Uptime.now, actions: &actions)
        try carryOut()
    }

    /// The next thing the machine has to say, or why there is none.
    public func step(until deadline: Nanoseconds) throws(RadioLinkError) -> Step {
        while untold.isEmpty {
            let now = Uptime.now
            if let due = actions.wake, due <= now {
                actions.wake = nil
                try perform(.woken)
                continue
            }
            guard now < deadline else { return .timeOut }
            let due = min(deadline, actions.wake ?? deadline)
            switch try read(within: min(due.gap(to: now), Self.longestRead)) {
            case .bytes:
                trace?.received(bytes.rawSpan)
                machine.take(bytes.rawSpan, at: Uptime.now, actions: &actions)
                try carryOut()
            case .timeOut: continue
            case .woken: return .woken
            }
        }
        return .notice(untold.removeFirst())
    }

    private func read(within span: Nanoseconds) throws(RadioLinkError) -> ByteLink.Received {
        bytes.removeAll(keepingCapacity: true)
        guard let received = try link?.read(into: &bytes, within: span) else {
            preconditionFailure("a step without a line")
        }
        return received
    }

    private func carryOut() throws(RadioLinkError) {
        untold += actions.notices
        let outgoing = actions.outgoing
        actions.clear()
        guard !outgoing.isEmpty else { return }
        trace?.sent(outgoing.rawSpan)
        try link?.write(outgoing.rawSpan, within: Self.writing)
    }

    // MARK: The end of a line

    /// Puts the radio to rest, within two seconds, and closes the line.
    /// - Parameter hear: what is said meanwhile, `rested` at last where all went well; what it
    ///   answers goes to the machine.
    public func rest(_ hear: (RadioNotice) -> [RadioEvent]) {
        let end = Uptime.now + Self.resting
        do throws(RadioLinkError) {
            try perform(.close)
            var isOver = false
            while !isOver {
                switch try step(until: end) {
                case .notice(let notice):
                    isOver = notice.endsRest
                    for event in hear(notice) { try perform(event) }
                case .woken: wake.clear()
                case .timeOut: isOver = true
                }
            }
            for notice in close() { _ = hear(notice) }
        } catch {
            // A radio that is gone rests already.
            for notice in lose() { _ = hear(notice) }
        }
    }

    /// The line is lost: what was under way has its outcome, which comes back with what else was said.
    public func lose() -> [RadioNotice] {
        machine.handle(.lost, at: Uptime.now, actions: &actions)
        untold += actions.notices
        return close()
    }

    /// Closes the line, if there is one; gives back what was not told yet.
    public func close() -> [RadioNotice] {
        link = nil
        actions = RadioActions()
        trace?.flush()
        defer { untold.removeAll() }
        return untold
    }
}

extension RadioNotice {
    fileprivate var endsRest: Bool {
        switch self {
        case .rested, .failed: true
        default: false
        }
    }
}
