import Airwaves
import Box
import CommandTable
import Concentrator
import Host
import LightRadio
import RadioDrivers
import RadioLink
import Radios
import Units

/// The radio a command line means, and how to begin with it.
struct RadioOpening {
    let address: RadioAddress
    private let wanted: RadioKind
    let box: BoxSettings
    let firmwareFolders: [String]
    let acceptsUnknown: Bool
    let trace: RadioTrace?
    /// Whether --freq and --sf say what a light radio hears; else it is what it sends.
    private let isTuned: Bool
    /// Signalled by SIGINT and SIGTERM.
    let wake: Wake

    static let flags: [any DeclaredFlag] = [
        radioFlag, kindFlag, traceFlag, firmwareFlag, acceptFlag, BoxSettings.flag,
    ]

    init(_ options: Options, isTuned: Bool) throws(CommandFailure) {
        self.isTuned = isTuned
        box = try BoxSettings.read(options)
        address = try Self.address(options[radioFlag], box.radio.device)
        wanted = options[kindFlag]
        firmwareFolders = options[firmwareFlag].map { [$0] } ?? box.firmwareFolders
        acceptsUnknown = options[acceptFlag] || box.radio.acceptsUnknownFirmware
        if let path = options[traceFlag] {
            do throws(SystemError) {
                trace = try RadioTrace(path: path)
            } catch { throw CommandFailure("cannot write \(path): \(error)") }
        } else {
            trace = nil
        }
        wake = try Interruption.caught()
    }

    private static func address(
        _ given: RadioAddress?, _ configured: RadioAddress?
    ) throws(CommandFailure) -> RadioAddress {
        if let address = given ?? configured { return address }
        do throws(OnlyRadioError) {
            return try RadioCandidate.onlyAddress()
        } catch {
            switch error {
            case .none:
                throw CommandFailure(
                    "no radio is on USB; plug one in, or name it: --radio tty:PATH or "
                        + "tcp:HOST:PORT (earshot doctor looks closer)", exit: .unavailable)
            case .several(let found):
                throw CommandFailure(
                    "\(found.count) radios are there; say which: "
                        + found.map { "--radio \($0)" }.joined(separator: " or "))
            }
        }
    }

    /// Opens the line and starts the driver.
    func begin(_ options: Options) throws(RadioTrouble) -> RadioSession {
        let link = try open()
        let session = RadioSession(try driver(for: link, options), wake: wake, trace: trace)
        do throws(RadioLinkError) {
            try session.begin(on: link)
        } catch { throw RadioTrouble(error) }
        return session
    }

    /// The driver for what is behind a line.
    func driver(
        for link: borrowing ByteLink, _ options: Options
    ) throws(RadioTrouble) -> any RadioMachine {
        let kind = try kind(of: link)
        do throws(CommandFailure) {
            return try driver(kind, options)
        } catch { throw RadioTrouble(error) }
    }

    func open() throws(RadioTrouble) -> ByteLink {
        do throws(RadioLinkError) {
            return try ByteLink(to: address, wake: wake)
        } catch { throw RadioTrouble(error) }
    }

    /// Opens the line, and finds out what is behind it.
    func find() throws(RadioTrouble) -> RadioProbe.Verdict { try find(on: try open()) }

    private func find(on link: borrowing ByteLink) throws(RadioTrouble) -> RadioProbe.Verdict {
        guard case .verdict(let verdict) = try probe(link) else {
            throw RadioTrouble(
                CommandFailure(
                    "\(address) answers neither like a CoreCell bridge nor like a board with the "
                        + "Earshot firmware; is it another device? --kind says which it is",
                    exit: .unavailable))
        }
        return verdict
    }

    /// Which driver is needed.
    private func kind(of link: borrowing ByteLink) throws(RadioTrouble) -> RadioIdentity.Kind {
        switch wanted {
        case .concentrator: return .concentrator
        case .light: return .light
        case .asked: break
        }
        switch try find(on: link) {
        case .bridge: return .concentrator
        case .light: return .light
        case .unknownBridge(let error): throw RadioTrouble(CommandFailure(error))
        }
    }

    private func probe(_ link: borrowing ByteLink) throws(RadioTrouble) -> RadioProbe.Outcome {
        do throws(RadioLinkError) {
            return try RadioProbe.ask(on: link, trace: trace)
        } catch { throw RadioTrouble(error) }
    }

    private func driver(
        _ kind: RadioIdentity.Kind, _ options: Options
    ) throws(CommandFailure) -> any RadioMachine {
        switch kind {
        case .light:
            let settings = LightRadioSettings(
                channel: Self.channel(options), session: UInt16.random(in: 0...UInt16.max))
            return LightRadioMachine(settings: settings)
        case .concentrator:
            guard !isTuned || !options.namesChannel else {
                throw CommandFailure(
                    "a concentrator hears its whole plan; leave --freq and --sf out", exit: .usage)
            }
            return try concentrator(options)
        }
    }

    private func concentrator(_ options: Options) throws(CommandFailure) -> ConcentratorRadio {
        let board = try board(options)
        let (plan, guess) = try receivePlan(
            options[planFlag], subBand: options[subBandFlag], board: board)
        return ConcentratorRadio(
            settings: ConcentratorSettings(
                plan: plan, board: board ?? guess, code: try code()))
    }

    /// What a light radio hears: as asked, or where the plan's first beacons are.
    private static func channel(_ options: Options) -> ListeningChannel {
        var channel = ListeningChannel(firstBeaconsOf: options[planFlag])
        channel.frequency = options[frequencyFlag.optional] ?? channel.frequency
        channel.spreadingFactor = options[spreadingFactorFlag.optional] ?? channel.spreadingFactor
        return channel
    }

    /// The controllers' code that a concentrator is started with.
    func code() throws(CommandFailure) -> ConcentratorCode {
        do throws(FirmwareError) {
            return try FirmwareRead.code(in: firmwareFolders, acceptUnknown: acceptsUnknown)
        } catch {
            throw CommandFailure(
                "\(error). Looked in \(firmwareFolders.joined(separator: " and ")). For an emulator: "
                    + "earshot radio firmware make-up DIR, then --firmware DIR --accept-unknown-firmware",
                exit: .wrongConfiguration)
        }
    }

    /// The board that is named, or the only guess that serves the plan.
    func board(_ options: Options) throws(CommandFailure) -> Board? {
        if let board = options[boardFlag] { return board }
        do throws(BoardError) {
            return try box.board()
        } catch { throw CommandFailure("radio.board: \(error)", exit: .wrongConfiguration) }
    }
}

extension Options {
    /// Whether a light radio is to hear another channel than the plan's.
    fileprivate var namesChannel: Bool {
        self[frequencyFlag.optional] != nil || self[spreadingFactorFlag.optional] != nil
    }
}
