/// What the driver must know of the board that the chip stands on.
public struct ChipFitting: Sendable {
    public var model: ChipModel
    /// The step-down regulator needs an inductor on the board; without one the linear one serves.
    public var hasInductor: Bool
    /// A temperature-compensated oscillator fed by DIO3; nil for a bare crystal.
    public var tcxo: TCXO?
    /// DIO2 drives the antenna switch; otherwise the port's `antenna` does.
    public var dio2SwitchesAntenna: Bool
    /// How far off the time that the port gives for DIO1 may be from the end of a frame.
    public var interruptErrorMicroseconds: UInt32
    /// What setting up a transmission takes at most, from the first command until it could begin.
    public var preparationMicroseconds: UInt32

    public init(
        model: ChipModel, hasInductor: Bool, tcxo: TCXO?, dio2SwitchesAntenna: Bool,
        interruptErrorMicroseconds: UInt32, preparationMicroseconds: UInt32
    ) {
        self.model = model
        self.hasInductor = hasInductor
        self.tcxo = tcxo
        self.dio2SwitchesAntenna = dio2SwitchesAntenna
        self.interruptErrorMicroseconds = interruptErrorMicroseconds
        self.preparationMicroseconds = preparationMicroseconds
    }
}

public enum ChipModel: UInt8, CaseIterable, Sendable {
    case sx1261, sx1262, sx1268

    /// The SX1262 and SX1268 have the strong amplifier, and its clamp to be mended.
    public var isHighPower: Bool { self != .sx1261 }
}

public struct TCXO: Sendable {
    public var voltage: TCXOVoltage
    /// How long it needs from power to a steady clock; its data sheet says.
    public var startMicroseconds: UInt32

    public init(voltage: TCXOVoltage, startMicroseconds: UInt32) {
        self.voltage = voltage
        self.startMicroseconds = startMicroseconds
    }

    /// In the chip's steps of 15.625 us, rounded up.
    var steps: UInt32 { ChipTime.steps(startMicroseconds) }
}

/// What DIO3 gives, in the data sheet's order (13.3.6).
public enum TCXOVoltage: UInt8, CaseIterable, Sendable {
    case millivolts1600, millivolts1700, millivolts1800, millivolts2200
    case millivolts2400, millivolts2700, millivolts3000, millivolts3300
}

/// The clock that runs in standby: its own, or the oscillator that the radio needs.
public enum StandbyClock: UInt8, Sendable { case rc, oscillator }

public enum ChipTime {
    /// NRESET is held low for typically 100 us (8.1).
    public static let resetMicroseconds: UInt64 = 200
    /// The same for faults: so long the chip is held silent before it is tried again, doubling from
    /// the first to the last.
    public static let firstPauseMicroseconds: UInt64 = 100_000
    public static let lastPauseMicroseconds: UInt64 = 6_400_000
    /// A start with calibration takes 3.5 ms, an image calibration less than 10 ms; any other
    /// command 0.2 ms. The bounds are for a chip that is cold, slow and still whole.
    public static let busyAfterCalibrationMicroseconds: UInt64 = 50_000
    public static let busyMicroseconds: UInt64 = 5_000
    /// From frequency synthesis to the first symbol of the preamble (8.3.1).
    public static let synthesisToTransmitMicroseconds: UInt64 = 76
    /// How often a chip at rest or listening is asked whether it is well.
    public static let watchMicroseconds: UInt64 = 1_000_000

    /// Steps of 15.625 us (64 kHz), rounded up. 268 s fill a step count's 24 bits.
    public static func steps(_ microseconds: UInt32) -> UInt32 {
        // 8 steps are 125 us; in halves, as the chip divides 32 bits only.
        let (whole, rest) = (microseconds / 125, microseconds % 125)
        return whole * 8 + (rest * 8 + 124) / 125
    }
}
