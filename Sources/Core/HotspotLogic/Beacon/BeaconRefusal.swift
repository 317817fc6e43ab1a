public import Radios

/// Why nothing is sent now: the whole list, in the order in which it is asked (PROTOCOL 3.3, 3.4).
/// Each has a name that never changes and a sentence for the owner.
public enum BeaconRefusal: Error, Hashable, Sendable {
    /// The hotspot is being restored.
    case notStarted
    case notRegistered
    case clock(ClockDoubt)
    case region(RegionRefusal)
    case noRadio
    /// The records are missing that tell whether the window's first one is known.
    case recordsIncomplete
    /// Own clock and the newest record lie more than 1.5 periods apart.
    case entropyApart
    /// The window's commitment is not known to stand in the log below the window's first record.
    case notCommitted
    /// The nonce of the window is opened or gone.
    case nonceGone
    /// The record that the draw needs was not made.
    case recordMissing
    /// It was not ready within one period of the moment.
    case momentPassed
    /// What is about to be sent is not durable yet.
    case notKept
    /// The radio, or who guards the plan's limits, would not send it.
    case radio(TransmitRefusal)
    case channelBusy
    /// Taken back: the place, the plan or the clock changed in the meantime.
    case cancelled
    /// Test beacons: one per ten minutes.
    case tooSoon(minutes: UInt64)
    /// Test beacons: the hotspot's own slot is near, or a frame is on its way.
    case busy

    public enum Code: String, CaseIterable, Sendable {
        case notStarted = "not_started"
        case notRegistered = "not_registered"
        case clock
        case region
        case noRadio = "no_radio"
        case recordsIncomplete = "records_incomplete"
        case entropyApart = "entropy_apart"
        case notCommitted = "not_committed"
        case nonceGone = "nonce_gone"
        case recordMissing = "record_missing"
        case momentPassed = "moment_passed"
        case notKept = "not_kept"
        case radio
        case channelBusy = "channel_busy"
        case cancelled
        case tooSoon = "too_soon"
        case busy
    }

    public var code: Code {
        switch self {
        case .notStarted: .notStarted
        case .notRegistered: .notRegistered
        case .clock: .clock
        case .region: .region
        case .noRadio: .noRadio
        case .recordsIncomplete: .recordsIncomplete
        case .entropyApart: .entropyApart
        case .notCommitted: .notCommitted
        case .nonceGone: .nonceGone
        case .recordMissing: .recordMissing
        case .momentPassed: .momentPassed
        case .notKept: .notKept
        case .radio: .radio
        case .channelBusy: .channelBusy
        case .cancelled: .cancelled
        case .tooSoon: .tooSoon
        case .busy: .busy
        }
    }
}

extension BeaconRefusal: CustomStringConvertible {
    public var description: String {
        switch self {
        case .notStarted: "the hotspot is still reading what it kept before the last stop"
        case .notRegistered:
            "the hotspot is not registered; its owner registers its address with the owner's key"
        case .clock(let doubt): "the clock cannot be trusted: \(doubt)"
        case .region(let reason): "the transmitter is off: \(reason)"
        case .noRadio: "no radio is ready to send"
        case .recordsIncomplete: "the oracle's records of this window have not all come yet"
        case .entropyApart:
            "the clock and the oracle's newest record lie more than 1.5 periods apart"
        case .notCommitted:
            "no commitment for this window was logged before it began; the next windows have one"
        case .nonceGone: "this window's secret is opened or lost, so its beacon would prove nothing"
        case .recordMissing: "the oracle made no record for the moment of the draw"
        case .momentPassed: "the box was not ready within one period of the moment"
        case .notKept: "the disk does not confirm what is about to be sent"
        case .radio(let refusal): "\(refusal)"
        case .channelBusy: "the channel was not free"
        case .cancelled: "taken back before it began: place, plan or clock changed"
        case .tooSoon(let minutes):
            "one test beacon in ten minutes; try again in \(minutes) min"
        case .busy: "the hotspot's own beacon is due or another frame is on its way; try later"
        }
    }
}
