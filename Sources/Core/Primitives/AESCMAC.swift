/// AES-CMAC (RFC 4493), taken in pieces: the integrity code behind LoRaWAN's four bytes. Generic
/// over the cipher, so that each caller is specialised and Core stays without one.
public struct AESCMAC<Cipher: BlockCipher> {
    /// A key with what can be computed from it alone. One block of encryption to make.
    public struct Key {
        @usableFromInline let cipher: Cipher
        /// Added to a last block that is full (K1 of RFC 4493), or padded (K2).
        @usableFromInline let fullMask: Block128
        @usableFromInline let paddedMask: Block128

        @inlinable public init(_ key: Block128) {
            cipher = Cipher(key: key)
            fullMask = cipher.encrypt(Block128(high: 0, low: 0)).doubled
            paddedMask = fullMask.doubled
        }
    }

    @usableFromInline let key: Key
    @usableFromInline var chain = Block128(high: 0, low: 0)
    /// The last block is held back until it is known to be the last.
    @usableFromInline var held = Block128(high: 0, low: 0)
    @usableFromInline var heldCount = 0

    @inlinable public init(_ key: Key) { self.key = key }

    @inlinable public mutating func update(_ byte: UInt8) {
        if heldCount == Block128.byteCount { absorb() }
        held.set(byte, at: heldCount)
        heldCount += 1
    }

    @inlinable public mutating func update(_ bytes: RawSpan) {
        var offset = 0
        while offset < bytes.byteCount {
            guard heldCount % Block128.byteCount == 0, bytes.byteCount - offset >= 16 else {
                update(bytes.byte(at: offset))
                offset += 1
                continue
            }
            update(
                Block128(
                    high: bytes.bigEndian64(at: offset), low: bytes.bigEndian64(at: offset + 8)))
            offset += 16
        }
    }

    @inlinable public mutating func update(_ block: Block128) {
        guard heldCount % Block128.byteCount == 0 else {
            for index in 0..<Block128.byteCount { update(block.byte(at: index)) }
            return
        }
        if heldCount == Block128.byteCount { absorb() }
        held = block
        heldCount = Block128.byteCount
    }

    @inlinable public consuming func finish() -> Block128 {
        guard heldCount < Block128.byteCount else {
            return key.cipher.encrypt(chain ^ held ^ key.fullMask)
        }
        held.set(0x80, at: heldCount)
        return key.cipher.encrypt(chain ^ held ^ key.paddedMask)
    }

    @inlinable mutating func absorb() {
        chain = key.cipher.encrypt(chain ^ held)
        held = Block128(high: 0, low: 0)
        heldCount = 0
    }
}

extension Block128 {
    @inlinable public static func ^ (left: Self, right: Self) -> Self {
        Block128(high: left.high ^ right.high, low: left.low ^ right.low)
    }

    /// The byte `index` places from the first, 0...15.
    @inlinable public func byte(at index: Int) -> UInt8 {
        let word = index < 8 ? high : low
        return UInt8(truncatingIfNeeded: word >> UInt64(56 - 8 * (index & 7)))
    }

    /// Writes a byte that is still zero.
    @inlinable mutating func set(_ byte: UInt8, at index: Int) {
        let shifted = UInt64(byte) << UInt64(56 - 8 * (index & 7))
        if index < 8 { high |= shifted } else { low |= shifted }
    }

    /// Twice the block in RFC 4493's field: a left shift, and 0x87 added when a bit falls out.
    @inlinable var doubled: Block128 {
        Block128(
            high: high << 1 | low >> 63, low: low << 1 ^ (high >> 63 == 1 ? 0x87 : 0))
    }
}
