import Glibc  // for the linker: a square root may be spelled as a call

// One `function input…` a line on standard input, one result a line: doubles as 16 hex digits, whole
// numbers in decimal. Built by Tests/Differential/arithmetic.py together with the sources of Units.

func evaluate(_ words: [Substring]) -> String? {
    if let number = integer(words) { return String(number) }
    guard words.count == 3, let x = UInt64(words[1], radix: 16), let y = UInt64(words[2], radix: 16)
    else { return nil }
    guard
        let result = function(words[0], Double(bitPattern: x), Double(bitPattern: y))
    else { return nil }
    let digits = String(result.bitPattern, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
}

func function(_ name: Substring, _ x: Double, _ y: Double) -> Double? {
    switch name {
    case "sqrt": DeterministicMath.sqrt(x)
    case "sin": DeterministicMath.sin(x)
    case "cos": DeterministicMath.cos(x)
    case "atan2": DeterministicMath.atan2(x, y)
    case "asin": DeterministicMath.asin(x)
    case "log2": DeterministicMath.log2(x)
    case "log10": DeterministicMath.log10(x)
    case "exp2": DeterministicMath.exp2(x)
    default: nil
    }
}

func integer(_ words: [Substring]) -> Int64? {
    switch words[0] {
    case "log":
        return UInt64(words[1]).flatMap(BinaryLogarithm.init(of:)).map { Int64($0.parts) }
    case "loss":
        guard let metres = Int64(words[1]), let hertz = UInt64(words[2]) else { return nil }
        return Int64(
            Decibels.freeSpaceLoss(distance: Metres(metres), frequency: Hertz(hertz)).hundredths)
    case "ratio":
        guard let a = UInt64(words[1]), let b = UInt64(words[2]) else { return nil }
        return Decibels(ratio: a, to: b).map { Int64($0.hundredths) }
    case "distance":
        guard let from = try? Coordinate(parsing: words[1]),
            let to = try? Coordinate(parsing: words[2])
        else { return nil }
        return from.distance(to: to).value
    default: return nil
    }
}

while let line = readLine() {
    print(evaluate(line.split(separator: " ")) ?? "-")
}
