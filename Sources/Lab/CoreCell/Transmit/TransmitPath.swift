import Air
import Units

/// One of the two transmitters: what it waits for, and what it is doing.
struct TransmitPath {
    enum Trigger {
        case at(Nanoseconds)
        /// With the first pulse later than this.
        case pulse(after: Nanoseconds)
    }

    /// What the status register says.
    enum Status {
        static let free: UInt8 = 0x80
        static let scheduled: UInt8 = 0x91
        static let emitting: UInt8 = 0x30
    }

    enum State {
        case free
        case armed(Trigger)
        /// A bare carrier has no end of its own.
        case emitting(until: Nanoseconds?)
    }

    /// A time in which the antenna is at the transmitter.
    struct Occupation {
        var start: Nanoseconds
        var end: Nanoseconds
    }

    let index: Int
    private(set) var state = State.free
    /// What has not begun to leave the antenna.
    private var waiting: Emission?
    private var occupations: [Occupation] = []

    init(index: Int) { self.index = index }

    mutating func arm(_ trigger: Trigger) { state = .armed(trigger) }

    /// Sends from `start` on, without an end for a bare carrier. A path whose radio is not enabled
    /// goes through the same and does not have the antenna.
    mutating func emit(
        from start: Nanoseconds, until end: Nanoseconds?, _ emission: Emission?, hasAntenna: Bool
    ) {
        state = .emitting(until: end)
        waiting = emission
        guard hasAntenna else { return }
        occupations.removeAll { $0.end + Self.memory < start }
        occupations.append(Occupation(start: start, end: end ?? Nanoseconds(.max)))
    }

    /// Longer than any frame that another might send meanwhile.
    private static let memory = Nanoseconds(60_000_000_000)

    /// Nothing to send, or not let out.
    mutating func release() { state = .free }

    /// Stopped, or armed anew. What has begun is on the air already and stays there; the antenna is
    /// free from now on.
    mutating func abort(at now: Nanoseconds) {
        state = .free
        waiting = nil
        if let last = occupations.indices.last, occupations[last].end > now {
            occupations[last].end = max(now, occupations[last].start)
        }
    }

    /// The emission, once its time has come.
    mutating func begun(by now: Nanoseconds) -> Emission? {
        guard let emission = waiting, emission.start <= now else { return nil }
        waiting = nil
        return emission
    }

    func isSending(from start: Nanoseconds, to end: Nanoseconds) -> Bool {
        occupations.contains { $0.start < end && start < $0.end }
    }

    func status(at now: Nanoseconds) -> UInt8 {
        switch state {
        case .free: Status.free
        case .armed: Status.scheduled
        case .emitting(let end):
            if let end, end <= now { Status.free } else { Status.emitting }
        }
    }

    /// When something is to be done next; nil while nothing is in sight.
    func wake(_ pulses: PulseInput) -> Nanoseconds? { due(pulses) ?? waiting?.start }

    /// When the trigger comes.
    func due(_ pulses: PulseInput) -> Nanoseconds? {
        guard case .armed(let trigger) = state else { return nil }
        switch trigger {
        case .at(let time): return time
        case .pulse(let time): return pulses.next(after: time)
        }
    }
}
