public import Airwaves
internal import Concentrator
internal import Host
internal import LightRadio
internal import RadioDrivers
public import RadioLink
public import Radios
internal import Signing

/// Which radio a configured box drives, and with which driver, when nobody is there to be asked.
public struct RadioChoice: Sendable {
    private let box: BoxSettings
    private let plan: RegionalPlan

    public init(_ box: BoxSettings, plan: RegionalPlan) {
        self.box = box
        self.plan = plan
    }

    /// The configured one, or the only one on USB.
    public func address() throws(RadioTrouble) -> RadioAddress {
        if let address = box.radio.device { return address }
        let found = RadioCandidate.all().filter { $0.usb?.known?.isUsable == true }
            .compactMap(\.addresses.first)
        guard let first = found.first else {
            throw RadioTrouble(
                "no radio is on USB", do: "plug one in; earshot doctor looks closer")
        }
        guard found.count == 1 else {
            throw RadioTrouble(
                "\(found.count) radios are on USB",
                do: "say which in radio.device: "
                    + found.map(\.description).joined(separator: " or "))
        }
        return first
    }

    /// The driver for what is behind an open line.
    public func driver(
        for link: borrowing ByteLink
    ) throws(RadioTrouble) -> any RadioMachine {
        let outcome: RadioProbe.Outcome
        do throws(RadioLinkError) {
            outcome = try RadioProbe.ask(on: link)
        } catch { throw RadioTrouble(error) }
        switch outcome {
        case .verdict(.bridge): return try concentrator()
        case .verdict(.light): return light()
        case .verdict(.unknownBridge(let error)):
            throw RadioTrouble("\(error)", do: "give the bridge firmware that is known")
        case .silence:
            throw RadioTrouble(
                "\(link.address) answers neither like a CoreCell bridge nor like a board with the "
                    + "Earshot firmware", do: "name the radio in radio.device; earshot radio list")
        }
    }

    /// One channel: where the plan's first beacons are.
    private func light() -> any RadioMachine {
        let rules = plan.rules
        let channel = ListeningChannel(
            frequency: rules.beaconChannels[0],
            spreadingFactor: rules.beaconRates[0].spreadingFactor, bandwidth: rules.bandwidth)
        return LightRadioMachine(
            settings: LightRadioSettings(
                channel: channel, session: UInt16.random(in: 0...UInt16.max)))
    }

    private func concentrator() throws(RadioTrouble) -> any RadioMachine {
        let (receive, board) = try receivePlan()
        return ConcentratorRadio(
            settings: ConcentratorSettings(plan: receive, board: board, code: try code()))
    }

    private func receivePlan() throws(RadioTrouble) -> (ReceivePlan, Board) {
        var boards = Board.all
        if let name = box.radio.board {
            do throws(BoardError) {
                boards = [try Board(parsing: name)]
            } catch { throw RadioTrouble("radio.board: \(error)", do: "earshot config check") }
        }
        var refusal: RegionalReceiveError?
        for board in boards {
            do throws(RegionalReceiveError) {
                let subBand = box.hotspot.subBand
                return (try ReceivePlan(for: plan, subBand: subBand, on: board), board)
            } catch { refusal = refusal ?? error }
        }
        throw RadioTrouble(
            refusal?.description ?? "no board is known", do: "set radio.board or region.sub_band")
    }

    private func code() throws(RadioTrouble) -> ConcentratorCode {
        let found = FirmwareRead.all(in: box.firmwareFolders).compactMap(\.found)
        do throws(FirmwareError) {
            return try ConcentratorCode(
                from: found, acceptUnknown: box.radio.acceptsUnknownFirmware,
                hashing: SHA256.self)
        } catch {
            throw RadioTrouble(
                "\(error)",
                do: "put the files into \(box.firmwareFolders.joined(separator: " or ")); earshot "
                    + "radio firmware check says which")
        }
    }
}

/// Why no radio works, and what to do about it.
public struct RadioTrouble: Error, Equatable, Sendable {
    public let why: String
    public let advice: String
    /// Whether it is worth trying again before somebody acts.
    public let mayPass: Bool

    public init(_ why: String, do advice: String, mayPass: Bool = false) {
        self.why = why
        self.advice = advice
        self.mayPass = mayPass
    }

    public init(_ error: RadioLinkError) {
        self.init(
            error.description, do: "earshot doctor radio says more", mayPass: true)
    }

    public init(_ fault: RadioFault) {
        self.init(
            fault.description, do: "earshot doctor radio says more", mayPass: !fault.isLasting)
    }
}
