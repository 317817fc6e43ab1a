public import Primitives

extension IntegrityKey {
    /// The code of a data frame: LoRaWAN 1.0 in both directions (NwkSKey), and downlinks of 1.1
    /// (SNwkSIntKey), where `acknowledging` is the low half of the counter of the confirmed uplink
    /// that a downlink with the acknowledgement bit answers, else 0.
    ///
    /// `bytes` is the whole frame that `frame` was read from. One block of AES for each started 16
    /// bytes, and one more.
    @inlinable public func code(
        of frame: DataFrame, in bytes: RawSpan, counter: UInt32, acknowledging: UInt16 = 0
    ) -> IntegrityCode {
        let first = Block128(
            integrityOf: frame, counter: counter, extra: UInt32(acknowledging.byteSwapped) << 16)
        return IntegrityCode(firstBytesOf: sum(first, bytes))
    }

    @inlinable func sum(_ first: Block128, _ bytes: RawSpan) -> Block128 {
        precondition(bytes.byteCount >= 4, "\(bytes.byteCount) bytes of a data frame")
        var sum = AESCMAC<Cipher>(key)
        sum.update(first)
        sum.update(bytes.extracting(droppingLast: 4))
        return sum.finish()
    }

    /// The 32-bit counter under which this session key accepts a frame; nil when there is none among
    /// those that may be, so the frame is another device's, or forged.
    ///
    /// For a router: it tells whose frame it is without reading the payload. For an uplink of
    /// LoRaWAN 1.1 give the forwarding key and `.forwardingHalf`.
    @inlinable public func counter(
        of frame: DataFrame, in bytes: RawSpan, given known: KnownCounter,
        comparing part: CodePart = .whole
    ) -> UInt32? {
        for candidate in known.candidates(for: frame.counter) {
            let code = code(of: frame, in: bytes, counter: candidate)
            if part.agrees(frame.integrityCode, with: code) { return candidate }
        }
        return nil
    }
}

/// How much of an integrity code one key decides.
public enum CodePart: CaseIterable, Sendable {
    /// All four bytes.
    case whole
    /// The last two bytes of a LoRaWAN 1.1 uplink, which the forwarding network's key makes. One
    /// forged frame in 65,536 passes.
    case forwardingHalf

    /// Whether a frame's code agrees with the one a key makes; the key's first half stands last.
    @inlinable func agrees(_ sent: IntegrityCode, with made: IntegrityCode) -> Bool {
        switch self {
        case .whole: sent == made
        case .forwardingHalf: sent.bits & 0xFFFF == made.bits >> 16
        }
    }
}

/// LoRaWAN 1.1's two network keys of an uplink. The serving network's covers how the frame was
/// sent, so a frame played again on another channel fails with it.
public struct SplitIntegrityKeys<Cipher: BlockCipher> {
    /// FNwkSIntKey.
    public let forwarding: IntegrityKey<Cipher>
    /// SNwkSIntKey.
    public let serving: IntegrityKey<Cipher>

    @inlinable public init(forwarding: Block128, serving: Block128) {
        self.forwarding = IntegrityKey(forwarding)
        self.serving = IntegrityKey(serving)
    }

    /// The code of an uplink: two bytes by the serving key, two by the forwarding key.
    /// `acknowledging` is the low half of the counter of the confirmed downlink that an uplink with
    /// the acknowledgement bit answers, else 0.
    @inlinable public func code(
        ofUplink frame: DataFrame, in bytes: RawSpan, counter: UInt32, sent: UplinkTransmission,
        acknowledging: UInt16 = 0
    ) -> IntegrityCode {
        let extra =
            UInt32(acknowledging.byteSwapped) << 16 | UInt32(sent.dataRate) << 8
            | UInt32(sent.channel)
        let first = Block128(integrityOf: frame, counter: counter, extra: extra)
        let servingHalf = IntegrityCode(firstBytesOf: serving.sum(first, bytes)).bits
        let forwardingHalf = forwarding.code(of: frame, in: bytes, counter: counter).bits
        return IntegrityCode(bits: servingHalf & 0xFFFF_0000 | forwardingHalf >> 16)
    }
}

/// How an uplink was sent, by the numbers of its regional plan.
public struct UplinkTransmission: Hashable, Sendable {
    public var dataRate: UInt8
    public var channel: UInt8

    public init(dataRate: UInt8, channel: UInt8) {
        self.dataRate = dataRate
        self.channel = channel
    }
}

extension Block128 {
    /// The block in front of a data frame (B0, and B1 with something in `extra`): 0x49, four bytes
    /// that depend on version and direction, direction, address, counter, zero, length.
    @inlinable init(integrityOf frame: DataFrame, counter: UInt32, extra: UInt32) {
        let address = UInt64(frame.address.bits.byteSwapped)
        self.init(
            high: 0x49 << 56 | UInt64(extra) << 24 | UInt64(frame.direction.rawValue) << 16
                | address >> 16,
            low: (address & 0xFFFF) << 48 | UInt64(counter.byteSwapped) << 16
                | UInt64(frame.byteCount - 4))
    }
}
