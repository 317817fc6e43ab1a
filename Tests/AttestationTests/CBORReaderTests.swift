import Primitives
import Testing

@testable import Attestation

/// Passes the one item that `bytes` must be.
func validate(_ bytes: [UInt8]) throws(CBORError) {
    var reader = try CBORReader(bytes.rawSpan)
    try reader.skip()
    try reader.finish()
}

@Suite("CBOR: every spelling that is not the deterministic one is refused")
struct CBORRefusalTests {
    typealias Row = (code: CBORError.Code, hex: String, offset: Int)

    static let rows: [Row] = [
        (.endsEarly, "", 0), (.endsEarly, "18", 0), (.endsEarly, "1a000100", 0),
        (.endsEarly, "42ff", 0), (.endsEarly, "6261", 0), (.endsEarly, "f8", 0),
        (.endsEarly, "820143ffff", 2), (.endsEarly, "5affffffff", 0), (.endsEarly, "8200190a", 2),
        (.trailingBytes, "0100", 1), (.trailingBytes, "8000", 1), (.trailingBytes, "616161", 2),
        (.tooDeep, "818181818181818180", 8), (.tooDeep, "8181818181818181a0", 8),
        (.longInteger, "1800", 0), (.longInteger, "1817", 0), (.longInteger, "1900ff", 0),
        (.longInteger, "1a0000ffff", 0), (.longInteger, "1b00000000ffffffff", 0),
        (.longInteger, "3817", 0), (.longInteger, "5803ffffff", 0),
        (.longInteger, "7803616161", 0), (.longInteger, "980101", 0),
        (.longInteger, "b8010101", 0), (.longInteger, "a1180101", 1), (.longInteger, "d81200", 0),
        (.indefiniteLength, "5f41ffff", 0), (.indefiniteLength, "7f6161ff", 0),
        (.indefiniteLength, "9f01ff", 0), (.indefiniteLength, "bf0101ff", 0),
        (.indefiniteLength, "ff", 0),
        (.outOfRange, "3b8000000000000000", 0), (.outOfRange, "3bffffffffffffffff", 0),
        (.outOfRange, "a13b800000000000000000", 1),
        (.reservedLength, "1c", 0), (.reservedLength, "3d", 0), (.reservedLength, "5e", 0),
        (.reservedLength, "1f", 0), (.reservedLength, "3f", 0), (.reservedLength, "df", 0),
        (.reservedLength, "fc", 0), (.reservedLength, "fe", 0),
        (.undefinedSimple, "e0", 0), (.undefinedSimple, "f3", 0), (.undefinedSimple, "f7", 0),
        (.undefinedSimple, "f814", 0), (.undefinedSimple, "f820", 0),
        (.undefinedSimple, "f8ff", 0),
        (.floatingPoint, "f90000", 0), (.floatingPoint, "fa47c35000", 0),
        (.floatingPoint, "fb3ff199999999999a", 0), (.floatingPoint, "f97e00", 0),
        (.countBeyondEnd, "8201", 0), (.countBeyondEnd, "a101", 0),
        (.countBeyondEnd, "9bffffffffffffffff", 0), (.countBeyondEnd, "bb7fffffffffffffff", 0),
        (.invalidUTF8, "61ff", 0), (.invalidUTF8, "62c080", 0), (.invalidUTF8, "63eda080", 0),
        (.invalidUTF8, "64f4908080", 0), (.invalidUTF8, "61c3", 0), (.invalidUTF8, "a161ff00", 1),
        (.keyKind, "a1410000", 1), (.keyKind, "a1f400", 1), (.keyKind, "a1f600", 1),
        (.keyKind, "a18000", 1), (.keyKind, "a1d21200", 1),
        (.keyOrder, "a202000100", 3), (.keyOrder, "a220000000", 3), (.keyOrder, "a221002000", 3),
        (.keyOrder, "a2616200616100", 4), (.keyOrder, "a262616100616200", 5),
        (.keyOrder, "a21818000100", 4), (.keyOrder, "a26161000100", 4),
        (.keyRepeated, "a201000100", 3), (.keyRepeated, "a2616100616100", 4),
        (.keyRepeated, "a220002000", 3),
        (.unknownTag, "d200", 0), (.unknownTag, "81c000", 1), (.unknownTag, "d9d9f700", 0),
    ]

    @Test(arguments: rows)
    func refused(code: CBORError.Code, hex: String, offset: Int) {
        do throws(CBORError) {
            try validate(fromHex(hex))
            Issue.record("\(hex) was accepted")
        } catch {
            #expect(error.code == code && error.offset == offset, "\(hex): \(error)")
        }
    }

    /// Refused because the caller wanted something else: a call, and bytes bad in only that way.
    static let expectations: [(code: CBORError.Code, hex: String, read: Reading)] = [
        (.wrongKind, "00", .bytes32), (.wrongKind, "20", .unsigned), (.wrongKind, "f4", .null),
        (.wrongKind, "6161", .bytes32), (.wrongKind, "40", .integer(-1...1)),
        (.wrongKind, "f6", .boolean), (.wrongKind, "80", .map), (.wrongKind, "a0", .array2),
        (.wrongKind, "00", .tag18), (.wrongKind, "a12000", .unsignedKey),
        (.outOfRange, "02", .integer(-1...1)), (.outOfRange, "21", .integer(-1...1)),
        (.outOfRange, "1b8000000000000000", .integer(Int64.min...Int64.max)),
        (.outOfRange, "3b8000000000000000", .integer(Int64.min...Int64.max)),
        (.outOfRange, "1864", .unsigned),
        (.wrongLength, "581f" + String(repeating: "00", count: 31), .bytes32),
        (.wrongLength, "5821" + String(repeating: "00", count: 33), .bytes32),
        (.wrongLength, "6461626364", .text3),
        (.wrongCount, "8101", .array2), (.wrongCount, "83010203", .array2),
        (.wrongCount, "a3010002000300", .map),
        (.missingItem, "8101", .twoOfOne), (.extraItem, "820102", .oneOfTwo),
        (.missingKey, "a10300", .map), (.missingKey, "a0", .map), (.missingKey, "a12000", .map),
        (.unknownKey, "a2010003f6", .map), (.unknownKey, "a10000", .map),
        (.unknownTag, "d300", .tag18),
    ]

