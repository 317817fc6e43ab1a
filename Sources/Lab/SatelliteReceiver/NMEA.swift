/// Sentences of NMEA 0183 as receivers send them.
public enum NMEA {
    /// `$BODY*CHECKSUM`: the checksum is the exclusive or of all bytes between.
    public static func sentence(_ body: String) -> String {
        let sum = body.utf8.reduce(0) { $0 ^ $1 }
        let digits = String(sum, radix: 16, uppercase: true)
        return "$\(body)*\(sum < 16 ? "0" : "")\(digits)\r\n"
    }

    /// `4722.61400,N`: degrees and minutes run together.
    static func angle(
        _ degrees: Double, digits: Int, _ positive: String, _ negative: String
    )
        -> String
    {
        let parts = Int((degrees.magnitude * 6_000_000).rounded())
        let (whole, minutes) = parts.quotientAndRemainder(dividingBy: 6_000_000)
        let (minute, fraction) = minutes.quotientAndRemainder(dividingBy: 100_000)
        return padded(whole, digits) + padded(minute, 2) + "." + padded(fraction, 5) + ","
            + (degrees < 0 ? negative : positive)
    }

    static func padded(_ number: Int, _ count: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, count - text.utf8.count)) + text
    }
}
