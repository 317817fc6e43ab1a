internal import Primitives

/// The C libraries want bytes where Core keeps words.
extension Hash256 {
    typealias Words = (UInt64, UInt64, UInt64, UInt64)

    /// Four words as they lie in memory after C wrote 32 bytes there.
    init(bigEndian memory: Words) {
        self.init(
            words: (
                UInt64(bigEndian: memory.0), UInt64(bigEndian: memory.1),
                UInt64(bigEndian: memory.2), UInt64(bigEndian: memory.3)
            ))
    }

    /// Four words whose memory holds the 32 bytes in order.
    var inMemoryOrder: Words {
        (words.0.bigEndian, words.1.bigEndian, words.2.bigEndian, words.3.bigEndian)
    }
}
