/// AES-128 over one block of 16 bytes, which Core needs from outside for LoRaWAN's integrity codes.
public protocol BlockCipher {
    init(key: Block128)
    func encrypt(_ block: Block128) -> Block128
}

/// Sixteen bytes as two big-endian words.
public struct Block128: Hashable, Sendable {
    public var high: UInt64
    public var low: UInt64

    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }
}
