import Host
import OracleHost
import Synchronization
import Units

/// How the deciding thread is, for whoever asks the server.
final class Pulse: Sendable {
    struct State: Sendable {
        /// Why it cannot serve now; nothing when it can.
        var trouble: String? = "starting"
        var lastTurn = Uptime.now
        var counts = OracleCounts()
        var size: UInt64 = 0
        var published: UInt64 = 0
        var newest: UInt64?
        /// How old the newest record is, in milliseconds.
        var recordAge: UInt64?
        var waiting = 0
        var chainLeft: UInt64 = 0
        /// Epochs whose pay was not computed when it should have entered the registry.
        var unsettled: ClosedRange<UInt64>?
        /// Appeals that nothing was decided about.
        var appeals = 0
        /// How long the last look at the open epoch took, in milliseconds, and what it knows.
        var lookTook: UInt64?
        var openReports = 0
    }

    private let state = Mutex(State())

    var now: State { state.withLock { $0 } }

    func tell(_ body: (inout State) -> Void) { state.withLock { body(&$0) } }

    /// The deciding thread is alive while it turns at least this often.
    static let longestTurn = Nanoseconds(20_000_000_000)
}
