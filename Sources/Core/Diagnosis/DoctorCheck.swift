/// One thing `earshot doctor` looks at, and what it found.
public struct DoctorCheck: Equatable, Sendable {
    public let id: ID
    public let state: State
    /// What was found, in a sentence without a full stop. Never a secret.
    public let cause: String
    /// What to do about it, with the command where there is one; nil when there is nothing to do.
    public let fix: String?
    /// What `--fix` may do about it.
    public let repair: DoctorRepair?

    /// The names are an interface: they only grow.
    public enum ID: String, CaseIterable, Sendable {
        case configuration = "config"
        case clock
        case radio
        case permission = "radio.permission"
        case holder = "radio.holder"
        case udev = "radio.udev"
        case modemManager = "radio.modem_manager"
        case bridge = "radio.bridge"
        case firmware = "radio.firmware"
        case unknownFirmware = "radio.unknown_firmware"
        case gpsd
        /// That of `forwarders.listen`, which is 1680 where nothing else is written.
        case port = "port.1680"
        case storage

        /// Whether `name` is this check or the group it belongs to: `radio` is all of `radio.…`.
        public func isNamed(_ name: some StringProtocol) -> Bool {
            rawValue == name || rawValue.hasPrefix("\(name).")
        }
    }

    public enum State: String, CaseIterable, Sendable {
        case good = "ok"
        /// Works, but not as it should.
        case warning = "warn"
        case failure = "fail"
        /// Could not be looked at, and why.
        case skipped = "skip"
    }

    static func good(_ id: ID, _ cause: String) -> DoctorCheck {
        DoctorCheck(id: id, state: .good, cause: cause, fix: nil, repair: nil)
    }

    static func warning(
        _ id: ID, _ cause: String, fix: String, repair: DoctorRepair? = nil
    ) -> DoctorCheck {
        DoctorCheck(id: id, state: .warning, cause: cause, fix: fix, repair: repair)
    }

    static func failure(
        _ id: ID, _ cause: String, fix: String, repair: DoctorRepair? = nil
    ) -> DoctorCheck {
        DoctorCheck(id: id, state: .failure, cause: cause, fix: fix, repair: repair)
    }

    static func skipped(_ id: ID, _ cause: String) -> DoctorCheck {
        DoctorCheck(id: id, state: .skipped, cause: cause, fix: nil, repair: nil)
    }
}

/// What `earshot doctor --fix` carries out by itself: only what can be taken back by deleting a file,
/// and harms nobody.
public enum DoctorRepair: String, CaseIterable, Sendable {
    /// Writes `UdevRule` and has udev read it.
    case installUdevRule
}
