import Box
import Concentrator
import Diagnosis
import Host
import RadioDrivers
import RadioLink
import Radios

extension DoctorVisit {
    /// - Parameter speaks: whether the radio itself is to be asked, which takes it for two seconds.
    func observeRadios(_ box: BoxSettings?, _ seen: inout Observations, speaks: Bool) {
        let candidates = RadioCandidate.all()
        let wanted = box?.radio.device
        seen.radios.devices = candidates.compactMap { Self.device($0, wanted) }
        if case .tty(let path)? = wanted, seen.radios.devices.isEmpty {
            seen.radios.devices = Self.terminal(path.description).map { [$0] } ?? []
        }
        seen.radios.trouble = Self.trouble(candidates)
        observeFirmware(box, &seen)
        if case .tcp? = wanted, let wanted {
            ask(wanted, &seen)
        } else if speaks {
            askChosen(&seen)
        }
    }

    /// A likely radio, or the one that is configured, by the name it has there.
    private static func device(_ candidate: RadioCandidate, _ wanted: RadioAddress?) -> RadioDevice?
    {
        guard var device = candidate.radioDevice else { return nil }
        if let wanted, candidate.addresses.contains(wanted) {
            device.address = wanted
            return device
        }
        return candidate.isLikely ? device : nil
    }

    /// A terminal that is on no USB: an emulator's, or a radio behind a real serial port.
    private static func terminal(_ path: String) -> RadioDevice? {
        guard let mayOpen = MachineState.mayOpen(path), let name = try? TerminalPath(parsing: path)
        else { return nil }
        return RadioDevice(
            address: .tty(name), title: "serial line", path: path,
            access: mayOpen ? .allowed : .denied(owner: "another user"),
            holders: Processes.holding([path]))
    }

    private static func trouble(_ candidates: [RadioCandidate]) -> String? {
        if candidates.contains(where: { $0.usb?.known?.isUsable == false }) {
            return "a radio on USB waits for firmware (DFU), and is none before it has it"
        }
        let hasUSB = Folder.names(in: "/sys/bus/usb/devices") != nil
        return hasUSB ? nil : "this machine has no USB (no /sys/bus/usb), or it is a container"
    }

    private func askChosen(_ seen: inout Observations) {
        guard let chosen = seen.chosen else { return }
        if chosen.access != .allowed {
            seen.bridge = .notAsked(reason: "\(chosen.path) may not be opened")
        } else if let holder = chosen.holders.first {
            seen.bridge = .notAsked(reason: "\(holder.name) has \(chosen.path) open")
        } else {
            ask(chosen.address, &seen)
        }
    }

    private func ask(_ address: RadioAddress, _ seen: inout Observations) {
        do throws(RadioLinkError) {
            let wake: Wake
            do throws(SystemError) { wake = try Wake() } catch { throw .system(.open, error) }
            let link = try ByteLink(to: address, wake: wake)
            seen.bridge = Self.observation(try RadioProbe.ask(on: link))
        } catch {
            seen.bridge = .notAsked(reason: error.description)
            if case .tcp = address { seen.radios.network = error.description }
        }
    }

    private static func observation(_ outcome: RadioProbe.Outcome) -> BridgeObservation {
        switch outcome {
        case .verdict(.bridge(let version)):
            .bridge(version: version.description, isCurrent: version == .current)
        case .verdict(.light): .light
        case .verdict(.unknownBridge(let error)): .unknownBridge(reason: error.description)
        case .silence: .silent(reason: "it answers neither PING nor speaks by itself")
        }
    }
}
