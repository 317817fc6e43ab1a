public import Air
public import Airwaves
public import RadioChip

/// What an emulated radio board is.
public struct LightRadioEmulatorSettings: Sendable {
    public var chip: ChipModel
    /// The board's serial number.
    public var eui: EUI64
    /// What its firmware calls itself: 1 to 32 characters of printable ASCII. The usual name is none
    /// that a real board has, so no host takes it for one by mistake.
    public var firmware: String
    /// Makes what differs from start to start: the number by which a host knows a new one.
    public var seed: UInt64
    /// In hundredths of a degree Celsius; nil for a board without a sensor.
    public var temperature: Int16?
    /// Whether a GNSS receiver's pulses reach the board, on each whole second of the air's clock.
    public var hasPulses: Bool
    /// Seconds since 1970 at the air's zero; nil while the receiver has no time.
    public var epoch: UInt64?
    /// How far the board's crystal is off, in parts per thousand million.
    public var clockErrorPPB: Int32
    /// What is to go wrong, each with its message.
    public var faults: [EmulatorFault]

    public init(
        chip: ChipModel = .sx1262, eui: EUI64, firmware: String = "earshot-emulator 1",
        seed: UInt64 = 0, temperature: Int16? = 2_500, hasPulses: Bool = true,
        epoch: UInt64? = nil, clockErrorPPB: Int32 = 0, faults: [EmulatorFault] = []
    ) {
        self.chip = chip
        self.eui = eui
        self.firmware = firmware
        self.seed = seed
        self.temperature = temperature
        self.hasPulses = hasPulses
        self.epoch = epoch
        self.clockErrorPPB = clockErrorPPB
        self.faults = faults
    }

    /// The faults that such a board can have. No code is loaded into it over its link.
    public static let possibleFaults = EmulatorFault.Kind.allCases.filter {
        $0 != .badFirmware && !EmulatorFault.Kind.ofConcentrator.contains($0)
    }

    /// Refuses a fault that such a board cannot have.
    public func checkFaults() throws(EmulatorFaultError) {
        for fault in faults where !Self.possibleFaults.contains(fault.kind) {
            throw .notHere(fault.kind, able: Self.possibleFaults)
        }
    }
}
