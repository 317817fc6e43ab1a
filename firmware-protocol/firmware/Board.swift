import FirmwareProtocol

/// A board without a radio, and it says so: chip `none`, bounds of zero, every use refused.
struct Board: LinkBoard {
    private(set) var mustRestart = false
    private var announced: UInt16 = 0

    func capabilities() -> Capabilities {
        Capabilities(
            serial: 0, board: boardName, firmware: ShortBytes("earshot-firmware 0.1"),
            clockErrorPPB: clockErrorPPB)
    }

    func radio() -> Status.Radio { .none }
    func configuration() -> UInt16 { 0 }
    func waitingTransmissions() -> UInt8 { 0 }
    func temperature() -> Int16? { nil }
    func configure(_ request: Configure) throws(Refusal) -> Configured { throw Refusal(.noRadio) }
    func transmit(_ request: Transmit) throws(Refusal) { throw Refusal(.noRadio) }
    func cancel(_ request: CancelTransmit) throws(Refusal) { throw Refusal(.noRadio) }
    func count(into statistics: inout Statistics) {}
    func standBy() {}
    mutating func restart() { mustRestart = true }

    /// Once per session.
    mutating func announces(_ session: UInt16) -> Bool {
        guard session != announced else { return false }
        announced = session
        return session != 0
    }
}
