public import Units

/// What a satellite receiver says of one instant. What it did not say, or said as no number, is
/// nil: receivers report mode 3 with a latitude of NaN and the year 1970 while they start.
public struct Fix: Equatable, Sendable {
    public enum Mode: Equatable, Sendable {
        case none
        /// Three satellites: latitude and longitude, with a height that was guessed.
        case flat
        /// Four or more: height too.
        case full
    }

    public var mode: Mode
    public var place: Coordinate?
    /// Radius that holds the true place with 95 %, rounded up.
    public var accuracy: Metres?
    /// UTC, without leap seconds.
    public var time: Nanoseconds?
    /// GPS time less UTC, which the receiver learns from the satellites within 13 minutes.
    public var leapSeconds: Int32?

    public init(
        mode: Mode, place: Coordinate? = nil, accuracy: Metres? = nil, time: Nanoseconds? = nil,
        leapSeconds: Int32? = nil
    ) {
        self.mode = mode
        self.place = place
        self.accuracy = accuracy
        self.time = time
        self.leapSeconds = leapSeconds
    }
}

/// When something happened to this machine: by a clock that never jumps, and by the one people set.
public struct Moment: Equatable, Sendable {
    public var uptime: Nanoseconds
    /// UTC, without leap seconds; wrong on a box without a battery for its clock.
    public var clock: Nanoseconds

    public init(uptime: Nanoseconds, clock: Nanoseconds) {
        self.uptime = uptime
        self.clock = clock
    }

    /// How much later this is; nothing for an earlier one.
    func elapsed(since earlier: Moment) -> Nanoseconds {
        uptime < earlier.uptime ? Nanoseconds(0) : uptime.gap(to: earlier.uptime)
    }
}

/// The second's edge on a wire, which the kernel stamped: `real` is the second it marks.
public struct SecondPulse: Equatable, Sendable {
    public var real: Nanoseconds
    public var clock: Nanoseconds

    public init(real: Nanoseconds, clock: Nanoseconds) {
        self.real = real
        self.clock = clock
    }
}

/// What comes from gpsd, or does not come.
public enum PositionEvent: Equatable, Sendable {
    case connected
    /// Why there is no connection, for a person.
    case gone(String)
    /// How many receivers gpsd has opened or will open.
    case receivers(Int)
    case fix(Fix)
    case satellites(used: Int, seen: Int)
    case pulse(SecondPulse)
    /// Time went by. Due every second or so.
    case pause
}

extension Nanoseconds {
    static func seconds(_ count: UInt64) -> Nanoseconds { Nanoseconds(count * 1_000_000_000) }
}
