import Primitives

/// The upper half of a data frame's control byte (FCtrl); the lower half counts the options. Two of
/// its bits mean one thing in uplinks, another in downlinks.
public struct FrameControl: Hashable, Sendable {
    /// Bits 7 to 4; the others are zero.
    public let bits: UInt8

    init(bits: UInt8) { self.bits = bits }

    public init(uplink flags: UplinkFlags = []) { bits = flags.rawValue }

    public init(downlink flags: DownlinkFlags) { bits = flags.rawValue }

    public struct UplinkFlags: OptionSet, Sendable {
        public let rawValue: UInt8
        public init(rawValue: UInt8) { self.rawValue = rawValue & 0xF0 }

        /// The network may set data rate and power.
        public static let adaptiveDataRate = Self(rawValue: 0x80)
        /// The device has heard nothing for long and asks for any downlink.
        public static let acknowledgementRequest = Self(rawValue: 0x40)
        /// The last confirmed downlink arrived.
        public static let acknowledgement = Self(rawValue: 0x20)
        /// The device listens in class B's slots. Reserved before the device enters class B.
        public static let classB = Self(rawValue: 0x10)
    }

    public struct DownlinkFlags: OptionSet, Sendable {
        public let rawValue: UInt8
        public init(rawValue: UInt8) { self.rawValue = rawValue & 0xF0 }

        /// The network will set data rate and power.
        public static let adaptiveDataRate = Self(rawValue: 0x80)
        /// Reserved in downlinks; kept, so that a frame can be rebuilt.
        public static let reserved = Self(rawValue: 0x40)
        /// The last confirmed uplink arrived.
        public static let acknowledgement = Self(rawValue: 0x20)
        /// The network has more to send: please send something soon.
        public static let framePending = Self(rawValue: 0x10)
    }

    public var uplink: UplinkFlags { UplinkFlags(rawValue: bits) }
    public var downlink: DownlinkFlags { DownlinkFlags(rawValue: bits) }
}

/// The network commands that ride in a data frame's header (FOpts), encrypted in LoRaWAN 1.1. At
/// most 15 bytes, held in place.
public struct FrameOptions: Hashable, Sendable {
    public private(set) var count: Int
    private var words: Block128

    public static let mostBytes = 15

    public init() {
        count = 0
        words = Block128(high: 0, low: 0)
    }

    /// Refuses more than 15 bytes.
    public init(_ bytes: RawSpan) throws(FrameBuildError) {
        guard bytes.byteCount <= Self.mostBytes else {
            throw .optionsTooLong(found: bytes.byteCount)
        }
        self.init(reading: bytes.byteCount, of: bytes, at: 0)
    }

    /// `count` is at most 15: it comes from four bits, or was checked.
    init(reading count: Int, of bytes: RawSpan, at offset: Int) {
        self.init()
        self.count = count
        for index in 0..<count {
            let shifted = UInt64(bytes.byte(at: offset + index)) << UInt64(56 - 8 * (index & 7))
            if index < 8 { words.high |= shifted } else { words.low |= shifted }
        }
    }

    public subscript(index: Int) -> UInt8 {
        precondition(0..<count ~= index, "byte \(index) of \(count) bytes of options")
        return words.byte(at: index)
    }
}
