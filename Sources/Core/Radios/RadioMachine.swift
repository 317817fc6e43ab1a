public import Units

/// A radio's driver without input or output: bytes and time come in, bytes and notices go out. The
/// same machine runs over libusb, a terminal device, TCP and in the simulator.
///
///     machine.handle(.opened, at: now, actions: &actions)   // the line is open
///     write(actions.outgoing)
///     machine.take(bytes, at: now, actions: &actions)       // what the line brought, cut anywhere
///     for notice in actions.notices { … }
///
/// `now` is a clock of the host that never goes back. After a `failed` notice the machine waits for
/// the line to be opened again; what was under way has had its outcome.
public protocol RadioMachine: Sendable {
    mutating func handle(_ event: RadioEvent, at now: Nanoseconds, actions: inout RadioActions)
    /// Takes bytes from the line. Allocates nothing but for the frames they hold.
    mutating func take(_ bytes: RawSpan, at now: Nanoseconds, actions: inout RadioActions)
    /// The radio's clock at an instant of the host's, to about a millisecond, for those who date
    /// transmissions; nil while the radio is not ready.
    func time(at now: Nanoseconds) -> RadioTime?
}

public enum RadioEvent: Hashable, Sendable {
    /// The line is open; all that was before is forgotten.
    case opened
    /// The time asked for by `RadioActions.wake` has come.
    case woken
    /// The line is gone.
    case lost
    case transmit(PermittedTransmission)
    /// Takes a transmission back, if it has not begun.
    case cancel(UInt32)
    /// Another channel is to be heard from now on; `tuned` or `notTuned` follows. For radios that
    /// hear one at a time.
    case tune(ListeningChannel)
    /// The radio is to be put to rest; `rested` or `failed` follows.
    case close
}

/// What a machine wants done. Kept by the caller between calls, so that its memory is used again.
public struct RadioActions: Sendable {
    /// To be written to the line, in order.
    public var outgoing: [UInt8] = []
    /// When `woken` is to be told, if nothing else happens before; nil for never.
    public var wake: Nanoseconds?
    public var notices: [RadioNotice] = []

    public init() {}

    /// Forgets what was carried out. `wake` stays: it holds until the machine changes it.
    public mutating func clear() {
        outgoing.removeAll(keepingCapacity: true)
        notices.removeAll(keepingCapacity: true)
    }
}

public enum RadioNotice: Hashable, Sendable {
    /// The radio receives. Its clock began anew.
    case ready(RadioIdentity)
    case heard(Reception)
    case ended(transmission: UInt32, TransmitOutcome)
    /// Something was not taken: counted by name, `count` times.
    case dropped(RadioDrop, count: Int)
    /// The radio's clock at a pulse of the GNSS receiver, once for each.
    case pulse(RadioTime)
    /// What the radio measured of itself, in hundredths of a degree Celsius.
    case temperature(hundredths: Int16)
    /// What is heard from here on, until the next such notice; of radios that hear one channel.
    case tuned(ListeningChannel)
    /// The radio goes on as before; why, in words.
    case notTuned(ListeningChannel, String)
    case remark(Remark)
    /// The radio cannot go on: close the line, and open it again after a while.
    case failed(RadioFault)
    /// The radio is at rest; the line may be closed.
    case rested
}

/// What a driver throws away, each kind counted.
public enum RadioDrop: String, CaseIterable, Sendable {
    /// Bytes or records of the receive buffer that are no frame.
    case brokenRecord = "broken-record"
    /// A frame on a channel that the plan does not use.
    case unusedChannel = "unused-channel"
    /// The same frame once more, from a second demodulator.
    case duplicate = "duplicate"
    /// The radio's own buffer was full.
    case overrun = "overrun"
    /// A frame of the link with a wrong checksum or form.
    case brokenFrame = "broken-frame"
    /// A message of the link that nobody understands.
    case unknownMessage = "unknown-message"
    /// Events the radio board lost because its queue was full.
    case lostEvent = "lost-event"
    /// Bytes that nobody waits for: under way when the line was opened, or after a fault of the line.
    case staleByte = "stale-byte"
    /// A frame of the link from before it was opened.
    case staleFrame = "stale-frame"
    /// A transmission that could no longer be sent when the line was lost.
    case lostTransmission = "lost-transmission"
}

/// Why a radio cannot go on.
public struct RadioFault: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Kind: String, CaseIterable, Sendable {
        /// No answer in time.
        case silent
        /// An answer that cannot be: truncated, repeated, of another request.
        case wrongAnswer = "wrong-answer"
        /// The radio's code is missing, unknown or did not start. Trying again does not help before
        /// somebody has acted.
        case firmware
        /// The radio or its board is not of a kind this driver knows. As above.
        case unsupported
        /// The radio says that something in it does not work.
        case hardware
        /// The line was lost.
        case line
    }

    public let kind: Kind
    /// What happened and what to do, in a sentence.
    public let description: String

    public init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }

    /// Whether somebody has to act before it is worth opening the line again.
    public var isLasting: Bool { kind == .firmware || kind == .unsupported }
}
