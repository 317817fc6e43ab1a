internal import Notation
internal import PositionFixes
internal import Units

extension Observations {
    var configurationCheck: DoctorCheck {
        let problems = configuration.problems
        guard let first = problems.first else {
            let files = configuration.files
            return .good(
                .configuration,
                files.isEmpty ? "no file; everything is as it comes" : files.joined(separator: ", ")
            )
        }
        let more = problems.count > 1 ? " (and \(problems.count - 1) more)" : ""
        return .failure(.configuration, first + more, fix: "correct that line")
    }

    /// Before the first release nobody ran this: 2026-01-01.
    private static let earliest = Nanoseconds(1_767_225_600_000_000_000)

    var clockCheck: DoctorCheck {
        let time = RFC3339.text(
            of: Nanoseconds(clock.now.value - clock.now.value % 1_000_000_000))
        guard clock.now >= Self.earliest else {
            return .failure(
                .clock, "it is \(time) by this machine's clock", fix: Self.setClock)
        }
        guard clock.satellites != .differs else {
            return .failure(
                .clock, "\(time) \(ClockJudge.State.differs.sentence)",
                fix: ClockJudge.State.differs.advice ?? Self.setClock)
        }
        switch clock.kernel {
        case .synchronised(let error):
            let keeper = clock.keeper.map { " by \($0)" } ?? ""
            return .good(
                .clock, "synchronised\(keeper), within \(error.value / 1_000_000) ms")
        case .unsynchronised:
            guard let keeper = clock.keeper else {
                return .warning(
                    .clock, "\(time), and nothing keeps it right", fix: "sudo apt install chrony")
            }
            return .warning(
                .clock, "\(time); \(keeper) runs and has not synchronised it yet",
                fix: "give it the network and a minute; then: \(Self.question(to: keeper))")
        case .silent(let reason):
            return .skipped(.clock, "\(time); whether it is kept right is not told: \(reason)")
        }
    }

    private static let setClock = "sudo apt install chrony && sudo chronyc makestep"

    private static func question(to keeper: String) -> String {
        keeper.hasPrefix("chrony") ? "chronyc tracking" : "timedatectl"
    }

    var positionCheck: DoctorCheck {
        switch position {
        case .none: return .skipped(.gpsd, "position.source is none")
        case .configured: return .good(.gpsd, "the place is in the configuration")
        case .gpsd(let state, let reason, let isChosen):
            let cause = state.sentence + (reason.map { ": \($0)" } ?? "")
            guard let advice = Self.advice(for: state, isChosen) else {
                return .good(.gpsd, "the place is \(cause)")
            }
            // What nobody asked for is not missing.
            return isChosen && Self.isBroken(state)
                ? .failure(.gpsd, cause, fix: advice) : .warning(.gpsd, cause, fix: advice)
        }
    }

    private static func advice(for state: PositionState, _ isChosen: Bool) -> String? {
        if state == .fix3D || state == .configured { return nil }
        guard isBroken(state) else {
            return state.advice ?? "wait for a fix: earshot gps status --wait 15m"
        }
        let advice = state.advice ?? "earshot gps status"
        return isChosen ? advice : advice + "; or set position.fixed"
    }

    /// Not only early: nothing will come.
    private static func isBroken(_ state: PositionState) -> Bool {
        state == .gone || state == .noReceiver
    }

    var portCheck: DoctorCheck {
        guard servesForwarders else { return .skipped(.port, "forwarders.enabled is false") }
        switch port {
        case .free: return .good(.port, "UDP port \(portNumber) is free for packet forwarders")
        case .held(let holders):
            guard let other = holders.first(where: { !$0.isOurs }) else {
                return .good(.port, "earshot-hotspot listens on UDP port \(portNumber)")
            }
            return .failure(.port, "\(other.text) has UDP port \(portNumber)", fix: other.stop)
        case .heldUnseen:
            return .failure(
                .port, "a process of another user has UDP port \(portNumber)",
                fix: "see which: sudo earshot doctor port.1680")
        case .unclear(let reason):
            return .skipped(.port, "UDP port \(portNumber) could not be tried: \(reason)")
        }
    }

    /// Less than a day of evidence, and less than a busy hour of it.
    private static let scarce: UInt64 = 256 << 20
    private static let tooLittle: UInt64 = 16 << 20

    var storageCheck: DoctorCheck {
        guard let storage else { return .skipped(.storage, "the disk could not be asked") }
        let free =
            "\(storage.free >> 20) MiB of \(storage.total >> 20) MiB are free in \(storage.path)"
        guard !storage.isReadOnly else {
            return .failure(
                .storage, "\(storage.path) is mounted read-only",
                fix:
                    "look for a dying card: dmesg | grep -i error; then: sudo mount -o remount,rw /"
            )
        }
        if storage.free < Self.scarce {
            let fix = "make room: sudo journalctl --vacuum-size=100M; sudo apt clean"
            return storage.free < Self.tooLittle
                ? .failure(.storage, free, fix: fix) : .warning(.storage, free, fix: fix)
        }
        return .good(
            .storage, free + (storage.isStateDirectory ? "" : "; no state directory yet"))
    }
}
