// The golden hashes on another CPU, without an operating system: every function of Golden, as lines
// `name,count,hash` on the serial port of QEMU's `virt` machine. Built by script/golden-aarch64.
import Golden
import _Volatile

@main struct Main {
    static func main() {
        for function in GoldenFunction.all {
            function.name.withUTF8Buffer { for byte in unsafe $0 { put(byte) } }
            put(UInt8(ascii: ","))
            putDecimal(GoldenFunction.fullCount)
            put(UInt8(ascii: ","))
            putHexadecimal(function.hash(count: GoldenFunction.fullCount))
            put(UInt8(ascii: "\n"))
        }
    }

    static func putDecimal(_ value: Int) {
        if value >= 10 { putDecimal(value / 10) }
        put(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value % 10))
    }

    static func putHexadecimal(_ value: UInt64) {
        for place in 0..<16 {
            let digit = UInt8(truncatingIfNeeded: value >> UInt64(60 - 4 * place)) & 15
            put(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
        }
    }

    /// The data register of the PL011, which QEMU always takes at once.
    static func put(_ byte: UInt8) {
        unsafe VolatileMappedRegister<UInt32>(unsafeBitPattern: 0x0900_0000).store(UInt32(byte))
    }
}
