/// Why a frame that reached the antenna is in no record.
public enum MissedFrame: String, CaseIterable, Sendable {
    /// The concentrator was not running when the frame began, or did not run to its end.
    case notRunning = "not-running"
    /// On no channel that is set and enabled.
    case noChannel = "no-channel"
    /// On a channel that does not look for this spreading factor, bandwidth or bit rate.
    case modulation
    case syncWord = "sync-word"
    /// Sent towards devices: the chirps run the other way.
    case polarity
    /// An implicit header where none is expected, another low data rate optimisation, too short a
    /// preamble.
    case framing
    /// The board was sending.
    case transmitting
    /// All demodulators had a frame already.
    case noDemodulator = "no-demodulator"
    /// The receive buffer was full.
    case bufferFull = "buffer-full"
}
