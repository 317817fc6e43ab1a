internal import Airwaves
internal import FirmwareProtocol
internal import RadioBoard
internal import RadioChip
internal import RadioChipModel

/// The board that real firmware runs on, with its driver, on a model of the chip; and a GNSS
/// receiver, which the firmware's own board has not yet.
struct EmulatedBoard: LinkBoard {
    var radioBoard: RadioBoard<ModelPort>
    private let hasPulses: Bool
    private let hasTime: Bool

    init(_ settings: LightRadioEmulatorSettings) {
        let model = RadioChipModel(isHighPower: settings.chip.isHighPower)
        var port = ModelPort(model: model)
        port.temperature = settings.temperature
        radioBoard = RadioBoard(port: port, facts: BoardFacts(settings))
        hasPulses = settings.hasPulses
        hasTime = settings.hasPulses && settings.epoch != nil
    }

    var port: ModelPort {
        get { radioBoard.port }
        _modify { yield &radioBoard.port }
    }

    func capabilities() -> Capabilities {
        var all = radioBoard.capabilities()
        if hasPulses { all.features |= Capabilities.pulsePerSecond }
        if hasTime { all.features |= Capabilities.satelliteTime }
        return all
    }

    func radio() -> Status.Radio { radioBoard.radio() }
    func configuration() -> UInt16 { radioBoard.configuration() }
    func waitingTransmissions() -> UInt8 { radioBoard.waitingTransmissions() }
    mutating func temperature() -> Int16? { radioBoard.temperature() }
    mutating func configure(_ request: Configure) throws(Refusal) -> Configured {
        try radioBoard.configure(request)
    }
    mutating func transmit(_ request: Transmit) throws(Refusal) {
        try radioBoard.transmit(request)
    }
    mutating func cancel(_ request: CancelTransmit) throws(Refusal) {
        try radioBoard.cancel(request)
    }
    func count(into statistics: inout Statistics) { radioBoard.count(into: &statistics) }
    mutating func standBy() { radioBoard.standBy() }
    mutating func restart() { radioBoard.restart() }
}

extension BoardFacts {
    init(_ settings: LightRadioEmulatorSettings) {
        let fitting = ChipFitting(
            model: settings.chip, hasInductor: true, tcxo: nil, dio2SwitchesAntenna: true,
            interruptErrorMicroseconds: 1, preparationMicroseconds: 10_000)
        self.init(
            serial: settings.eui.bits, name: ShortBytes("emulated board"),
            firmware: ShortBytes(printable: settings.firmware), clockErrorPPB: 20_000,
            lowestHertz: settings.chip.lowestHertz, highestHertz: settings.chip.highestHertz,
            measuresTemperature: settings.temperature != nil, fitting: fitting)
    }
}

extension ChipModel {
    /// What the data sheets give: 150 to 960 MHz, and 410 to 810 MHz for the SX1268.
    fileprivate var lowestHertz: UInt32 { self == .sx1268 ? 410_000_000 : 150_000_000 }
    fileprivate var highestHertz: UInt32 { self == .sx1268 ? 810_000_000 : 960_000_000 }
}

extension ShortBytes {
    /// The first 32 bytes, each that the link does not allow in a text as a question mark.
    init(printable text: String) {
        self.init()
        for byte in text.utf8.prefix(32) {
            append((0x20...0x7e).contains(byte) ? byte : UInt8(ascii: "?"))
        }
    }
}
