internal import Synchronization

/// Values on their way from one thread to another, in order. Bounded: what a full one is given is
/// not taken, and counted.
public final class Mailbox<Value: Sendable>: Sendable {
    private struct State {
        var values: [Value] = []
        var refused: UInt64 = 0
    }

    private let state = Mutex(State())
    private let wake: Wake
    private let most: Int

    /// - Parameter wake: of whoever takes.
    public init(most: Int, wake: Wake) {
        self.most = most
        self.wake = wake
    }

    /// - Returns: false when it was full.
    @discardableResult
    public func put(_ value: consuming sending Value) -> Bool {
        let value = value
        let isTaken = state.withLock { state in
            guard state.values.count < most else {
                state.refused += 1
                return false
            }
            state.values.append(value)
            return true
        }
        if isTaken { wake.signal() }
        return isTaken
    }

    /// Everything that waits; the array is used again for what comes next.
    public func take(into values: inout [Value]) {
        values.removeAll(keepingCapacity: true)
        state.withLock { swap(&$0.values, &values) }
    }

    /// How many values were not taken since the start.
    public var refused: UInt64 { state.withLock { $0.refused } }
}
