public import Units

/// The device's side of a radio: bytes from the host in, bytes to the host out, frames from the air
/// in, emissions out. Time is the caller's, so that a test runs as fast as it can and a process
/// runs by the clock. Deterministic.
public protocol EmulatedRadio {
    /// Takes what the host wrote, cut anywhere.
    mutating func take(_ bytes: RawSpan, at now: Nanoseconds, effects: inout RadioEffects)
    /// Lets time pass: answers that were held back, transmissions that begin, pulses.
    mutating func pass(to now: Nanoseconds, effects: inout RadioEffects)
    /// Tells of a frame whose end lies at or before the next `pass`; the radio decides whether it
    /// hears it: tuned there, not sending itself, a demodulator free.
    mutating func hear(_ arrival: Arrival)
    /// When the radio's own clock last began to count, by the clock of `now`: hosts know times by it.
    var clockStart: Nanoseconds { get }
}

extension EmulatedRadio {
    /// Of a radio that counts the caller's time.
    public var clockStart: Nanoseconds { Nanoseconds(0) }
}

/// What an emulated radio does.
public struct RadioEffects: Sendable {
    /// To the host.
    public var outgoing: [UInt8] = []
    public var emissions: [Emission] = []
    /// When `pass` is to be called at the latest; nil for never.
    public var wake: Nanoseconds?
    /// The device is to leave the bus (a fault to order, or an update order), and to come back
    /// after that long; nil to stay.
    public var leave: Nanoseconds?

    public init() {}

    public mutating func clear() {
        outgoing.removeAll(keepingCapacity: true)
        emissions.removeAll(keepingCapacity: true)
        leave = nil
    }
}
