import HexGrid
import Units

extension GoldenFunction {
    public static let all: [GoldenFunction] = mathematics + measures + grid

    /// Every function of `DeterministicMath`, half of the inputs where it is used, half anywhere.
    static let mathematics: [GoldenFunction] = [
        GoldenFunction("sqrt", seed: 1) { DeterministicMath.sqrt($0.anyNumber()).bitPattern },
        GoldenFunction("sin", seed: 2) { DeterministicMath.sin(angle(&$0)).bitPattern },
        GoldenFunction("cos", seed: 3) { DeterministicMath.cos(angle(&$0)).bitPattern },
        GoldenFunction("atan2", seed: 4) { input in
            let wide = input.bits() & 1 == 0
            let y = wide ? input.anyNumber() : input.number(within: 1)
            let x = wide ? input.anyNumber() : input.number(within: 1)
            return DeterministicMath.atan2(y, x).bitPattern
        },
        GoldenFunction("asin", seed: 5) { input in
            let wide = input.bits() & 1 == 0
            return DeterministicMath.asin(wide ? input.anyNumber() : input.number(within: 1))
                .bitPattern
        },
        GoldenFunction("log2", seed: 6) { DeterministicMath.log2(positive(&$0)).bitPattern },
        GoldenFunction("log10", seed: 7) { DeterministicMath.log10(positive(&$0)).bitPattern },
        GoldenFunction("exp2", seed: 8) { input in
            let wide = input.bits() & 1 == 0
            return DeterministicMath.exp2(input.number(within: wide ? 1100 : 1)).bitPattern
        },
    ]

    private static func angle(_ input: inout GoldenInput) -> Double {
        let wide = input.bits() & 1 == 0
        return input.number(within: wide ? DeterministicMath.largestAngle : 8)
    }

    private static func positive(_ input: inout GoldenInput) -> Double {
        let wide = input.bits() & 1 == 0
        return wide ? input.anyNumber().magnitude : 1 + input.number(within: 0.5)
    }

    /// What verdicts are made of.
    static let measures: [GoldenFunction] = [
        GoldenFunction("distance", seed: 9) { input in
            let (from, to) = (place(&input), place(&input))
            return UInt64(bitPattern: from.distance(to: to).value)
        },
        GoldenFunction("log2 in 2^-16", seed: 10) { input in
            let parts = BinaryLogarithm(of: input.anySize())?.parts ?? -1
            return UInt64(bitPattern: Int64(parts))
        },
        GoldenFunction("free-space loss", seed: 11) { input in
            let distance = Metres(Int64(truncatingIfNeeded: input.anySize() >> 1))
            let loss = Decibels.freeSpaceLoss(distance: distance, frequency: Hertz(input.anySize()))
            return UInt64(bitPattern: Int64(loss.hundredths))
        },
    ]

    /// Cells and their centres at every resolution in turn, over the whole sphere.
    static let grid: [GoldenFunction] = [
        GoldenFunction("hex cell", seed: 12) { cell(&$0).bits },
        GoldenFunction("hex center", seed: 13) { input in
            let center = cell(&input).center
            return center.latitude.bitPattern &+ 3 &* center.longitude.bitPattern
        },
    ]

    private static func cell(_ input: inout GoldenInput) -> Cell {
        let place = place(&input)
        guard let resolution = try? Resolution(Int(input.bits() & 15)) else {
            preconditionFailure("0 to 15")
        }
        return Cell(containing: place, resolution: resolution)
    }

    static func place(_ input: inout GoldenInput) -> Coordinate {
        let (latitude, longitude) = (input.number(within: 90), input.number(within: 180))
        guard let place = try? Coordinate(latitude: latitude, longitude: longitude) else {
            preconditionFailure("drawn within bounds")
        }
        return place
    }
}
