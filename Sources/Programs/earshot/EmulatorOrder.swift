import Air
import Airwaves
import CommandTable
import Concentrator
import CoreCell
import EmulatorHost
import LightRadioEmulator
import Notation
import USBPort
import Units

/// What `radio emulate` is told to be.
struct EmulatorOrder {
    let isConcentrator: Bool
    let eui: EUI64
    let air: SocketName?
    private let options: Options

    init(_ options: Options) throws(CommandFailure) {
        self.options = options
        guard options[EmulatorFlags.coreCell] != options[EmulatorFlags.firmwareLink] else {
            throw CommandFailure("say --corecell or --firmware-link", exit: .usage)
        }
        isConcentrator = options[EmulatorFlags.coreCell]
        guard isConcentrator || options[EmulatorFlags.chip] == nil else {
            throw CommandFailure("--chip goes with --corecell", exit: .usage)
        }
        guard options[EmulatorFlags.bus] || (options[EmulatorFlags.fault]?.bus ?? []).isEmpty else {
            throw CommandFailure("faults of the bus go with --usb", exit: .usage)
        }
        air = options[EmulatorFlags.air]
        eui =
            options[EmulatorFlags.eui]
            ?? Self.madeUp(isConcentrator, seed: UInt64(options[airSeed]))
        guard options[EmulatorFlags.place] != nil || options[EmulatorFlags.height] == nil else {
            throw CommandFailure("--height goes with --place", exit: .usage)
        }
    }

    /// Of Semtech's block as its chips have them, or of locally given addresses for our own boards.
    private static func madeUp(_ isConcentrator: Bool, seed: UInt64) -> EUI64 {
        var draws = SeededDraws(seed: seed, keys: 4)
        let low = draws.next() & 0xff_ffff
        return EUI64(bits: (isConcentrator ? 0x0016_c001_ff00_0000 : 0x02ea_5107_ff00_0000) | low)
    }

    // MARK: The line

    func line(_ console: any Console) throws(CommandFailure) -> any DeviceLine {
        do throws(HostError) {
            switch (
                options[EmulatorFlags.terminal], options[EmulatorFlags.port],
                options[EmulatorFlags.bus]
            ) {
            case (let link?, nil, false): return try terminal(link, console)
            case (nil, let address?, false): return try port(address, console)
            case (nil, nil, true): return try bus(console)
            default: break
            }
        } catch { throw CommandFailure(error) }
        throw CommandFailure("say one of --pty LINK, --tcp ADDR and --usb", exit: .usage)
    }

    private func terminal(
        _ link: String, _ console: any Console
    ) throws(HostError) -> PseudoTerminal {
        if link.utf8.count > PseudoTerminal.longestForVendor {
            console.say(
                "\(link) is longer than the \(PseudoTerminal.longestForVendor) bytes that "
                    + "sx1302_hal opens; its programs will not")
        }
        return try PseudoTerminal(link: link)
    }

    private func port(
        _ address: SocketName, _ console: any Console
    ) throws(HostError) -> TCPLine {
        if !address.isLoopback {
            console.say("anybody who reaches \(address) can be this radio's host")
        }
        return try TCPLine(at: address)
    }

    /// Its serial number is made of the EUI's last digits, as long as an STM32's.
    private func bus(_ console: any Console) throws(HostError) -> USBLine {
        let serial = String(eui.description.uppercased().suffix(12))
        let line = try USBLine(USBIdentity(serial: serial), faults: faults.bus)
        console.say(
            "to see it: UMOCKDEV_DIR=\(line.testbed) LD_PRELOAD=libumockdev-preload.so.0 "
                + "earshot radio list")
        return line
    }

    private var faults: OrderedFaults { options[EmulatorFlags.fault] ?? OrderedFaults() }

    // MARK: The radio

    func radio(at now: Nanoseconds) throws(EmulatorFaultError) -> any EmulatedRadio {
        let faults = faults.radio
        let seed = UInt64(options[airSeed])
        if isConcentrator {
            let version: BridgeVersion = .current
            return CoreCellEmulator(
                CoreCellSettings(
                    bridge: options[EmulatorFlags.version].flatMap { BridgeVersion($0) } ?? version,
                    chip: options[EmulatorFlags.chip] == .sx1302 ? .sx1302 : .sx1303, eui: eui,
                    seed: seed, faults: faults), at: now)
        }
        var settings = LightRadioEmulatorSettings(eui: eui, seed: seed, faults: faults)
        if let version = options[EmulatorFlags.version] { settings.firmware = version }
        return try LightRadioEmulator(settings, at: now)
    }

