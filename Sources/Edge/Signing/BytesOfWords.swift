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

/// A value's own memory as bytes, for C; the address is good until `body` returns.
func withBytes<Value, Result>(
    of value: Value, _ body: (UnsafePointer<UInt8>) -> Result
) -> Result {
    unsafe withUnsafePointer(to: value) { pointer in
        unsafe body(UnsafeRawPointer(pointer).assumingMemoryBound(to: UInt8.self))
    }
}

/// The same, for C to write into.
func withMutableBytes<Value, Result>(
    of value: inout Value, _ body: (UnsafeMutablePointer<UInt8>) -> Result
) -> Result {
    unsafe withUnsafeMutablePointer(to: &value) { pointer in
        unsafe body(UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: UInt8.self))
    }
}

extension RawSpan {
    /// The bytes for C. libsodium wants an address even for no bytes at all, where a span may have
    /// none: `spare` is any address that can be read.
    func withAddress<Result>(
        orIfEmpty spare: UnsafePointer<UInt8>,
        _ body: (UnsafePointer<UInt8>, UInt64) -> Result
    ) -> Result {
        unsafe withUnsafeBytes { bytes in
            let start = unsafe bytes.assumingMemoryBound(to: UInt8.self).baseAddress
            return unsafe body(start ?? spare, UInt64(bytes.count))
        }
    }
}
