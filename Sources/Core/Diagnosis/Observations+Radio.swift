internal import Radios

extension Observations {
    /// The device that would be used: the configured one, or the only one there is.
    public var chosen: RadioDevice? {
        guard let wanted = configuration.radio.device else {
            return radios.devices.count == 1 ? radios.devices[0] : nil
        }
        return radios.devices.first { $0.answers(to: wanted) }
    }

    var radioCheck: DoctorCheck {
        switch configuration.radio.device {
        case .tcp(let address)?:
            guard let trouble = radios.network else {
                return .good(.radio, "tcp:\(address) answers; no radio of this machine is used")
            }
            return .failure(
                .radio, "radio.device is tcp:\(address), where nothing answers: \(trouble)",
                fix: "start the emulator there, or change radio.device")
        case let wanted?:
            guard let chosen else { return missing(wanted) }
            return .good(.radio, chosen.sentence)
        case nil: return anyRadio
        }
    }

    private var anyRadio: DoctorCheck {
        if let chosen { return .good(.radio, chosen.sentence) }
        guard let first = radios.devices.first else {
            return .failure(
                .radio, radios.trouble ?? "no radio is on USB",
                fix:
                    "plug in an SX1302 or SX1303 board with the CoreCell USB bridge, or a board with "
                    + "the Earshot firmware; without one: earshot radio emulate --help")
        }
        let names = radios.devices.map { "\($0.address)" }.joined(separator: ", ")
        return .warning(
            .radio, "\(radios.devices.count) radios are there: \(names)",
            fix: "say which: radio.device = \"\(first.address)\" in /etc/earshot/earshot.toml")
    }

    private func missing(_ wanted: RadioAddress) -> DoctorCheck {
        let others = radios.devices.map { "\($0.address)" }.joined(separator: ", ")
        return .failure(
            .radio,
            "\(wanted) is configured and not there"
                + (others.isEmpty ? "" : "; there is \(others)"),
            fix: "plug it in, or change radio.device; earshot radio list shows what is there")
    }

    var permissionCheck: DoctorCheck {
        guard let chosen else { return .skipped(.permission, "there is no radio to open") }
        switch chosen.access {
        case .allowed: return .good(.permission, "\(chosen.path) may be opened by \(user.name)")
        case .gone: return .skipped(.permission, "\(chosen.path) has just gone")
        case .denied(let owner):
            let cause = "\(user.name) may not open \(chosen.path), which belongs to \(owner)"
            if case .present = udev {
                return .failure(
                    .permission, cause,
                    fix: "join the group: sudo usermod -aG \(UdevRule.group) \(user.name), then "
                        + "log in again")
            }
            return .failure(
                .permission, cause, fix: "sudo earshot doctor --fix", repair: udevRepair)
        }
    }

    /// Nil where no udev would read the rule.
    private var udevRepair: DoctorRepair? { udev == .noUdev ? nil : .installUdevRule }

    var holderCheck: DoctorCheck {
        guard let chosen else { return .skipped(.holder, "there is no radio to hold") }
        guard let holder = chosen.holders.first(where: { !$0.isOurs }) else {
            return .good(
                .holder,
                chosen.holders.isEmpty
                    ? "nobody else has \(chosen.path) open"
                    : "earshot-hotspot has \(chosen.path) open")
        }
        return .failure(.holder, "\(holder.text) has \(chosen.path) open", fix: holder.stop)
    }

    var udevCheck: DoctorCheck {
        switch udev {
        case .noUdev: .skipped(.udev, "no udev runs on this machine")
        case .present(let path): .good(.udev, "\(path) is in place")
        case .absent:
            .warning(
                .udev,
                "no rule for radios: they need root, and their names change with the port",
                fix: "sudo earshot doctor --fix", repair: .installUdevRule)
        case .other(let path):
            .warning(
                .udev, "\(path) is not the rule of this version", fix: "sudo earshot doctor --fix",
                repair: .installUdevRule)
        }
    }

    var modemManagerCheck: DoctorCheck {
        guard modemManagerRuns else { return .good(.modemManager, "ModemManager does not run") }
        if case .present = udev {
            return .good(.modemManager, "ModemManager runs and is told to leave radios alone")
        }
        guard udevRepair != nil else {
            return .warning(
                .modemManager, Self.modemManagerCause,
                fix: "sudo systemctl disable --now ModemManager")
        }
        return .warning(
            .modemManager, Self.modemManagerCause, fix: "sudo earshot doctor --fix",
            repair: .installUdevRule)
    }

    private static let modemManagerCause =
        "ModemManager runs, and takes radios for modems when they are plugged in"

    var bridgeCheck: DoctorCheck {
        switch bridge {
        case .notAsked(let reason): .skipped(.bridge, reason)
        case .bridge(let version, true): .good(.bridge, "CoreCell bridge with firmware \(version)")
        case .light: .good(.bridge, "a board with the Earshot firmware: one channel at a time")
        case .bridge(let version, false):
            .warning(
                .bridge, "the CoreCell bridge has the older firmware \(version); it works",
                fix: "write rlz_010000_CoreCell_USB.bin of Semtech's sx1302_hal 2.1.0 to it")
        case .unknownBridge(let reason):
            .failure(
                .bridge, reason,
                fix: "write rlz_010000_CoreCell_USB.bin of Semtech's sx1302_hal 2.1.0 to it")
        case .silent(let reason):
            .failure(
                .bridge, reason,
                fix: "0483:5740 is any STM32 with a serial port: is this the radio? unplug it and "
                    + "plug it in again, or name another in radio.device")
        }
    }

    /// Light radios need no code of the owner's.
    private var needsCode: Bool {
        switch bridge {
        case .light: false
        case .notAsked, .silent, .unknownBridge, .bridge:
            !radios.devices.isEmpty || configuration.radio.device != nil
        }
    }

    var firmwareCheck: DoctorCheck {
        guard needsCode else {
            return .skipped(.firmware, "no concentrator needs the controllers' code")
        }
        for file in firmware {
            if case .bad(let reason) = file.state {
                return .failure(
                    .firmware, "\(file.path): \(reason)",
                    fix: "take it from libloragw/src of Semtech's sx1302_hal 2.1.0 and put it "
                        + "into \(configuration.radio.firmwareDirectory); then: earshot radio "
                        + "firmware check \(file.path)")
            }
        }
        if let file = firmware.first(where: { $0.state == .unknown }),
            !configuration.radio.acceptsUnknownFirmware
        {
            return .failure(
                .firmware, "\(file.path): nobody knows this code (another SHA-256)",
                fix: "take the file of Semtech's sx1302_hal 2.1.0, libloragw/src")
        }
        let known = firmware.allSatisfy { $0.state == .known }
        return known
            ? .good(.firmware, "the controllers' code is there and known")
            : .warning(
                .firmware, "the controllers' code is there, and nobody knows it",
                fix: "take the files of Semtech's sx1302_hal 2.1.0, libloragw/src")
    }

    var unknownFirmwareCheck: DoctorCheck {
        guard configuration.radio.acceptsUnknownFirmware else {
            return .good(.unknownFirmware, "only code that is known is loaded")
        }
        return .failure(
            .unknownFirmware,
            "radio.accept_unknown_firmware is true: what this radio says is marked everywhere and "
                + "never rewarded",
            fix: "remove it from the configuration, unless this is an emulator")
    }
}

extension RadioDevice {
    var sentence: String { "\(title) at \(path) (\(address))" }

    func answers(to wanted: RadioAddress) -> Bool {
        if address == wanted { return true }
        if case .tty(let path) = wanted { return path.description == self.path }
        return false
    }
}
