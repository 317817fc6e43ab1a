public import Air
public import Airwaves
public import Concentrator

/// What an emulated board is: the bridge's firmware, the chip behind it, its surroundings.
public struct CoreCellSettings: Sendable {
    public enum Chip: Sendable {
        case sx1302
        /// Can date frames to nanoseconds.
        case sx1303

        /// What the one-time memory holds at index D0.
        var model: UInt8 {
            switch self {
            case .sx1302: 0x02
            case .sx1303: 0x03
            }
        }
    }

    /// The bridge's own firmware. Below 1.0.0 it takes transfers as order 06, as 00.02.06 does.
    public var bridge: BridgeVersion
    public var chip: Chip
    public var eui: EUI64
    /// Makes what differs from board to board: the bridge chip's number, the noise of a scan.
    public var seed: UInt64
    /// Beside the radio, in hundredths of a degree Celsius; levels shift with it.
    public var temperature: Int16
    /// Whether a GNSS receiver's pulses reach the chip, on each whole second of the air's clock.
    public var hasPulses: Bool
    public var board: EmulatedBoard
    /// What is to go wrong, each with its answer: the bridge's answers are counted from 1.
    public var faults: [EmulatorFault]

    public init(
        bridge: BridgeVersion = .current, chip: Chip = .sx1303, eui: EUI64, seed: UInt64 = 0,
        temperature: Int16 = 2_500, hasPulses: Bool = true, board: EmulatedBoard = .coreCell,
        faults: [EmulatorFault] = []
    ) {
        self.bridge = bridge
        self.chip = chip
        self.eui = eui
        self.seed = seed
        self.temperature = temperature
        self.hasPulses = hasPulses
        self.board = board
        self.faults = faults
    }
}
