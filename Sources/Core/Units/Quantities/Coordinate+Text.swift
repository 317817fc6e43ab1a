extension Coordinate: CustomStringConvertible {
    /// `lat,lng` in degrees, each with the fewest digits that give the same number back.
    public var description: String { "\(latitude),\(longitude)" }

    /// Longer than any pair that `description` prints (49 bytes).
    public static let longestText = 64

    /// Reads `lat,lng`: two decimal numbers in the manner of JSON, without spaces. Unlike names and
    /// keys a measured place has no one spelling: people and programs write 2.5, 2.50 and 25e-1.
    public init(parsing text: Substring) throws(CoordinateError) {
        let bytes = text.utf8
        guard bytes.count <= Self.longestText else { throw .tooLong(bytes: bytes.count) }
        guard let comma = bytes.firstIndex(of: UInt8(ascii: ",")) else {
            throw .notAPair(String(text))
        }
        let latitude = try Self.degrees(text[..<comma])
        let longitude = try Self.degrees(text[bytes.index(after: comma)...])
        try self.init(latitude: latitude, longitude: longitude)
    }

    public init(parsing text: String) throws(CoordinateError) { try self.init(parsing: text[...]) }

    /// A number as JSON has it. The standard library reads more (`0x1p3`, `nan`, `+1`), so the
    /// form is checked first.
    private static func degrees(_ text: Substring) throws(CoordinateError) -> Double {
        var rest = text.utf8[...]
        if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
        let leadingZero = rest.first == UInt8(ascii: "0")
        let whole = digits(&rest)
        var right = whole > 0 && (whole == 1 || !leadingZero)
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            right = right && digits(&rest) > 0
        }
        if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
            rest = rest.dropFirst()
            if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") {
                rest = rest.dropFirst()
            }
            right = right && digits(&rest) > 0
        }
        guard right, rest.isEmpty, let value = Double(text) else { throw .notANumber(String(text)) }
        return value
    }

    /// Takes the digits from the front, and says how many.
    private static func digits(_ rest: inout Substring.UTF8View) -> Int {
        let end = rest.firstIndex { $0 < UInt8(ascii: "0") || $0 > UInt8(ascii: "9") }
        let count = rest[..<(end ?? rest.endIndex)].count
        rest = rest[(end ?? rest.endIndex)...]
        return count
    }
}
