public import Airwaves
internal import Concentrator
internal import LightRadio
internal import RadioDrivers
public import RadioLink
public import Radios

/// Which radio a configured box drives, and with which driver, when nobody is there to be asked.
public struct RadioChoice: Sendable {
    private let box: BoxSettings
    private let plan: RegionalPlan

    public init(_ box: BoxSettings, plan: RegionalPlan) {
        self.box = box
        self.plan = plan
    }

    /// The configured one, or the only one on USB.
    public func address() throws(RadioOutage) -> RadioAddress {
        if let address = box.radio.device { return address }
        do throws(OnlyRadioError) {
            return try RadioCandidate.onlyAddress()
        } catch { throw RadioOutage(error) }
    }

    /// The driver for what is behind an open line.
    public func driver(
        for link: borrowing ByteLink
    ) throws(RadioOutage) -> any RadioMachine {
        let outcome: RadioProbe.Outcome
        do throws(RadioLinkError) {
            outcome = try RadioProbe.ask(on: link)
        } catch { throw RadioOutage(error) }
        switch outcome {
        case .verdict(.bridge): return try concentrator()
        case .verdict(.light): return light()
        case .verdict(.unknownBridge(let error)):
            throw RadioOutage("\(error)", do: "give the bridge firmware that is known")
        case .silence:
            throw RadioOutage(
                "\(link.address) answers neither like a CoreCell bridge nor like a board with the "
                    + "Earshot firmware", do: "name the radio in radio.device; earshot radio list")
        }
    }

    /// One channel: where the plan's first beacons are.
    private func light() -> any RadioMachine {
        return LightRadioMachine(
            settings: LightRadioSettings(
                channel: ListeningChannel(firstBeaconsOf: plan),
                session: UInt16.random(in: 0...UInt16.max)))
    }

    private func concentrator() throws(RadioOutage) -> any RadioMachine {
        let (receive, board) = try receivePlan()
        return ConcentratorRadio(
            settings: ConcentratorSettings(plan: receive, board: board, code: try code()))
    }

    private func receivePlan() throws(RadioOutage) -> (ReceivePlan, Board) {
        let board: Board?
        do throws(BoardError) {
            board = try box.board()
        } catch { throw RadioOutage("radio.board: \(error)", do: "earshot config check") }
        do throws(RegionalReceiveError) {
            return try ReceivePlan.onFirst(
                of: board.map { [$0] } ?? Board.all, for: plan, subBand: box.hotspot.subBand)
        } catch {
            throw RadioOutage(error.description, do: "set radio.board or region.sub_band")
        }
    }

    private func code() throws(RadioOutage) -> ConcentratorCode {
        do throws(FirmwareError) {
            return try FirmwareRead.code(
                in: box.firmwareFolders, acceptUnknown: box.radio.acceptsUnknownFirmware)
        } catch {
            throw RadioOutage(
                "\(error)",
                do: "put the files into \(box.firmwareFolders.joined(separator: " or ")); earshot "
                    + "radio firmware check says which")
        }
    }
}
