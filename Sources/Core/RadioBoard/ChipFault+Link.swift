internal import FirmwareProtocol
internal import RadioChip

extension ChipFault {
    /// Which of the link's faults it is.
    var code: Fault.Code {
        switch self {
        case .busyTooLong: .radioBusy
        case .deviceErrors: .radioErrors
        default: .radioAnswer
        }
    }

    /// The detail of a fault for DIO1, which is no reason to reset the chip.
    static let interruptLostNumber: UInt32 = 0x0a00_0000

    /// For people, in the log.
    var words: ShortBytes {
        switch self {
        case .busyTooLong: ShortBytes("the radio's BUSY stays high")
        case .silence: ShortBytes("the radio does not answer on SPI")
        case .wrongStatus: ShortBytes("the radio refuses a command")
        case .wrongMode: ShortBytes("the radio is in another mode than told")
        case .unknownChip: ShortBytes("what answers on SPI is no SX126x")
        case .deviceErrors: ShortBytes("the radio reports errors of its own")
        case .wrongBuffer: ShortBytes("the radio's buffer holds other bytes")
        case .sendsTooLong: ShortBytes("a transmission does not end")
        case .sendTimedOut: ShortBytes("the radio timed a transmission out")
        case .sendsTooShort: ShortBytes("a transmission ended too early")
        case .interruptWithoutCause: ShortBytes("DIO1 stays high")
        }
    }
}
