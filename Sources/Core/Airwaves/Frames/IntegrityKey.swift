public import Primitives

/// An AES-128 key in its role of making integrity codes: a root key for joins, a session key for
/// data. Making one costs the cipher's key schedule and one block, so keep it.
public struct IntegrityKey<Cipher: BlockCipher> {
    @usableFromInline let key: AESCMAC<Cipher>.Key

    @inlinable public init(_ key: Block128) { self.key = AESCMAC<Cipher>.Key(key) }
}

extension IntegrityKey {
    /// The code of a join request (root key) or rejoin request (session key, or for type 1 the join
    /// session key): of everything before it. `frame` is the whole frame, code included.
    @inlinable public func code(ofRequest frame: RawSpan) -> IntegrityCode {
        var sum = AESCMAC<Cipher>(key)
        sum.update(frame.extracting(droppingLast: 4))
        return IntegrityCode(firstBytesOf: sum.finish())
    }

    /// The code of a join accept in the clear, LoRaWAN 1.0 (root key).
    @inlinable public func code(ofPlainAccept frame: RawSpan) -> IntegrityCode {
        code(ofRequest: frame)
    }

    /// The code of a join accept in the clear, LoRaWAN 1.1 (join session key), which also covers
    /// the request it answers.
    @inlinable public func code(
        ofPlainAccept frame: RawSpan, answering request: AnsweredRequest, joinEUI: EUI64,
        nonce: UInt16
    ) -> IntegrityCode {
        var sum = AESCMAC<Cipher>(key)
        sum.update(request.rawValue)
        for shift in stride(from: 0, to: 64, by: 8) {
            sum.update(UInt8(truncatingIfNeeded: joinEUI.bits >> UInt64(shift)))
        }
        sum.update(UInt8(truncatingIfNeeded: nonce))
        sum.update(UInt8(truncatingIfNeeded: nonce >> 8))
        sum.update(frame.extracting(droppingLast: 4))
        return IntegrityCode(firstBytesOf: sum.finish())
    }
}

/// What a join accept of LoRaWAN 1.1 answers (JoinReqType).
public enum AnsweredRequest: UInt8, CaseIterable, Sendable {
    case joinRequest = 0xFF
    case resetContext = 0
    case restoreSession = 1
    case renewKeys = 2
}

extension IntegrityCode {
    @inlinable init(firstBytesOf block: Block128) {
        self.init(bits: UInt32(truncatingIfNeeded: block.high >> 32))
    }
}
