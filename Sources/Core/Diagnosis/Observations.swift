public import PositionFixes
public import Radios
public import Units

/// What was seen of a machine, without a verdict. Edge collects it, `DoctorReport` judges it; each
/// part stands alone, so that one that fails hides no other.
public struct Observations: Equatable, Sendable {
    public var configuration = ConfigurationObservation()
    public var user = UserObservation(name: "root", isRoot: true)
    public var clock = ClockObservation(now: Nanoseconds(0))
    public var radios = RadioObservation()
    public var udev = UdevObservation.noUdev
    public var modemManagerRuns = false
    public var bridge = BridgeObservation.notAsked(reason: "there is no radio to ask")
    public var firmware: [FirmwareObservation] = []
    public var position = PositionObservation.none
    public var port = PortObservation.free
    /// Which port that is: `forwarders.listen`'s.
    public var portNumber: UInt16 = 1680
    /// `forwarders.enabled`.
    public var servesForwarders = true
    public var storage: StorageObservation?

    public init() {}
}

public struct ConfigurationObservation: Equatable, Sendable {
    /// Files that were read, in order; none is no fault.
    public var files: [String] = []
    /// Each with its place. They hold no secret.
    public var problems: [String] = []
    public var radio = RadioSettings()

    public init() {}
}

public struct UserObservation: Equatable, Sendable {
    public var name: String
    public var isRoot: Bool

    public init(name: String, isRoot: Bool) {
        self.name = name
        self.isRoot = isRoot
    }
}

public struct ClockObservation: Equatable, Sendable {
    /// UTC since 1970, as the machine has it.
    public var now: Nanoseconds
    public var kernel = Kernel.silent(reason: "the kernel was not asked")
    /// What keeps the clock and runs: `chronyd`.
    public var keeper: String?
    public var satellites = ClockJudge.State.unknown

    /// What adjtimex says.
    public enum Kernel: Equatable, Sendable {
        case synchronised(maximumError: Nanoseconds)
        case unsynchronised
        case silent(reason: String)
    }

    public init(now: Nanoseconds) { self.now = now }
}

/// A process, by what everybody may see of it.
public struct ProcessObservation: Equatable, Sendable {
    public var identifier: Int32
    public var name: String
    /// The systemd unit it belongs to: `lora.service`.
    public var unit: String?

    public init(identifier: Int32, name: String, unit: String? = nil) {
        self.identifier = identifier
        self.name = name
        self.unit = unit
    }

    /// The hotspot's own program may have what it needs. Linux cuts names after 15 bytes.
    var isOurs: Bool { name == "earshot-hotspot" }

    var text: String { "\(name) (process \(identifier))" }

    var stop: String {
        unit.map { "stop it: sudo systemctl disable --now \($0)" }
            ?? "stop it: sudo kill \(identifier)"
    }
}

public struct RadioObservation: Equatable, Sendable {
    public var devices: [RadioDevice] = []
    /// Why nothing can be listed.
    public var trouble: String?
    /// Of a configured `tcp:` radio: nil when it answers, or why not.
    public var network: String?

    public init() {}
}

/// A device that may be a radio.
public struct RadioDevice: Equatable, Sendable {
    public var address: RadioAddress
    /// What it says of itself: `STM32 Virtual ComPort`.
    public var title: String
    /// What would be opened: `/dev/ttyACM0`.
    public var path: String
    public var access: Access
    public var holders: [ProcessObservation]

    public enum Access: Equatable, Sendable {
        case allowed
        /// To whom it belongs instead: `root:dialout 0660`.
        case denied(owner: String)
        case gone
    }

    public init(
        address: RadioAddress, title: String, path: String, access: Access,
        holders: [ProcessObservation] = []
    ) {
        self.address = address
        self.title = title
        self.path = path
        self.access = access
        self.holders = holders
    }
}

/// What the device says when it is spoken to.
public enum BridgeObservation: Equatable, Sendable {
    case notAsked(reason: String)
    /// A CoreCell bridge of a firmware that Earshot speaks with; whether it is the newest.
    case bridge(version: String, isCurrent: Bool)
    case unknownBridge(reason: String)
    /// A board with the firmware link.
    case light
    case silent(reason: String)
}

/// A file of controllers' code.
public struct FirmwareObservation: Equatable, Sendable {
    public var path: String
    public var state: State

    public enum State: Equatable, Sendable {
        case known
        /// Well formed, and nobody knows it.
        case unknown
        /// Not there, or not what it should be: in words.
        case bad(reason: String)
    }

    public init(path: String, state: State) {
        self.path = path
        self.state = state
    }
}

public enum PositionObservation: Equatable, Sendable {
    /// `position.source` is none.
    case none
    case configured
    /// - Parameter isChosen: whether the configuration names gpsd, or it is only the default.
    case gpsd(PositionState, reason: String?, isChosen: Bool)
}

/// A UDP port of this machine, where packet forwarders send to.
public enum PortObservation: Equatable, Sendable {
    case free
    case held([ProcessObservation])
    /// By a process of somebody else's that may not be looked at.
    case heldUnseen
    case unclear(reason: String)
}

public struct StorageObservation: Equatable, Sendable {
    /// The state directory, or the nearest above it that exists.
    public var path: String
    public var isStateDirectory: Bool
    public var isReadOnly: Bool
    public var free: UInt64
    public var total: UInt64

    public init(
        path: String, isStateDirectory: Bool, isReadOnly: Bool, free: UInt64, total: UInt64
    ) {
        self.path = path
        self.isStateDirectory = isStateDirectory
        self.isReadOnly = isReadOnly
        self.free = free
        self.total = total
    }
}
