import Primitives

/// A device asks to be admitted. 23 bytes, readable by everybody, authenticated by the device's
/// root key.
public struct JoinRequest: Hashable, Sendable {
    public static let byteCount = 23

    public var header: FrameHeader
    /// The join server that holds the device's keys; *AppEUI* before LoRaWAN 1.0.4.
    public var joinEUI: EUI64
    public var devEUI: EUI64
    /// Never used twice by a device: a counter from 1.0.4 on, random before.
    public var devNonce: UInt16
    public var integrityCode: IntegrityCode

    public init(
        header: FrameHeader = FrameHeader(.joinRequest), joinEUI: EUI64, devEUI: EUI64,
        devNonce: UInt16, integrityCode: IntegrityCode
    ) {
        precondition(header.type == .joinRequest, "header \(header.bits) of a join request")
        self.header = header
        self.joinEUI = joinEUI
        self.devEUI = devEUI
        self.devNonce = devNonce
        self.integrityCode = integrityCode
    }

    init(parsing bytes: RawSpan, header: FrameHeader) throws(FrameError) {
        guard bytes.byteCount == Self.byteCount else {
            throw .joinRequestLength(found: bytes.byteCount)
        }
        self.header = header
        joinEUI = EUI64(bits: bytes.littleEndian64(at: 1))
        devEUI = EUI64(bits: bytes.littleEndian64(at: 9))
        devNonce = bytes.littleEndian16(at: 17)
        integrityCode = IntegrityCode(endOf: bytes)
    }

    /// Appends the frame as it goes on air.
    public func append(to bytes: inout [UInt8]) {
        bytes.append(header.bits)
        bytes.append(littleEndian: joinEUI.bits, count: 8)
        bytes.append(littleEndian: devEUI.bits, count: 8)
        bytes.append(littleEndian: UInt64(devNonce), count: 2)
        integrityCode.append(to: &bytes)
    }
}

extension IntegrityCode {
    static let byteCount = 4

    /// The last four bytes of a frame that has them.
    init(endOf frame: RawSpan) {
        let stored = frame.littleEndian32(at: frame.byteCount - Self.byteCount)
        self.init(bits: stored.byteSwapped)
    }

    func append(to bytes: inout [UInt8]) {
        bytes.append(littleEndian: UInt64(bits.byteSwapped), count: Self.byteCount)
    }
}
