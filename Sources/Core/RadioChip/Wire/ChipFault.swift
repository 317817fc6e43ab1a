/// Why the radio does not do as told. The first cause is kept; the chip is then held in reset, where
/// it can send nothing, and started anew.
public enum ChipFault: Error, Equatable, Sendable {
    /// BUSY stayed high behind this command; nil behind a reset.
    case busyTooLong(after: Opcode?)
    /// The wire gave 00 or ff where a status belongs: no chip, no power, or a broken wire.
    case silence(Opcode)
    /// The chip says of this command that it was late, not understood or not carried out.
    case wrongStatus(after: Opcode, status: UInt8)
    /// It is in another mode than the commands before lead to.
    case wrongMode(status: UInt8)
    /// The sync word's register had another value behind a reset than an SX126x gives it.
    case unknownChip(register: UInt16)
    case deviceErrors(DeviceErrors)
    /// The buffer did not hold the frame that was written to it, so it was not sent.
    case wrongBuffer(offset: UInt8)
    /// Neither done nor timed out long after the frame's end.
    case sendsTooLong
    /// The chip's own time-out ended the transmission.
    case sendTimedOut
    /// Done before the frame can have been on the air as a whole.
    case sendsTooShort
    /// DIO1 is high again and again while the chip has nothing to say: it is stuck.
    case interruptWithoutCause
}

extension ChipFault {
    /// One number for the wire: the kind, the command, what was found. `firmware-protocol/SPEC.md`
    /// has the table; numbers are never given away twice.
    public var number: UInt32 {
        switch self {
        case .busyTooLong(let opcode): 0x0100_0000 | Self.place(opcode)
        case .silence(let opcode): 0x0200_0000 | Self.place(opcode)
        case .wrongStatus(let opcode, let status):
            0x0300_0000 | Self.place(opcode) | UInt32(status)
        case .wrongMode(let status): 0x0400_0000 | UInt32(status)
        case .unknownChip(let register): 0x0500_0000 | UInt32(register)
        case .deviceErrors(let errors): UInt32(errors.rawValue)
        case .wrongBuffer(let offset): 0x0600_0000 | UInt32(offset)
        case .sendsTooLong: 0x0700_0000
        case .sendTimedOut: 0x0800_0000
        case .sendsTooShort: 0x0900_0000
        case .interruptWithoutCause: 0x0b00_0000
        }
    }

    private static func place(_ opcode: Opcode?) -> UInt32 {
        UInt32(opcode?.rawValue ?? 0xff) << 16
    }
}
