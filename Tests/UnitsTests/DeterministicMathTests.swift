import Seeds
import Testing
import Units

@Suite("DeterministicMath: as near to the truth as it says")
struct DeterministicMathAccuracyTests {
    typealias Function = @Sendable (Double, Double) -> Double

    /// Name, bound in ulp as in the doc comment of `DeterministicMath`.
    static let rows: [(name: String, bound: Double, function: Function)] = [
        ("sqrt", 0.5, { x, _ in DeterministicMath.sqrt(x) }),
        ("sin", 0.85, { x, _ in DeterministicMath.sin(x) }),
        ("cos", 0.85, { x, _ in DeterministicMath.cos(x) }),
        ("atan2", 0.56, { y, x in DeterministicMath.atan2(y, x) }),
        ("asin", 0.65, { x, _ in DeterministicMath.asin(x) }),
        ("log2", 0.51, { x, _ in DeterministicMath.log2(x) }),
        ("log10", 0.51, { x, _ in DeterministicMath.log10(x) }),
        ("exp2", 0.53, { x, _ in DeterministicMath.exp2(x) }),
    ]

    /// The true value is `nearest + rest` ulp. A result one step from the nearest is 1 - rest away.
    @Test("every vector within the bound", arguments: rows.indices)
    func accuracy(index: Int) throws {
        let (name, bound, function) = Self.rows[index]
        let lines = try vectors("functions").filter { $0[0] == name }
        #expect(lines.count == 1000)
        var worst = 0.0
        for line in lines {
            let (x, y) = (try number(line[1]), try number(line[2]))
            let (nearest, rest) = (try number(line[3]), try #require(Double(line[4])))
            let result = function(x, y)
            let error = ((result - nearest) / nearest.ulp - rest).magnitude
            let allowed = nearest.isNormal ? bound : 1
            #expect(error <= allowed + 1e-6, "\(name)(\(x), \(y)) = \(result), \(error) ulp off")
            worst = max(worst, error)
        }
        // The bound is a measured one: a far looser one would say nothing.
        #expect(worst > bound / 2)
    }

    private func number(_ hexadecimal: Substring) throws -> Double {
        Double(bitPattern: try #require(UInt64(hexadecimal, radix: 16)))
    }
}

@Suite("DeterministicMath: exact where it must be, one NaN, signed zeros")
struct DeterministicMathSpecialTests {
    static let infinity = Double.infinity
    static let pi = Double.pi
    typealias Row = (text: String, result: Double, expected: Double)

    static let rows: [Row] = [
        ("sqrt -0", DeterministicMath.sqrt(-0.0), -0.0),
        ("sqrt inf", DeterministicMath.sqrt(infinity), infinity),
        ("sqrt -1", DeterministicMath.sqrt(-1), .nan),
        ("sqrt nan", DeterministicMath.sqrt(-.nan), .nan),
        ("sqrt least", DeterministicMath.sqrt(0x1p-1074), 0x1p-537),
        ("sin 0", DeterministicMath.sin(0), 0),
        ("sin -0", DeterministicMath.sin(-0.0), -0.0),
        ("cos 0", DeterministicMath.cos(0), 1),
        ("sin 2^-27", DeterministicMath.sin(0x1p-27), 0x1p-27),
        ("sin 2^-28", DeterministicMath.sin(0x1p-28), 0x1p-28),
        ("sin at the end", DeterministicMath.sin(pi * 2048), -0x1.1a62633145c07p-42),
        ("sin past the end", DeterministicMath.sin((pi * 2048).nextUp), .nan),
        ("cos past the other end", DeterministicMath.cos(-(pi * 2048).nextUp), .nan),
        ("sin inf", DeterministicMath.sin(infinity), .nan),
        ("cos nan", DeterministicMath.cos(-.nan), .nan),
        ("atan2 0 0", DeterministicMath.atan2(0, 0), 0),
        ("atan2 -0 0", DeterministicMath.atan2(-0.0, 0), -0.0),
        ("atan2 0 -0", DeterministicMath.atan2(0, -0.0), pi),
        ("atan2 -0 -0", DeterministicMath.atan2(-0.0, -0.0), -pi),
        ("atan2 0 -1", DeterministicMath.atan2(0, -1), pi),
        ("atan2 1 0", DeterministicMath.atan2(1, 0), pi / 2),
        ("atan2 -1 -0", DeterministicMath.atan2(-1, -0.0), -pi / 2),
        ("atan2 1 1", DeterministicMath.atan2(1, 1), pi / 4),
        ("atan2 inf inf", DeterministicMath.atan2(infinity, infinity), pi / 4),
        ("atan2 inf -inf", DeterministicMath.atan2(infinity, -infinity), 0x1.2d97c7f3321d2p1),
        ("atan2 -inf 1", DeterministicMath.atan2(-infinity, 1), -pi / 2),
        ("atan2 1 inf", DeterministicMath.atan2(1, infinity), 0),
        ("atan2 -1 -inf", DeterministicMath.atan2(-1, -infinity), -pi),
        ("atan2 least least", DeterministicMath.atan2(0x1p-1074, 0x1p-1074), pi / 4),
        ("atan2 largest", DeterministicMath.atan2(0x1p1023, -0x1p1023), 0x1.2d97c7f3321d2p1),
        ("atan2 least over 4", DeterministicMath.atan2(0x1p-1074, 4), 0),
        ("atan2 nan", DeterministicMath.atan2(1, -.nan), .nan),
        ("asin 1", DeterministicMath.asin(1), pi / 2),
        ("asin -1", DeterministicMath.asin(-1), -pi / 2),
        ("asin -0", DeterministicMath.asin(-0.0), -0.0),
        ("asin past 1", DeterministicMath.asin(1.0.nextUp), .nan),
        ("asin nan", DeterministicMath.asin(-.nan), .nan),
        ("log2 0", DeterministicMath.log2(0), -infinity),
        ("log2 -0", DeterministicMath.log2(-0.0), -infinity),
        ("log2 least", DeterministicMath.log2(0x1p-1074), -1074),
        ("log2 1", DeterministicMath.log2(1), 0),
        ("log2 inf", DeterministicMath.log2(infinity), infinity),
        ("log2 -1", DeterministicMath.log2(-1), .nan),
        ("log10 nan", DeterministicMath.log10(-.nan), .nan),
        ("log10 -inf", DeterministicMath.log10(-infinity), .nan),
        ("exp2 below 1024", DeterministicMath.exp2(1024.0.nextDown), 0x1.ffffffffffd3ap1023),
        ("exp2 1024", DeterministicMath.exp2(1024), infinity),
        ("exp2 -1074", DeterministicMath.exp2(-1074), 0x1p-1074),
        ("exp2 -1075", DeterministicMath.exp2(-1075), 0),
        ("exp2 above -1075", DeterministicMath.exp2((-1075.0).nextUp), 0x1p-1074),
        ("exp2 -inf", DeterministicMath.exp2(-infinity), 0),
        ("exp2 nan", DeterministicMath.exp2(-.nan), .nan),
    ]

    @Test("to the bit", arguments: rows)
    func special(row: Row) {
        #expect(row.result.bitPattern == row.expected.bitPattern, "\(row.text) = \(row.result)")
    }

    @Test("powers of two and ten come out whole")
    func powers() {
        for exponent in -1074...1023 {
            let power = DeterministicMath.exp2(Double(exponent))
            #expect(power == Double(sign: .plus, exponent: exponent, significand: 1))
            #expect(DeterministicMath.log2(power) == Double(exponent))
        }
        var ten = 1.0
        for exponent in 0...22 {
            #expect(DeterministicMath.log10(ten) == Double(exponent))
            ten *= 10
        }
    }

    @Test("odd and even as they should be, and sinCos is sin and cos")
    func symmetry() {
        var numbers = SeededNumbers(seed: 20)
        for _ in 0..<20_000 {
            let x = numbers.share() * 4
            let both = DeterministicMath.sinCos(x)
            #expect(both.sine == DeterministicMath.sin(x))
            #expect(both.cosine == DeterministicMath.cos(x))
            #expect(DeterministicMath.sin(-x) == -both.sine)
            #expect(DeterministicMath.cos(-x) == both.cosine)
            #expect(DeterministicMath.asin(-x / 4) == -DeterministicMath.asin(x / 4))
        }
    }
}
