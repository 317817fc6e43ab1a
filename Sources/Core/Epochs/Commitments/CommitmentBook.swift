public import Attestation
public import Primitives

/// What the log holds of one key's commitments (PROTOCOL 3.1): which stand, and which of them
/// nobody opened.
public struct CommitmentBook: Hashable, Sendable {
    /// Ascending by window.
    public private(set) var standing: [Standing]

    public struct Standing: Hashable, Sendable {
        public let window: Window
        public let hash: Hash256
        /// A statement opened it or declared it lost.
        public var isSettled: Bool

        public init(window: Window, hash: Hash256, isSettled: Bool) {
            self.window = window
            self.hash = hash
            self.isSettled = isSettled
        }
    }

    /// How far ahead of the newest record's window a commitment may be.
    public static let windowsAhead: UInt64 = 8

    public init(_ standing: [Standing] = []) { self.standing = standing }

    /// The first commitment that was logged below the window's first record.
    public func commitment(for window: Window) -> Hash256? {
        find(window).map { standing[$0].hash }
    }

    /// How many commitments for earlier windows nobody opened, of those that were overdue at the
    /// record of an index (the beacon's m).
    public func gaps(before window: Window, at record: UInt64, _ time: LogTime) -> UInt64 {
        var count: UInt64 = 0
        for item in standing where item.window < window && !item.isSettled {
            if let overdue = time.overdue(ofOld: item.window), overdue.index <= record {
                count += 1
            }
        }
        return count
    }

    /// Takes what a statement that stands at `place` makes. What names a window that has begun, one
    /// more than eight ahead, or one committed to before, does not stand.
    public mutating func make(
        _ commitments: [CommitmentNews.Commitment], at place: UInt64, _ time: LogTime
    ) {
        let current = time.window(at: place)?.number ?? 0
        for item in commitments {
            guard time.start(of: item.window).map({ place < $0 }) ?? true,
                item.window.number <= current + Self.windowsAhead
            else { continue }
            let next = standing.firstIndex { $0.window >= item.window } ?? standing.count
            if next < standing.count, standing[next].window == item.window { continue }
            standing.insert(
                Standing(window: item.window, hash: item.hash, isSettled: false), at: next)
        }
    }

    /// Settles a commitment that a nonce opens: its own beacon's reveal at any time, otherwise not
    /// before the record of its window from which that is allowed. False: it opens none.
    @discardableResult
    public mutating func open(
        _ window: Window, _ hash: Hash256, at place: UInt64, byReveal: Bool, _ time: LogTime
    ) -> Bool {
        guard let found = find(window), standing[found].hash == hash else { return false }
        if !byReveal {
            guard let from = time.opening(ofOld: window), from.index < place else { return false }
        }
        standing[found].isSettled = true
        return true
    }

    /// Settles what is declared lost. False: there was nothing to lose.
    @discardableResult
    public mutating func lose(_ windows: [Window]) -> Bool {
        var hasLost = false
        for window in windows {
            guard let found = find(window), !standing[found].isSettled else { continue }
            standing[found].isSettled = true
            hasLost = true
        }
        return hasLost
    }

    /// Forgets what no later epoch asks for: settled commitments of windows before this one.
    public mutating func forget(before window: Window) {
        standing.removeAll { $0.isSettled && $0.window < window }
    }

    public var isEmpty: Bool { standing.isEmpty }

    private func find(_ window: Window) -> Int? {
        standing.firstIndex { $0.window == window }
    }
}
