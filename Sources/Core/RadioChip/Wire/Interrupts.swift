/// Interrupt bits (data sheet 13.3.4).
public struct Interrupts: OptionSet, Sendable {
    public let rawValue: UInt16

    public init(rawValue: UInt16) { self.rawValue = rawValue }

    public static let txDone = Interrupts(rawValue: 1 << 0)
    public static let rxDone = Interrupts(rawValue: 1 << 1)
    public static let preambleDetected = Interrupts(rawValue: 1 << 2)
    public static let headerValid = Interrupts(rawValue: 1 << 4)
    public static let headerError = Interrupts(rawValue: 1 << 5)
    public static let crcError = Interrupts(rawValue: 1 << 6)
    public static let timeout = Interrupts(rawValue: 1 << 9)
    public static let all = Interrupts(rawValue: 0x03ff)

    /// While listening: what is kept, and what raises DIO1.
    public static let listening: Interrupts = [.rxDone, .headerError, .crcError]
    public static let listeningPin: Interrupts = [.rxDone, .headerError]
    public static let sending: Interrupts = [.txDone, .timeout]
}

/// What the chip found wrong with itself (data sheet 13.6.1).
public struct DeviceErrors: OptionSet, Sendable {
    public let rawValue: UInt16

    public init(rawValue: UInt16) { self.rawValue = rawValue }

    public static let rc64kCalibration = DeviceErrors(rawValue: 1 << 0)
    public static let rc13mCalibration = DeviceErrors(rawValue: 1 << 1)
    public static let pllCalibration = DeviceErrors(rawValue: 1 << 2)
    public static let adcCalibration = DeviceErrors(rawValue: 1 << 3)
    public static let imageCalibration = DeviceErrors(rawValue: 1 << 4)
    public static let oscillatorStart = DeviceErrors(rawValue: 1 << 5)
    public static let pllLock = DeviceErrors(rawValue: 1 << 6)
    public static let amplifierRamp = DeviceErrors(rawValue: 1 << 8)
}
