extension Quantity {
    /// A whole number of the smallest step, as people write it.
    func text(negative: Bool = false, magnitude: UInt64) -> String {
        let unit = units.first { magnitude >= Self.power($0.decimals) } ?? units[units.count - 1]
        let scale = Self.power(unit.decimals)
        let sign = negative && magnitude != 0 ? "-" : ""
        return
            "\(sign)\(magnitude / scale)\(Self.fraction(magnitude % scale, unit.decimals)) \(unit.suffix)"
    }

    /// Reads such a text: strictly that spelling. Bounded by `QuantityError.longestText`.
    func parse(_ text: String) throws(QuantityError) -> (negative: Bool, magnitude: UInt64) {
        let bytes = text.utf8
        guard bytes.count <= QuantityError.longestText else {
            throw .tooLong(self, bytes: bytes.count)
        }
        guard let space = bytes.firstIndex(of: UInt8(ascii: " ")) else {
            throw .malformed(self, text)
        }
        let suffix = text[bytes.index(after: space)...]
        guard let unit = units.first(where: { $0.suffix.utf8.elementsEqual(suffix.utf8) }) else {
            throw .unknownUnit(self, String(suffix))
        }
        let negative = bytes.first == UInt8(ascii: "-")
        let digits = negative ? bytes[..<space].dropFirst() : bytes[..<space]
        let magnitude = try magnitude(digits, decimals: unit.decimals, of: text)
        let right = self.text(negative: negative, magnitude: magnitude)
        guard right.utf8.elementsEqual(text.utf8) else { throw .otherSpelling(text, write: right) }
        return (negative, magnitude)
    }

    /// Digits, perhaps a point and more digits, times ten to the `decimals`.
    private func magnitude(
        _ digits: Substring.UTF8View, decimals: Int, of text: String
    ) throws(QuantityError) -> UInt64 {
        let parts = digits.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count <= 2, parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy(Self.isDigit) })
        else { throw .malformed(self, text) }
        let fraction = parts.count == 2 ? parts[1].count : 0
        guard fraction <= decimals else { throw .tooFine(self, text) }
        var value: UInt64 = 0
        for digit in digits where digit != UInt8(ascii: ".") {
            guard let next = Self.appending(UInt64(digit - UInt8(ascii: "0")), to: value) else {
                throw .outOfRange(self, text)
            }
            value = next
        }
        let scaled = value.multipliedReportingOverflow(by: Self.power(decimals - fraction))
        guard !scaled.overflow else { throw .outOfRange(self, text) }
        return scaled.partialValue
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }

    /// value * 10 + digit, nil beyond 64 bits.
    private static func appending(_ digit: UInt64, to value: UInt64) -> UInt64? {
        let (tens, tooMany) = value.multipliedReportingOverflow(by: 10)
        let (sum, over) = tens.addingReportingOverflow(digit)
        return tooMany || over ? nil : sum
    }

    static func power(_ exponent: Int) -> UInt64 {
        var result: UInt64 = 1
        for _ in 0..<exponent { result *= 10 }
        return result
    }

    /// `.25` for 250 of three decimals; nothing for 0.
    private static func fraction(_ value: UInt64, _ decimals: Int) -> String {
        guard value != 0 else { return "" }
        var digits = String(value)
        digits = String(repeating: "0", count: decimals - digits.utf8.count) + digits
        while digits.utf8.last == UInt8(ascii: "0") { digits.removeLast() }
        return ".\(digits)"
    }
}
