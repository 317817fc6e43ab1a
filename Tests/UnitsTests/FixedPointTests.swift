import Seeds
import Testing
import Units

@Suite("FixedPoint: products in full, rounding by name")
struct FixedPointTests {
    typealias Row = (
        a: Int64, b: Int64, divisor: Int64, down: Result<Int64, ArithmeticError>,
        half: Result<Int64, ArithmeticError>
    )

    static let rows: [Row] = [
        (5, 1, 2, .success(2), .success(3)),
        (-5, 1, 2, .success(-3), .success(-3)),
        (5, 1, -2, .success(-3), .success(-3)),
        (-5, -1, 2, .success(2), .success(3)),
        (7, 1, 3, .success(2), .success(2)),
        (8, 1, 3, .success(2), .success(3)),
        (-7, 1, 3, .success(-3), .success(-2)),
        (-8, 1, 3, .success(-3), .success(-3)),
        (0, -9, 7, .success(0), .success(0)),
        (6, 1, 3, .success(2), .success(2)),
        (-6, 1, 3, .success(-2), .success(-2)),
        (1, 1, 0, .failure(.divisionByZero), .failure(.divisionByZero)),
        (.max, .max, .max, .success(.max), .success(.max)),
        (.max, 2, 1, .failure(.overflow), .failure(.overflow)),
        (.min, .min, .min, .success(.min), .success(.min)),
        (.min, 1, 1, .success(.min), .success(.min)),
        (.min, -1, 1, .failure(.overflow), .failure(.overflow)),
        (.min, 3, 2, .failure(.overflow), .failure(.overflow)),
        (.max, .max, 1, .failure(.overflow), .failure(.overflow)),
        // Half a unit past the end: down stays, half away passes it.
        (0x5555_5555_5555_5555, 3, 2, .success(.max), .failure(.overflow)),
    ]

    @Test("signed", arguments: rows)
    func signed(row: Row) {
        #expect(quotient(row, .down) == row.down)
        #expect(quotient(row, .halfAwayFromZero) == row.half)
    }

    private func quotient(_ row: Row, _ rounding: Rounding) -> Result<Int64, ArithmeticError> {
        Result { () throws(ArithmeticError) in
            try FixedPoint.multiply(row.a, row.b, dividedBy: row.divisor, rounding: rounding)
        }
    }

    @Test("unsigned, at the end of 64 bits")
    func end() throws {
        // 31 * 1,190,112,520,884,487,201 = 2^65 - 1: half of it is half a unit past the end.
        let half = (a: UInt64(1_190_112_520_884_487_201), b: UInt64(31))
        #expect(try FixedPoint.multiply(half.a, half.b, dividedBy: 2, rounding: .down) == .max)
        #expect(throws: ArithmeticError.overflow) {
            try FixedPoint.multiply(half.a, half.b, dividedBy: 2, rounding: .halfAwayFromZero)
        }
        #expect(throws: ArithmeticError.overflow) {
            try FixedPoint.multiply(half.a + 1, half.b, dividedBy: 2, rounding: .down)
        }
    }

    @Test("agrees with 128-bit division on 20,000 seeded triples")
    func property() throws {
        var numbers = SeededNumbers(seed: 21)
        for _ in 0..<20_000 {
            let (a, b, divisor) = (numbers.anySize(), numbers.anySize(), numbers.anySize() | 1)
            let product = UInt128(a) * UInt128(b)
            let down = product / UInt128(divisor)
            let rest = product % UInt128(divisor)
            let nearest = rest * 2 >= UInt128(divisor) ? down + 1 : down
            let results = [Rounding.down, .halfAwayFromZero].map { rounding in
                try? FixedPoint.multiply(a, b, dividedBy: divisor, rounding: rounding)
            }
            #expect(results[0] == UInt64(exactly: down))
            #expect(results[1] == UInt64(exactly: nearest))
        }
    }

    @Test("money: exact or refused; shares rounded down never pass the whole")
    func grains() throws {
        let whole = Grains(1_000_000_007)
        #expect(try whole.adding(Grains(1)).value == 1_000_000_008)
        #expect(throws: ArithmeticError.overflow) { try Grains(.max).adding(Grains(1)) }
        #expect(throws: ArithmeticError.overflow) { try Grains(0).subtracting(Grains(1)) }
        #expect(try whole.subtracting(whole) == Grains(0))
        var numbers = SeededNumbers(seed: 22)
        for _ in 0..<1000 {
            let units = (0..<5).map { _ in numbers.next() >> 8 }
            let total = units.reduce(0, +)
            var paid = Grains(0)
            for part in units {
                paid = try paid.adding(whole.share(part, of: total, rounding: .down))
            }
            #expect(paid <= whole)
            #expect(whole.value - paid.value < 5)
        }
    }

    @Test("levels, lengths and times stay within bounds")
    func bounds() {
        let (least, most) = (Decibels(hundredths: .min), Decibels(hundredths: .max))
        #expect(most + Decibels(hundredths: 1) == most)
        #expect(least - Decibels(hundredths: 1) == least)
        #expect(-least == most)
        #expect(SignalLevel(hundredths: .max) + most == SignalLevel(hundredths: .max))
        #expect(SignalLevel(hundredths: .min) - most == SignalLevel(hundredths: .min))
        #expect(SignalLevel(hundredths: .min) - SignalLevel(hundredths: .max) == least)
        #expect(
            SignalLevel(hundredths: -10_325) + Decibels(hundredths: 325)
                == SignalLevel(hundredths: -10_000))
        #expect(Metres(.max) + Metres(1) == Metres(.max))
        #expect(Metres(.min) - Metres(1) == Metres(.min))
        #expect(Metres(5) - Metres(7) == Metres(-2))
        #expect(Nanoseconds(.max) + Nanoseconds(1) == Nanoseconds(.max))
        #expect(Nanoseconds(3).gap(to: Nanoseconds(.max)) == Nanoseconds(.max - 3))
        #expect(Hertz(.max) + Hertz(1) == Hertz(.max))
        #expect(Hertz(868_100_000).gap(to: Hertz(868_300_000)) == Hertz(200_000))
    }
}
