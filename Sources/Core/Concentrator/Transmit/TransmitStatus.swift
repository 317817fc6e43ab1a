/// What a transmit path does, as its status byte says it.
public enum TransmitStatus: Hashable, CaseIterable, Sendable {
    case free
    /// Waits for its time or for a pulse.
    case scheduled
    case emitting

    public init(_ byte: UInt8, of radio: Radio) throws(TransmitStatusError) {
        switch byte {
        case 0x80: self = .free
        case 0x91, 0x92: self = .scheduled
        case 0x30, 0x50, 0x60, 0x70: self = .emitting
        default: throw TransmitStatusError(radio: radio, found: byte)
        }
    }
}

/// A byte that sx1302_hal 2.1.0 knows no meaning of.
public struct TransmitStatusError: Error, Equatable, Sendable, CustomStringConvertible {
    public let radio: Radio
    public let found: UInt8

    public var description: String {
        "transmit path \(radio) reports state \(hex(found)); known are 0x80 (free), 0x91 and "
            + "0x92 (scheduled), 0x30, 0x50, 0x60 and 0x70 (emitting): start the radio anew"
    }
}

extension Radio {
    /// Reads one byte, for `TransmitStatus`.
    public var readTransmitStatus: ChipOperation {
        .read(address: self == .a ? 0x5211 : 0x5411, count: 1)
    }

    /// Takes back all three triggers of the path; it is free again within a second, or the radio has
    /// to be started anew.
    public var abortTransmission: ChipOperation {
        .modify(address: self == .a ? 0x5200 : 0x5400, mask: 0x07, value: 0)
    }
}