    enum Reading: Sendable {
        case unsigned, bytes32, null, boolean, text3, map, array2, tag18, twoOfOne, oneOfTwo
        case unsignedKey
        case integer(ClosedRange<Int64>)
    }

    static func read(_ reading: Reading, _ reader: inout CBORReader) throws(CBORError) {
        switch reading {
        case .unsigned: _ = try reader.unsigned(upTo: 99)
        case .integer(let range): _ = try reader.integer(in: range)
        case .bytes32: _ = try reader.hash256()
        case .null: try reader.null()
        case .boolean: _ = try reader.boolean()
        case .text3: _ = try reader.text(upTo: 3)
        case .array2: try reader.beginArray(exactly: 2)
        case .tag18: try reader.tag(18)
        case .unsignedKey:
            _ = try reader.beginMap()
            _ = try reader.unsignedKey()
        case .map:
            _ = try reader.beginMap(upTo: 2)
            try reader.key(1)
            _ = try reader.unsigned()
            if try reader.optionalKey(2) { try reader.null() }
            try reader.endMap()
        case .twoOfOne:
            _ = try reader.beginArray()
            _ = try reader.unsigned()
            _ = try reader.unsigned()
        case .oneOfTwo:
            _ = try reader.beginArray()
            _ = try reader.unsigned()
            try reader.endArray()
        }
    }

    @Test(arguments: expectations)
    func unexpected(code: CBORError.Code, hex: String, reading: Reading) {
        let input = fromHex(hex)
        do throws(CBORError) {
            var reader = try CBORReader(input.rawSpan)
            try Self.read(reading, &reader)
            Issue.record("\(hex) was accepted")
        } catch {
            #expect(error.code == code, "\(hex): \(error)")
        }
    }

    @Test func sizeIsBoundedBeforeAnythingIsRead() throws {
        let longest = [UInt8](repeating: 0xff, count: CBORLimit.bytes)
        _ = try CBORReader(longest.rawSpan)
        let tooLong = longest + [0xff]
        #expect(throws: CBORError(.tooLong, at: 0, found: 65_536, wanted: 65_535)) {
            _ = try CBORReader(tooLong.rawSpan)
        }
    }

    @Test func everyCodeHasAVectorAndASentence() {
        let tested = Set(Self.rows.map(\.code) + Self.expectations.map(\.code) + [.tooLong])
        for code in CBORError.Code.allCases {
            #expect(tested.contains(code), "no vector for \(code)")
            let text = CBORError(code, at: 7, found: 1, wanted: 2).description
            #expect(text.hasPrefix("byte 7: ") && text.utf8.count > 20, "\(text)")
        }
    }
}

@Suite("CBOR: the deterministic spelling is read") struct CBORReadingTests {
    /// RFC 8949 appendix A, its rows within our subset.
    static let rows: [String] = [
        "00", "01", "0a", "17", "1818", "1819", "1864", "1903e8", "1a000f4240",
        "1b000000e8d4a51000", "1bffffffffffffffff", "3b7fffffffffffffff", "20", "29", "3863",
        "3903e7", "f4", "f5", "f6", "40", "4401020304", "60", "6161", "6449455446", "62225c",
        "62c3bc", "63e6b0b4", "64f0908591", "80", "83010203", "8301820203820405",
        "98190102030405060708090a0b0c0d0e0f101112131415161718181819", "a0", "a201020304",
        "a26161016162820203", "826161a161626163",
        "a56161614161626142616361436164614461656145", "a4010018180020006000",
        "8181818181818180", "a1617881818181818100",
    ]

    @Test(arguments: rows) func accepted(hex: String) throws { try validate(fromHex(hex)) }

    @Test func integersOfBothSignsToTheirEnds() throws {
        let input = fromHex("843b7fffffffffffffff1b7fffffffffffffff2000")
        var reader = try CBORReader(input.rawSpan)
        try reader.beginArray(exactly: 4)
        #expect(try reader.integer() == .min)
        #expect(try reader.integer() == .max)
        #expect(try reader.integer() == -1)
        #expect(try reader.integer() == 0)
        try reader.endArray()
        try reader.finish()
    }

    @Test func optionalKeysMayBeAbsentAndUnreadOnesAreSeen() throws {
        let input = fromHex("a301f502181805f6")
        var reader = try CBORReader(input.rawSpan)
        #expect(try reader.beginMap() == 3)
        #expect(try !reader.optionalKey(0))
        #expect(try reader.optionalKey(1))
        #expect(try reader.boolean())
        #expect(reader.itemsLeft == 2)
        #expect(try reader.unsignedKey() == 2)
        #expect(try reader.nextKind() == .unsigned)
        #expect(try reader.unsigned() == 24)
        #expect(try !reader.optionalKey(4))
        try reader.key(5)
        try reader.null()
        #expect(try !reader.optionalKey(6))
        try reader.endMap()
        try reader.finish()
    }
}
