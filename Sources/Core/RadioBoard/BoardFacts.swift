public import FirmwareProtocol
public import RadioChip

/// What a board says of itself.
public struct BoardFacts: Sendable {
    public var serial: UInt64
    public var name: ShortBytes
    public var firmware: ShortBytes
    /// How far off its own second the board's clock may be, in parts per thousand million.
    public var clockErrorPPB: UInt32
    /// What its filters and antenna switch are built for.
    public var lowestHertz: UInt32
    public var highestHertz: UInt32
    public var measuresTemperature: Bool
    public var fitting: ChipFitting

    public init(
        serial: UInt64, name: ShortBytes, firmware: ShortBytes, clockErrorPPB: UInt32,
        lowestHertz: UInt32, highestHertz: UInt32, measuresTemperature: Bool,
        fitting: ChipFitting
    ) {
        self.serial = serial
        self.name = name
        self.firmware = firmware
        self.clockErrorPPB = clockErrorPPB
        self.lowestHertz = lowestHertz
        self.highestHertz = highestHertz
        self.measuresTemperature = measuresTemperature
        self.fitting = fitting
    }

    var capabilities: Capabilities {
        var all = Capabilities(
            serial: serial, board: name, firmware: firmware, clockErrorPPB: clockErrorPPB)
        all.chip = chip
        all.features =
            Capabilities.timedTransmit | (measuresTemperature ? Capabilities.temperature : 0)
        all.lowestHertz = lowestHertz
        all.highestHertz = highestHertz
        all.lowestPowerCentiDBm = PowerSetting.lowestCentiDBm(fitting.model)
        all.highestPowerCentiDBm = PowerSetting.highestCentiDBm(fitting.model)
        all.spreadingFactors = 0x1fe0
        all.leadMicroseconds = fitting.preparationMicroseconds
        return all
    }

    var range: FrequencyRange {
        FrequencyRange(lowestHertz: lowestHertz, highestHertz: highestHertz)
    }

    private var chip: Capabilities.Chip {
        switch fitting.model {
        case .sx1261: .sx1261
        case .sx1262: .sx1262
        case .sx1268: .sx1268
        }
    }
}
