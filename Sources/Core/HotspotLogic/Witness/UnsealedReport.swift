import Attestation
import Units

/// A frame that was heard and is not sealed yet (PROTOCOL 3.5, 3.8). Nothing of it leaves the machine
/// but to the spool.
struct UnsealedReport: Hashable, Sendable {
    var report: WitnessReport
    /// The period in which it was first heard.
    let period: Period
    /// The window whose seal it goes into.
    let window: Window
    /// By the clock that never jumps; nothing after a restart, and then no twin can follow.
    let first: Nanoseconds?
    /// The record that keeps it.
    var record: UInt64
    /// An upper bound of its bytes in a content.
    var size: Int

    /// How strongly it was heard: the frame's own level where the radio tells it (PROTOCOL 1,
    /// "Signal"), in hundredths of a dBm.
    var signal: Int32 { report.first.signalHundredths }

    /// Whether no further twin can come.
    func isSettled(at uptime: Nanoseconds) -> Bool {
        guard let first else { return true }
        return uptime.gap(to: first).value > FrameLimit.twinMicroseconds * 1_000
    }
}

extension Attestation.Reception {
    var signalHundredths: Int32 {
        signal?.hundredths ?? level.hundredths + min(0, ratio.hundredths)
    }
}
