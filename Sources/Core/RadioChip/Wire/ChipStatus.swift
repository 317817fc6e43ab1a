/// The byte with which the chip answers every command: its mode now, and what became of the command
/// before (data sheet 13.5.1).
public struct ChipStatus: Equatable, Sendable {
    public let byte: UInt8

    public init(_ byte: UInt8) { self.byte = byte }

    public enum Mode: UInt8, Sendable {
        case standbyRC = 2
        case standbyXOSC, synthesis, receive, transmit
    }

    /// Nil for numbers that mean nothing.
    public var mode: Mode? { Mode(rawValue: byte >> 4 & 7) }

    /// 3: not all of it came in time; 4: cannot be understood; 5: could not be carried out.
    public var isRefusal: Bool { (3...5).contains(byte >> 1 & 7) }

    /// What a wire gives on which nobody answers. No chip has such a status.
    public var isSilence: Bool { byte == 0x00 || byte == 0xff }
}
