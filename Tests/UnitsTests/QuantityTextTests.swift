import Seeds
import Testing
import Units

@Suite("Quantities: one spelling, printed and read")
struct QuantityTextTests {
    typealias Printed = (text: String, expected: String)

    static let printed: [Printed] = [
        (Hertz(0).description, "0 Hz"), (Hertz(999).description, "999 Hz"),
        (Hertz(1000).description, "1 kHz"), (Hertz(125_000).description, "125 kHz"),
        (Hertz(62_500).description, "62.5 kHz"), (Hertz(868_100_000).description, "868.1 MHz"),
        (Hertz(868_100_001).description, "868.100001 MHz"),
        (Hertz(2_400_000_000).description, "2.4 GHz"),
        (Hertz(.max).description, "18446744073.709551615 GHz"),
        (Decibels(hundredths: 0).description, "0 dB"),
        (Decibels(hundredths: -1).description, "-0.01 dB"),
        (Decibels(hundredths: -750).description, "-7.5 dB"),
        (Decibels(hundredths: .min).description, "-21474836.48 dB"),
        (SignalLevel(hundredths: -10_325).description, "-103.25 dBm"),
        (SignalLevel(hundredths: 1400).description, "14 dBm"),
        (Metres(0).description, "0 m"), (Metres(999).description, "999 m"),
        (Metres(2100).description, "2.1 km"), (Metres(-12).description, "-12 m"),
        (Metres(.min).description, "-9223372036854775.808 km"),
        (Nanoseconds(61_696_000).description, "61.696 ms"),
        (Nanoseconds(1_000_000_000).description, "1 s"), (Nanoseconds(7).description, "7 ns"),
        (Nanoseconds(1500).description, "1.5 us"),
        (Grains(150_000_000).description, "1.5 token"), (Grains(1).description, "0.00000001 token"),
        (Grains(.max).description, "184467440737.09551615 token"),
    ]

    @Test("for people", arguments: printed)
    func prints(row: Printed) {
        #expect(row.text == row.expected)
    }

    @Test("what is printed is read back, 20,000 seeded values of each")
    func roundTrip() throws {
        var numbers = SeededNumbers(seed: 24)
        for _ in 0..<20_000 {
            let size = numbers.anySize()
            let signed = Int64(bitPattern: size) * (size & 1 == 0 ? 1 : -1)
            let level = Int32(truncatingIfNeeded: signed)
            #expect(try Hertz(parsing: Hertz(size).description).value == size)
            #expect(try Grains(parsing: Grains(size).description).value == size)
            #expect(try Metres(parsing: Metres(signed).description).value == signed)
            let ratio = Decibels(hundredths: level)
            #expect(try Decibels(parsing: ratio.description) == ratio)
            let signal = SignalLevel(hundredths: level)
            #expect(try SignalLevel(parsing: signal.description) == signal)
        }
    }

    typealias Refused = (text: String, reason: QuantityError)

    static let frequencies: [Refused] = [
        ("", .malformed(.frequency, "")),
        ("868100000", .malformed(.frequency, "868100000")),
        ("868.1MHz", .malformed(.frequency, "868.1MHz")),
        (" 868.1 MHz", .unknownUnit(.frequency, "868.1 MHz")),
        ("868.1 MHz ", .unknownUnit(.frequency, "MHz ")),
        ("868.1  MHz", .unknownUnit(.frequency, " MHz")),
        ("868.1 mhz", .unknownUnit(.frequency, "mhz")),
        ("868.1 dBm", .unknownUnit(.frequency, "dBm")),
        ("868,1 MHz", .malformed(.frequency, "868,1 MHz")),
        (". MHz", .malformed(.frequency, ". MHz")),
        ("868. MHz", .malformed(.frequency, "868. MHz")),
        (".1 MHz", .malformed(.frequency, ".1 MHz")),
        ("1.2.3 MHz", .malformed(.frequency, "1.2.3 MHz")),
        ("+1 MHz", .malformed(.frequency, "+1 MHz")),
        ("--1 MHz", .malformed(.frequency, "--1 MHz")),
        ("1e3 MHz", .malformed(.frequency, "1e3 MHz")),
        ("\u{661} MHz", .malformed(.frequency, "\u{661} MHz")),
        ("-1 MHz", .outOfRange(.frequency, "-1 MHz")),
        ("0.5 Hz", .tooFine(.frequency, "0.5 Hz")),
        ("868.1000001 MHz", .tooFine(.frequency, "868.1000001 MHz")),
        ("18446744073.709551616 GHz", .outOfRange(.frequency, "18446744073.709551616 GHz")),
        ("99999999999999999999 Hz", .outOfRange(.frequency, "99999999999999999999 Hz")),
        ("868100 kHz", .otherSpelling("868100 kHz", write: "868.1 MHz")),
        ("868.10 MHz", .otherSpelling("868.10 MHz", write: "868.1 MHz")),
        ("0868.1 MHz", .otherSpelling("0868.1 MHz", write: "868.1 MHz")),
        ("0.1 GHz", .otherSpelling("0.1 GHz", write: "100 MHz")),
        ("0 MHz", .otherSpelling("0 MHz", write: "0 Hz")),
        ("-0 Hz", .otherSpelling("-0 Hz", write: "0 Hz")),
        (String(repeating: "1", count: 41), .tooLong(.frequency, bytes: 41)),
    ]

    @Test("refused with the reason", arguments: frequencies)
    func refuses(row: Refused) {
        #expect(throws: row.reason) { try Hertz(parsing: row.text) }
    }

    @Test("each kind keeps its own bounds")
    func bounds() {
        #expect(throws: QuantityError.outOfRange(.ratio, "21474836.48 dB")) {
            try Decibels(parsing: "21474836.48 dB")
        }
        #expect(throws: QuantityError.outOfRange(.signalLevel, "-21474836.49 dBm")) {
            try SignalLevel(parsing: "-21474836.49 dBm")
        }
        #expect(throws: QuantityError.unknownUnit(.signalLevel, "dB")) {
            try SignalLevel(parsing: "-103.25 dB")
        }
        #expect(throws: QuantityError.tooFine(.ratio, "0.001 dB")) {
            try Decibels(parsing: "0.001 dB")
        }
        #expect(throws: QuantityError.outOfRange(.length, "9223372036854775.808 km")) {
            try Metres(parsing: "9223372036854775.808 km")
        }
        #expect(throws: QuantityError.outOfRange(.amount, "-1 token")) {
            try Grains(parsing: "-1 token")
        }
    }

    @Test("every example in a message is a right spelling", arguments: Quantity.allCases)
    func examples(quantity: Quantity) throws {
        let text = quantity.example
        switch quantity {
        case .frequency: #expect(try Hertz(parsing: text).description == text)
        case .ratio: #expect(try Decibels(parsing: text).description == text)
        case .signalLevel: #expect(try SignalLevel(parsing: text).description == text)
        case .length: #expect(try Metres(parsing: text).description == text)
        case .duration: #expect(Nanoseconds(61_696_000).description == text)
        case .amount: #expect(try Grains(parsing: text).description == text)
        }
    }

    @Test("a message says what was wrong and what to write")
    func messages() {
        #expect(
            QuantityError.otherSpelling("868100 kHz", write: "868.1 MHz").description
                == "write 868.1 MHz for `868100 kHz`")
        #expect(
            QuantityError.unknownUnit(.signalLevel, "dB").description
                == "`dB` is no unit of a signal level; write it like -103.25 dBm")
    }
}
