public import Host
public import Radios
internal import Synchronization

/// What other threads tell a runner.
public final class RunnerOrders: Sendable {
    private struct State {
        var events: [RadioEvent] = []
        var isStopped = false
        var isClosed = false
    }

    /// Ends the runner's waiting.
    public let wake: Wake
    private let state = Mutex(State())

    /// A radio is never given so many transmissions ahead.
    static let most = 64

    public init(wake: Wake) { self.wake = wake }

    /// Hands an event to the radio's machine, soon. What becomes of it the runner's handler hears.
    /// - Returns: false when it is not taken: too many wait, or the runner has ended.
    public func post(_ event: RadioEvent) -> Bool {
        let isTaken = state.withLock { state in
            guard !state.isClosed, state.events.count < Self.most else { return false }
            state.events.append(event)
            return true
        }
        if isTaken { wake.signal() }
        return isTaken
    }

    /// The runner puts its radio to rest and ends.
    public func stop() {
        state.withLock { $0.isStopped = true }
        wake.signal()
    }

    // MARK: The runner's side

    /// Whether `stop` was called.
    public var isStopped: Bool { state.withLock { $0.isStopped } }

    func take() -> [RadioEvent] {
        state.withLock { state in
            defer { state.events.removeAll() }
            return state.events
        }
    }

    /// From now on nothing is taken; what had been is given back.
    func close() -> [RadioEvent] {
        state.withLock { $0.isClosed = true }
        return take()
    }

    func open() { state.withLock { $0.isClosed = false } }
}
