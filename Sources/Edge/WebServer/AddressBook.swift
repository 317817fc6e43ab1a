internal import Synchronization
internal import Units

/// What each address has of the server now, for all its threads. Bounded: an address that has
/// nothing open and all its allowance is forgotten.
final class AddressBook: Sendable {
    private struct Entry {
        var connections = 0
        /// Requests it may ask at once, in billionths, at `since`.
        var allowance: UInt64
        var since: Nanoseconds
    }

    private struct State {
        var entries: [ClientAddress: Entry] = [:]
        var sweepAt = 4096
    }

    private let state = Mutex(State())
    private let connections: Int
    private let burst: UInt64
    private let perSecond: UInt64

    init(_ limits: WebLimits) {
        connections = limits.connectionsPerAddress
        burst = limits.burstPerAddress * 1_000_000_000
        perSecond = limits.requestsPerSecond
    }

    /// - Returns: false when the address has all the connections it may have.
    func open(_ address: ClientAddress, at now: Nanoseconds) -> Bool {
        state.withLock { state in
            sweep(&state, at: now)
            let fresh = Entry(allowance: burst, since: now)
            guard state.entries[address, default: fresh].connections < connections else {
                return false
            }
            state.entries[address, default: fresh].connections += 1
            return true
        }
    }

    func close(_ address: ClientAddress) {
        state.withLock { $0.entries[address]?.connections -= 1 }
    }

    /// Takes one request from the address's allowance.
    /// - Returns: nil, or the whole seconds until it has one again.
    func ask(_ address: ClientAddress, at now: Nanoseconds) -> UInt64? {
        state.withLock { state in
            guard var entry = state.entries[address] else { return nil }
            entry.allowance = allowance(of: entry, at: now)
            entry.since = now
            defer { state.entries[address] = entry }
            guard entry.allowance >= 1_000_000_000 else {
                let missing = 1_000_000_000 - entry.allowance
                return max(1, missing / max(1, perSecond) / 1_000_000_000)
            }
            entry.allowance -= 1_000_000_000
            return nil
        }
    }

    var count: Int { state.withLock { $0.entries.count } }

    private func allowance(of entry: Entry, at now: Nanoseconds) -> UInt64 {
        // An hour fills every allowance.
        let gap = min(now.gap(to: entry.since).value, 3_600_000_000_000)
        return min(burst, entry.allowance + gap * perSecond)
    }

    private func sweep(_ state: inout State, at now: Nanoseconds) {
        guard state.entries.count >= state.sweepAt else { return }
        state.entries = state.entries.filter { _, entry in
            entry.connections > 0 || allowance(of: entry, at: now) < burst
        }
        state.sweepAt = max(4096, state.entries.count * 2)
    }
}