    /// Where it stands in the air.
    var station: AirStation {
        let place = options[EmulatorFlags.place].map { coordinate in
            AirPlace(coordinate, height: Metres(Int64(options[EmulatorFlags.height] ?? 10)))
        }
        return AirStation(
            name: eui.description, place: place,
            antennaGain: options[EmulatorFlags.gain] ?? Decibels(hundredths: 0))
    }

    /// Refuses what neither the bridge nor the board can be called.
    func checkVersion() throws(CommandFailure) {
        guard let text = options[EmulatorFlags.version] else { return }
        if isConcentrator {
            guard BridgeVersion(text) != nil else {
                throw CommandFailure(
                    "a bridge's version is three pairs of digits, such as 01.00.00", exit: .usage)
            }
        } else {
            guard text.utf8.count <= 32, text.utf8.allSatisfy({ (0x20...0x7e).contains($0) })
            else {
                throw CommandFailure(
                    "a board's version has 1 to 32 printable ASCII characters", exit: .usage)
            }
        }
    }
}

extension BridgeVersion {
    /// Reads what `description` prints.
    fileprivate init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { UInt8($0) }
        guard parts.count == 3, numbers.count == 3 else { return nil }
        self.init(numbers[0], numbers[1], numbers[2])
        guard description == text else { return nil }
    }
}

enum EmulatedChip: String, CaseIterable {
    case sx1302 = "1302"
    case sx1303 = "1303"
}

/// What is to go wrong: with the radio, and with the bus it is on.
struct OrderedFaults {
    var radio: [EmulatorFault] = []
    var bus: [USBFault] = []

    /// `unplug` is the radio's, which then starts anew.
    static let busNames = USBFault.Kind.allCases.filter { $0 != .unplug }.map(\.rawValue)
        .joined(separator: ", ")

    init() {}

    init(parsing text: String) throws(ValueError) {
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            do throws(EmulatorFaultError) {
                radio.append(try EmulatorFault(parsing: part))
            } catch {
                guard let fault = USBFault(parsing: part) else {
                    throw ValueError("\(error); with --usb also \(Self.busNames)")
                }
                bus.append(fault)
            }
        }
    }
}

enum EmulatorFlags {
    static let coreCell = Flag.toggle("corecell", "a concentrator behind the CoreCell USB bridge")
    static let firmwareLink = Flag.toggle("firmware-link", "a board that speaks Earshot's link")
    static let terminal = Flag.text(
        "pty", value: "LINK", "at a pseudo-terminal of that name"
    ).optional
    static let port = address("tcp", "at a TCP port, one host at a time; port 0 is any free one")
    static let bus = Flag.toggle("usb", "on an emulated USB, behind umockdev's preloaded library")
    static let air = address("air", "the air to join, where earshot radio air listens")

    private static func address(_ name: String, _ summary: String) -> Flag<SocketName?> {
        Flag<SocketName>(name, value: "ADDR", summary) { (text) throws(ValueError) in
            try SocketName(flag: text)
        }.optional
    }

    static let eui = Flag<EUI64>("eui", value: "EUI", "its name; else made up from the seed") {
        (text) throws(ValueError) in
        do throws(IdentifierError) {
            return try EUI64(parsingLiberally: text)
        } catch { throw ValueError(error.description) }
    }.optional
    static let version = Flag.text(
        "version", value: "V", "what its firmware calls itself; a bridge such as 00.02.06"
    ).optional
    static let chip = Flag<EmulatedChip>("chip", value: "CHIP", "1302 or 1303; else 1303") {
        (text) throws(ValueError) in
        guard let chip = EmulatedChip(rawValue: text) else {
            throw ValueError("write 1302 or 1303")
        }
        return chip
    }.optional
    static let fault = Flag<OrderedFaults>(
        "fault", value: "NAME@N",
        "what goes wrong with the N-th message to the host, several with commas: "
            + EmulatorFault.Kind.allCases.map(\.name).joined(separator: ", ")
            + "; with --usb, with the N-th transfer: \(OrderedFaults.busNames)"
    ) { (text) throws(ValueError) in try OrderedFaults(parsing: text) }.optional
    static let place = Flag<Coordinate>(
        "place", value: "LAT,LNG", "where its antenna is; else nowhere in particular"
    ) { (text) throws(ValueError) in
        do throws(CoordinateError) {
            return try Coordinate(parsing: text)
        } catch { throw ValueError(error.description) }
    }.optional
    static let height = Flag.integer(
        "height", value: "M", in: 0...100_000, "of its antenna above ground, with --place; else 10"
    ).optional
    static let gain = airDecibels("gain", "of its antenna, in dBi; else 0", in: -100...100)

    static let all: [any DeclaredFlag] = [
        coreCell, firmwareLink, terminal, port, bus, airSeed, air, eui, version, chip, fault, place,
        height, gain,
    ]
}
