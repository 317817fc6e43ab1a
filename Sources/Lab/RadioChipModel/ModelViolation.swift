/// What a driver did that the data sheet of the SX1261/2 forbids or does not promise. A test wants
/// this list empty.
public enum ModelViolation: Equatable, Sendable {
    /// BUSY was high; the command is ignored.
    case commandWhileBusy(UInt8)
    case commandInReset(UInt8)
    /// NRESET was low for less than 100 us.
    case resetTooShort(microseconds: UInt64)
    case unknownOpcode(UInt8)
    /// More or fewer bytes than the command has.
    case wrongLength(UInt8, count: Int)
    /// A parameter that its table has not.
    case wrongParameter(UInt8, value: UInt8)
    /// The command is for standby (or for standby on the internal clock) only.
    case wrongMode(UInt8, mode: ModelMode)
    /// Settings before SetPacketType, which forgets them.
    case packetTypeNotFirst(UInt8)
    /// SetTx or SetRx before this command.
    case missing(UInt8, before: UInt8)
    /// No image calibration for the band of this frequency since the reset.
    case imageNotCalibrated(hertz: UInt64)
    /// A symbol of 16 ms or more without low data rate optimisation, or the reverse.
    case wrongOptimisation
    /// Chapter 15 (known limitations), by number: 1 for 500 kHz, 2 for the clamp, 4 for inverted IQ.
    case knownLimitation(Int)
    /// Written where neither the data sheet nor Semtech's driver says that a register is.
    case unknownRegister(UInt16)
    /// The crystal's supply on DIO3 was not set, and there is no other.
    case noOscillator(UInt8)
    /// Allowed, but this model has no answer for it.
    case notModelled(UInt8)
}

/// The chip's mode, with the data sheet's number for it.
public enum ModelMode: UInt8, Sendable {
    case standbyRC = 2
    case standbyXOSC, synthesis, receive, transmit
}

/// Faults to order.
public enum ModelFault: Equatable, Sendable {
    case busyStaysHigh
    /// Every byte that the chip answers is this one.
    case wire(UInt8)
    /// The status says so of every command.
    case commandStatus(UInt8)
    /// DIO1 stays low, or high.
    case noInterrupt
    case interruptStaysHigh
    case deviceErrors(UInt16)
    /// A transmission never ends.
    case neverDone
    /// It is done after a part of its time.
    case doneEarly
    /// The chip's own time-out ends it.
    case timesOut
    /// One byte of the buffer is written wrongly.
    case corruptsBuffer
    /// It leaves reception for standby by itself, as behind a brown-out.
    case fallsOutOfReceive
    /// Something else answers: no register of an SX126x.
    case otherChip
}

/// A fault that begins behind so many transfers, and ends with the next reset or never.
public struct OrderedFault: Sendable {
    public var fault: ModelFault
    public var afterTransfers: Int
    public var endsWithReset: Bool

    public init(_ fault: ModelFault, afterTransfers: Int = 0, endsWithReset: Bool = true) {
        self.fault = fault
        self.afterTransfers = afterTransfers
        self.endsWithReset = endsWithReset
    }
}
