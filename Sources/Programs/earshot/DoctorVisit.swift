import Box
import Concentrator
import Diagnosis
import Forwarders
import Host
import Notation
import PositionFixes
import Positioning
import Radios
import Settings
import Units

/// Looks at this machine for the doctor. Each look stands alone and takes a few seconds at most.
struct DoctorVisit {
    /// What `--config` says.
    let configuration: String?

    static let stateDirectory = "/var/lib/earshot"
    /// gpsd tells of its receiver at once; a first fix may take minutes and is not waited for.
    static let longestAsking = Nanoseconds(4_000_000_000)

    /// - Parameter names: checks or subjects; none for all.
    func report(on names: [String]) -> DoctorReport {
        var seen = Observations()
        let box = readConfiguration(&seen)
        func needs(_ ids: DoctorCheck.ID...) -> Bool {
            names.isEmpty || ids.contains { id in names.contains { id.isNamed($0) } }
        }
        seen.user = MachineState.user()
        if needs(.clock, .gpsd) { observeTime(box, &seen) }
        seen.udev = UdevRules().observe()
        seen.modemManagerRuns = MachineState.modemManagerRuns()
        if needs(.radio, .permission, .holder, .bridge, .firmware) {
            observeRadios(box, &seen, speaks: needs(.bridge, .firmware))
        }
        if needs(.port) { observePort(box, &seen) }
        if needs(.storage) { seen.storage = MachineState.storage(Self.stateDirectory) }
        let report = DoctorReport(judging: seen)
        return names.isEmpty ? report : report.only(names)
    }

    /// Nil when nothing of it could be read; then all is as it comes.
    private func readConfiguration(_ seen: inout Observations) -> BoxSettings? {
        do throws(SettingsFileError) {
            let box = try BoxSettings(at: configuration)
            seen.configuration.files = box.files
            seen.configuration.problems = box.problems
            seen.configuration.radio = box.radio
            return box
        } catch {
            seen.configuration.problems = [error.description]
            return nil
        }
    }

    private func observePort(_ box: BoxSettings?, _ seen: inout Observations) {
        if let box, !box.settings.flag("forwarders.enabled") {
            seen.servesForwarders = false
            return
        }
        if let listen = box?.forwarders.listen { seen.portNumber = listen.port }
        seen.port = UDPPort.observe(seen.portNumber)
    }

    private func observeTime(_ box: BoxSettings?, _ seen: inout Observations) {
        seen.clock = MachineState.clock()
        guard let box, let settings = try? PositionSettings(reading: box.settings) else {
            return seen.position = .none
        }
        switch settings {
        case .nothing: seen.position = .none
        case .fixed: seen.position = .configured
        case .gpsd(let address):
            let judge = lookAtSatellites(through: address, for: Self.longestAsking)
            let origin = ["position.source", "position.gpsd"].map(box.settings.origin)
            seen.position = .gpsd(
                judge.state, reason: judge.state == .gone ? judge.reason : nil,
                isChosen: origin.contains { $0 != .builtIn })
            seen.clock.satellites = judge.clock.state
        }
    }

    func observeFirmware(_ box: BoxSettings?, _ seen: inout Observations) {
        let folders = box?.firmwareFolders ?? [FirmwareFile.systemFolder]
        let files = FirmwareRead.all(in: folders)
        seen.firmware = FirmwareFile.needed(listening: false).map { wanted in
            observe(wanted, among: files, folder: folders[0])
        }
    }

    private func observe(
        _ wanted: FirmwareFile, among files: [FirmwareRead], folder: String
    ) -> FirmwareObservation {
        if let known = files.first(where: { $0.found?.image.file == wanted }) {
            return FirmwareObservation(path: known.path, state: .known)
        }
        guard let named = files.first(where: { $0.isNamed(like: wanted) }) else {
            return FirmwareObservation(
                path: "\(folder)/\(wanted.name)", state: .bad(reason: "it is not there"))
        }
        switch named.outcome {
        case .failure(let failure):
            return FirmwareObservation(path: named.path, state: .bad(reason: failure.reason))
        case .success(let image) where image.file != nil:
            return FirmwareObservation(path: named.path, state: .bad(reason: image.verdict))
        case .success:
            return FirmwareObservation(path: named.path, state: .unknown)
        }
    }
}
