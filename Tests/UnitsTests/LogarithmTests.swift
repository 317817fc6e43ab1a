import Testing
import Units

@Suite("PROTOCOL 4: log2 in 2^-16, ratios and free-space loss, from integers alone")
struct LogarithmTests {
    @Test("10,000 logarithms equal the rounded true ones")
    func logarithms() throws {
        let lines = try vectors("logarithms")
        #expect(lines.count == 10_000)
        for line in lines {
            let number = try #require(UInt64(line[0]))
            let expected = try #require(Int32(line[1]))
            #expect(BinaryLogarithm(of: number)?.parts == expected, "log2 \(number)")
        }
        #expect(BinaryLogarithm(of: 0) == nil)
    }

    /// The answer never falls while the number grows, so it is right everywhere when it grows by one
    /// at exactly the right numbers. There are 65,536 to the octave, and shorter numbers are
    /// shifted up first; a hash over all of them comes from 60-digit arithmetic.
    @Test("every step of the logarithm is where it should be, so every number's is right")
    func steps() throws {
        let line = try #require(try vectors("logarithm-steps").first)
        let count = try #require(Int32(line[0]))
        var hash: UInt64 = 0
        for step in 0..<count {
            let (before, after) = stepAround(parts: (63 << 16) + step)
            #expect(after == before + 1)
            hash = ((hash << 5 | hash >> 59) ^ after) &* 0x9E37_79B9_7F4A_7C15
        }
        #expect(String(hash, radix: 16) == line[1])
    }

    /// The last number with no more than those parts and the first with more, found by halving.
    private func stepAround(parts: Int32) -> (UInt64, UInt64) {
        let near = DeterministicMath.exp2((Double(parts - (63 << 16)) + 0.5) / 65_536)
        let guess = UInt64(near * 0x1p63)
        var (before, after) = (guess - 8192, guess + min(8192, .max - guess))
        guard BinaryLogarithm(parts: parts) >= BinaryLogarithm(of: before) ?? .init(parts: -1),
            BinaryLogarithm(parts: parts) < BinaryLogarithm(of: after) ?? .init(parts: -1)
        else { return (0, 0) }
        while after - before > 1 {
            let middle = before + (after - before) / 2
            if (BinaryLogarithm(of: middle)?.parts ?? -1) > parts {
                after = middle
            } else {
                before = middle
            }
        }
        return (before, after)
    }

    @Test("10,000 free-space losses equal the rounded true ones")
    func freeSpaceLoss() throws {
        let lines = try vectors("free-space-loss")
        #expect(lines.count == 10_000)
        for line in lines {
            let distance = Metres(try #require(Int64(line[0])))
            let frequency = Hertz(try #require(UInt64(line[1])))
            let loss = Decibels.freeSpaceLoss(distance: distance, frequency: frequency)
            #expect(loss.hundredths == Int32(line[2]), "\(distance), \(frequency)")
        }
    }

    /// Below the unit counts as one of it; the far end has an answer too.
    static let ends: [(distance: Int64, frequency: UInt64, hundredths: Int32)] = [
        (1, 1, -14_755), (0, 0, -14_755), (-5, 1, -14_755), (.min, 1, -14_755),
        (1, 299_792_458, 2_198), (1000, 868_100_000, 9_122), (.max, .max, 61_706),
    ]

    @Test("free-space loss has an answer for every place and frequency", arguments: ends)
    func everywhere(distance: Int64, frequency: UInt64, hundredths: Int32) {
        let loss = Decibels.freeSpaceLoss(
            distance: Metres(distance), frequency: Hertz(frequency))
        #expect(loss.hundredths == hundredths)
    }

    static let ratios: [(UInt64, UInt64, Int32?)] = [
        (1, 1, 0), (2, 1, 301), (1, 2, -301), (10, 1, 1000), (1, 10, -1000), (1, 1000, -3000),
        (500_000, 125_000, 602), (62_500, 125_000, -301), (.max, 1, 19_266), (1, .max, -19_266),
        (0, 1, nil), (1, 0, nil),
    ]

    @Test("ratios in decibels", arguments: ratios)
    func ratio(numerator: UInt64, denominator: UInt64, hundredths: Int32?) {
        #expect(Decibels(ratio: numerator, to: denominator)?.hundredths == hundredths)
    }
}
