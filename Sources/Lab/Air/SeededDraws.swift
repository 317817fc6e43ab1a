internal import Seeds
public import Units

/// Numbers that look random and follow from a seed and keys alone, so that the order of questions
/// changes no answer: `SeededNumbers`, with each key stirred in before the first number.
public struct SeededDraws: Sendable {
    private var state: UInt64

    public init(seed: UInt64, keys: UInt64...) {
        state = SeededNumbers.stirred(seed)
        // A step on, so that a seed and a key do not change places.
        for key in keys {
            state = SeededNumbers.stirred(
                (state &+ SeededNumbers.step) ^ SeededNumbers.stirred(key))
        }
    }

    public mutating func next() -> UInt64 {
        state &+= SeededNumbers.step
        return SeededNumbers.stirred(state)
    }

    /// A number of the range, each as likely as the others to one in 2^32. At most 2^32 wide.
    public mutating func number(in range: ClosedRange<Int64>) -> Int64 {
        let count = UInt64(range.upperBound - range.lowerBound) + 1
        precondition(count <= 1 << 32, "a range of \(count) numbers")
        return range.lowerBound + Int64(((next() >> 32) * count) >> 32)
    }

    /// A bell curve about 0 dB: the sum of twelve uniform numbers, which has a standard deviation
    /// of one, less its mean. Whole numbers only, and never past six sigma.
    public mutating func bell(sigma: Decibels) -> Decibels {
        var sum: Int64 = -6 * 0xffff
        for _ in 0..<3 {
            let word = next()
            for shift in stride(from: UInt64(0), to: 64, by: 16) {
                sum += Int64(word >> shift & 0xffff)
            }
        }
        let scaled = sum * Int64(sigma.hundredths)
        let half: Int64 = scaled < 0 ? -0x8000 : 0x8000
        return Decibels(hundredths: Int32(clamping: (scaled + half) / 0x1_0000))
    }

    /// A name as a key: FNV-1a of its bytes.
    static func key(of name: String) -> UInt64 {
        name.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }
}
