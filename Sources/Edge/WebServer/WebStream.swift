internal import Synchronization

/// Server-sent events to one client, given by any thread. What waits is bounded: a client that is
/// too slow for it is closed, and asks again from where it was.
public final class WebStream: Sendable {
    private struct State {
        var waiting: [UInt8] = []
        var isEnding = false
        var isGone = false
        var most = 256 << 10
        /// Tells the connection's thread that there is something; nil until it has one.
        var notify: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())

    public init() {}

    /// The client has gone, or was too slow; nobody needs to make more events for it.
    public var isGone: Bool { state.withLock { $0.isGone } }

    /// - Parameter data: on one line.
    /// - Returns: false when the client has gone.
    @discardableResult
    public func send(event: String? = nil, id: String? = nil, data: [UInt8]) -> Bool {
        precondition(!data.contains(0x0a) && !data.contains(0x0d), "an event of several lines")
        var bytes: [UInt8] = []
        if let event { bytes += Array("event: \(event)\n".utf8) }
        if let id { bytes += Array("id: \(id)\n".utf8) }
        bytes += Array("data: ".utf8) + data + [0x0a, 0x0a]
        return put(bytes)
    }

    /// No more events; the connection ends behind the last.
    public func end() {
        let notify = state.withLock { state in
            state.isEnding = true
            return state.notify
        }
        notify?()
    }

    private func put(_ bytes: [UInt8]) -> Bool {
        let (isTaken, notify) = state.withLock { state in
            guard !state.isGone, !state.isEnding else {
                return (false, nil as (@Sendable () -> Void)?)
            }
            guard state.waiting.count + bytes.count <= state.most else {
                state.isGone = true
                return (false, state.notify)
            }
            state.waiting += bytes
            return (true, state.notify)
        }
        notify?()
        return isTaken
    }

    // MARK: The connection's side

    func attach(most: Int, _ notify: @escaping @Sendable () -> Void) {
        state.withLock { state in
            state.most = most
            state.notify = notify
        }
    }

    enum Next {
        case bytes([UInt8])
        case nothing
        case end
    }

    func next() -> Next {
        state.withLock { state in
            guard !state.isGone else { return .end }
            if !state.waiting.isEmpty {
                defer { state.waiting = [] }
                return .bytes(state.waiting)
            }
            return state.isEnding ? .end : .nothing
        }
    }

    func leave() {
        state.withLock { state in
            state.isGone = true
            state.notify = nil
            state.waiting = []
        }
    }
}
