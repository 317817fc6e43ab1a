public import Primitives

/// The network's answer to a join or rejoin request, as it goes on air: one or two blocks that only
/// the device and its join server can read. The integrity code is inside.
public struct JoinAccept: Hashable, Sendable {
    public var header: FrameHeader
    public var first: Block128
    /// Only with a channel list.
    public var second: Block128?

    public init(
        header: FrameHeader = FrameHeader(.joinAccept), first: Block128, second: Block128? = nil
    ) {
        precondition(header.type == .joinAccept, "header \(header.bits) of a join accept")
        self.header = header
        self.first = first
        self.second = second
    }

    init(parsing bytes: RawSpan, header: FrameHeader) throws(FrameError) {
        guard bytes.byteCount == 17 || bytes.byteCount == 33 else {
            throw .joinAcceptLength(found: bytes.byteCount)
        }
        self.header = header
        first = Block128(bigEndianBytesOf: bytes, at: 1)
        second = bytes.byteCount == 33 ? Block128(bigEndianBytesOf: bytes, at: 17) : nil
    }

    /// Appends the frame as it goes on air.
    public func append(to bytes: inout [UInt8]) {
        bytes.append(header.bits)
        first.append(to: &bytes)
        second?.append(to: &bytes)
    }

    /// What a device reads. The network *decrypts* to send, so that a device needs encryption only.
    /// The key is the root key for an answer to a join request, LoRaWAN 1.1's join session key for
    /// an answer to a rejoin request. With a wrong key this gives nonsense: check the code.
    public func content<Cipher: BlockCipher>(readBy cipher: Cipher) -> JoinAcceptContent {
        var bytes: [UInt8] = [header.bits]
        cipher.encrypt(first).append(to: &bytes)
        if let second { cipher.encrypt(second).append(to: &bytes) }
        return JoinAcceptContent(plain: bytes.rawSpan)
    }
}

/// A join accept in the clear, as the device sees it and the join server makes it.
public struct JoinAcceptContent: Hashable, Sendable {
    public var header: FrameHeader
    /// 24 bits: *AppNonce* before 1.0.4, the join server's counter since.
    public var joinNonce: UInt32
    public var network: NetID
    public var address: DevAddr
    public var downlink: DownlinkSettings
    /// Seconds from an uplink to its first receive window, low four bits; 0 means 1 too.
    public var receiveDelay: UInt8
    /// Sixteen bytes as they stand: five frequencies, or channel masks, told apart by the last.
    public var channelList: Block128?
    public var integrityCode: IntegrityCode

    /// Takes a frame already in the clear: header, 12 or 28 bytes, code.
    public init(parsingPlain bytes: RawSpan) throws(FrameError) {
        guard bytes.byteCount == 17 || bytes.byteCount == 33 else {
            throw .joinAcceptLength(found: bytes.byteCount)
        }
        self.init(plain: bytes)
    }

    fileprivate init(plain bytes: RawSpan) {
        header = FrameHeader(bits: bytes.byte(at: 0))
        joinNonce = bytes.littleEndian24(at: 1)
        network = NetID(lowBits: bytes.littleEndian24(at: 4))
        address = DevAddr(bits: bytes.littleEndian32(at: 7))
        downlink = DownlinkSettings(bits: bytes.byte(at: 11))
        receiveDelay = bytes.byte(at: 12)
        channelList = bytes.byteCount == 33 ? Block128(bigEndianBytesOf: bytes, at: 13) : nil
        integrityCode = IntegrityCode(endOf: bytes)
    }

    /// Appends the frame in the clear, ready for its code to be checked or made.
    public func appendPlain(to bytes: inout [UInt8]) {
        bytes.append(header.bits)
        bytes.append(littleEndian: UInt64(joinNonce), count: 3)
        bytes.append(littleEndian: UInt64(network.bits), count: 3)
        bytes.append(littleEndian: UInt64(address.bits), count: 4)
        bytes.append(downlink.bits)
        bytes.append(receiveDelay)
        channelList?.append(to: &bytes)
        integrityCode.append(to: &bytes)
    }

    /// DLSettings.
    public struct DownlinkSettings: Hashable, Sendable {
        public let bits: UInt8

        public init(bits: UInt8) { self.bits = bits }

        /// OptNeg: the network speaks LoRaWAN 1.1, which changes the code of this very frame.
        public var negotiatesVersion: Bool { bits & 0x80 != 0 }
        public var firstWindowOffset: UInt8 { bits >> 4 & 0b111 }
        public var secondWindowDataRate: UInt8 { bits & 0b1111 }
    }
}

extension Block128 {
    init(bigEndianBytesOf bytes: RawSpan, at offset: Int) {
        self.init(high: bytes.bigEndian64(at: offset), low: bytes.bigEndian64(at: offset + 8))
    }
}
