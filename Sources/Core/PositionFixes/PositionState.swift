/// Whether the place is known, or the one thing that is in the way.
public enum PositionState: String, CaseIterable, Sendable {
    case starting
    case gone
    case noReceiver = "no_receiver"
    case stale
    case frozen
    case noFix = "no_fix"
    case invalid
    case ancientDate = "ancient_date"
    case weekRollover = "week_rollover"
    case noAccuracy = "no_accuracy"
    case inaccurate
    case settling
    case jumped
    case fix2D = "fix_2d"
    case fix3D = "fix_3d"
    case configured

    /// True when the place may be used.
    public var isFix: Bool { self == .fix2D || self == .fix3D || self == .configured }

    /// A receiver that is wrong about this is not believed about the place for another ten seconds.
    var isUnsound: Bool {
        self == .frozen || self == .ancientDate || self == .weekRollover || self == .stale
    }

    /// What it is, in words that follow "position:".
    public var sentence: String {
        switch self {
        case .starting: "gpsd was not asked yet"
        case .gone: "gpsd does not answer"
        case .noReceiver: "gpsd runs, but has no receiver"
        case .stale: "the receiver went silent"
        case .frozen: "the receiver repeats one instant"
        case .noFix: "the receiver sees too few satellites"
        case .invalid: "the receiver claims a fix without place or time"
        case .ancientDate: "the receiver's date lies in the past"
        case .weekRollover: "the receiver's date is off by 1024 weeks or a multiple"
        case .noAccuracy: "the receiver does not say how good its fix is"
        case .inaccurate: "the fix is too coarse"
        case .settling: "a fix came; waiting for more that agree"
        case .jumped: "the place jumped"
        case .fix2D: "known, without height (2D fix)"
        case .fix3D: "known (3D fix)"
        case .configured: "as configured"
        }
    }

    /// What a person can do; nil when there is nothing to do.
    public var advice: String? {
        switch self {
        case .starting, .settling, .fix3D, .configured: nil
        case .gone: "start it: systemctl start gpsd; or, without systemd: gpsd -n /dev/ttyACM0"
        case .noReceiver:
            "plug the receiver in, or name it in DEVICES of /etc/default/gpsd and restart gpsd"
        case .stale, .frozen: "check the receiver's cable; unplug it and plug it in again"
        case .noFix, .inaccurate, .fix2D:
            "give the antenna a view of the sky; a first fix may take 15 minutes"
        case .invalid:
            "wait a minute for the receiver to start; then unplug it and plug it in again"
        case .ancientDate:
            "wait 15 minutes under open sky; a date that stays wrong means the receiver's "
                + "battery or firmware is too old"
        case .weekRollover: "update the receiver's firmware, or set a fixed position"
        case .noAccuracy: "update gpsd and the receiver's firmware, or set a fixed position"
        case .jumped:
            "if the box was moved it is believed after 10 minutes; if not, look for a bad antenna "
                + "or a jammer nearby"
        }
    }
}
