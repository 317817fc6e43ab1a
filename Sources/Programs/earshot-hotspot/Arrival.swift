import Box
import Host
import OracleAPI
import PositionFixes
import RadioLink
import Radios
import Units

/// What the threads of the daemon bring to the one that decides.
enum Arrival: Sendable {
    case oracle(UInt64, OracleReply)
    /// Of the native radio, with the uptime at which it was told and the radio's clock then.
    case radio(RunnerNotice, at: Nanoseconds, clock: RadioTime?)
    /// The native radio's machine has stopped: somebody has to act.
    case radioFailed(RadioOutage)
    case position(PositionEvent, Moment)
}

/// The main thread's letter box.
typealias Inbox = Mailbox<Arrival>
