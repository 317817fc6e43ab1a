import Concentrator
import Primitives
import Seeds
import Signing
import Testing

@Suite("Firmware files: Semtech's text or the bytes, and nothing else")
struct FirmwareFileTests {
    static func read(_ text: String) throws(FirmwareFileError) -> FirmwareImage {
        try FirmwareImage(parsing: Array(text.utf8).rawSpan, hashing: SHA256.self)
    }

    static func made(_ count: Int, seed: UInt64 = 0x0122) -> [UInt8] {
        var random = SeededNumbers(seed: seed)
        return random.bytes(count)
    }

    static func hex(_ number: some BinaryInteger, upper: Bool = true) -> String {
        "0x" + String(number, radix: 16, uppercase: upper)
    }

    static func words(_ bytes: [UInt8]) -> [UInt32] {
        stride(from: 0, to: bytes.count, by: 4).map { place in
            bytes[place..<place + 4].reduce(0) { $0 << 8 | UInt32($1) }
        }
    }

    @Test("a list of 8,192 numbers is bytes, however it is laid out")
    func controllers() throws {
        let code = Self.made(8192)
        let numbers = code.map { Self.hex($0) }
        let texts = [
            "static uint8_t agc_firmware_sx1250[8192] = { \n" + numbers.joined(separator: ", ")
                + " \n }; \n ",
            "{" + numbers.joined(separator: ",") + "}",
            "/* code */ const uint8_t a[] =\r\n{\r\n" + numbers.joined(separator: ",\r\n")
                + ",\r\n};\r\n#define COUNT 8192\r\n// end",
            "#include <stdint.h>\nuint8_t a[] = {"
                + code.map { Self.hex($0, upper: false) }.joined(separator: " /* , */ ,\n")
                + "}\n",
            "{" + code.map { "0X0000" + String($0, radix: 16) }.joined(separator: ",") + "};",
        ]
        for text in texts {
            let image = try Self.read(text)
            #expect(image.bytes == code && image.file == nil)
            #expect(image.hash == Self.hash(code))
        }
    }

    static func hash(_ bytes: [UInt8]) -> Hash256 {
        var digest = SHA256()
        digest.update(bytes.rawSpan)
        return digest.finish()
    }

    @Test("a list of 386 numbers is words, big-endian")
    func patch() throws {
        let code = Self.made(1544)
        let numbers = Self.words(code).map { Self.hex($0, upper: false) }
        let image = try Self.read(
            "const uint32_t pram[] = {\n" + numbers.joined(separator: ",\n")
                + "\n};\n\n#define PRAM_COUNT 386")
        #expect(image.bytes == code)
    }

    @Test("8,192 or 1,544 bytes are taken as they are", arguments: [8192, 1544])
    func raw(count: Int) throws {
        let code = Self.made(count)
        #expect(try FirmwareImage(parsing: code.rawSpan, hashing: SHA256.self).bytes == code)
    }

    static let line = "0x1,"
    static let refusals: [(FirmwareFileError, String)] = [
        (.tooLong(found: 262_145), String(repeating: " ", count: 262_145)),
        (.noList, ""), (.noList, "uint8_t a[] = "), (.noList, "// {\n#define {\n"),
        (.character(line: 2, found: 0x22), "a\n\"{\""), (.character(line: 1, found: 0), "\0{0x1}"),
        (.character(line: 1, found: 0x3B), "{0x1;}"),
        (.character(line: 1, found: 0x30), "{0x1 0x2}"),
        (.character(line: 1, found: 0x2F), "/{0x1}"),
        (.character(line: 2, found: 0x7B), "{}\n{}"), (.character(line: 1, found: 0x3B), "{0x1};;"),
        (.notANumber(line: 1), "{1}"), (.notANumber(line: 1), "{0x}"),
        (.notANumber(line: 1), "{0}"),
        (.notANumber(line: 1), "{,0x1}"), (.notANumber(line: 2), "{0x1,\n,0x1}"),
        (.notANumber(line: 1), "{0x123456789}"), (.notANumber(line: 1), "{x1}"),
        (
            .numberTooLarge(line: 2),
            "{" + String(repeating: line, count: 8190) + "\n0x100,0x200}"
        ),
        (.unfinished(line: 1), "{"), (.unfinished(line: 2), "{0x1,\n"),
        (.unfinished(line: 2), "/* \n{0x1}"), (.unfinished(line: 1), "{0x1} /*/"),
        (.unfinished(line: 2), "{0x1\n"),
        (.count(found: 0), "{}"), (.count(found: 1), "{0x1}"),
        (.count(found: 385), "{" + String(repeating: line, count: 385) + "}"),
        (.count(found: 387), "{" + String(repeating: line, count: 387) + "}"),
        (.count(found: 8191), "{" + String(repeating: line, count: 8191) + "}"),
        (.count(found: 8193), "{" + String(repeating: line, count: 8193) + "}"),
    ]

    @Test("what is no such file is refused, with its line", arguments: refusals.indices)
    func refused(index: Int) {
        let (refusal, text) = Self.refusals[index]
        #expect(throws: refusal) { try Self.read(text) }
        #expect(refusal.description.contains("sx1302_hal 2.1.0"))
    }

    @Test("no refusal is without a vector")
    func complete() {
        let tested = Self.refusals.map(\.0.code)
        #expect(FirmwareFileError.Code.allCases.allSatisfy(tested.contains))
    }

    @Test("as long as may be, and the comment's own characters")
    func bounds() throws {
        let list = "{" + String(repeating: Self.line, count: 386) + "}"
        let padded = list + String(repeating: " ", count: 262_144 - list.utf8.count)
        #expect(try Self.read(padded).bytes.count == 1544)
        #expect(try Self.read("/***/ /* { */ // {\n" + list).bytes.count == 1544)
    }

    /// A digest that answers what it is told stands for the bytes that cannot be shipped.
    struct CalibrationHash: Digest {
        init() {}
        mutating func update(_ bytes: RawSpan) {}
        consuming func finish() -> Hash256 { FirmwareFile.calibration.hash }
    }

    @Test("a file is known by its content, and only at its own size")
    func known() throws {
        let code = Self.made(8192)
        let image = try FirmwareImage(parsing: code.rawSpan, hashing: CalibrationHash.self)
        #expect(image.file == .calibration)
        #expect(image.verdict.contains("cal_fw.var") && image.verdict.contains("not needed"))
        let short = Self.made(1544)
        let other = try FirmwareImage(parsing: short.rawSpan, hashing: CalibrationHash.self)
        #expect(other.file == nil && other.verdict.contains("not the one Semtech published"))
    }

    @Test("whatever a good file becomes by two changed characters, it is read or refused")
    func mutations() throws {
        let numbers = Self.words(Self.made(1544)).map { Self.hex($0) }
        let good = Array(("a[] = {" + numbers.joined(separator: ",") + "};").utf8)
        var random = SeededNumbers(seed: 0x0122)
        var (taken, refused) = (0, 0)
        let characters = Array("0123456789abcdefABCDEFxX,{} \n/*;#\0".utf8)
        for _ in 0..<200 {
            var text = good
            for _ in 0..<2 {
                text[random.below(text.count)] =
                    random.pick(characters)
            }
            do throws(FirmwareFileError) {
                let image = try FirmwareImage(parsing: text.rawSpan, hashing: SHA256.self)
                #expect(image.bytes.count == 1544)
                taken += 1
            } catch {
                refused += 1
            }
        }
        #expect(taken > 0 && refused > 0)
    }
}
