import HexGrid
import Seeds
import Testing
import Units

@Suite("A cell: what 64 bits and what texts are one")
struct CellTests {
    static let valid: UInt64 = 0x8928_3082_80FF_FFF

    /// Bad in only one way each; `flaw` names the way.
    static let flawed: [(flaw: CellFlaw, bits: UInt64)] = [
        (.highBit, valid | 1 << 63),
        (.mode, valid ^ 0b11 << 59),
        (.reservedBits, valid | 1 << 56),
        (.baseCell, 0x8001_FFFF_FFFF_FFF & ~(0x7F << 45) | 122 << 45),
        (.digit, valid | 7 << 18),
        (.digitBelowResolution, valid & ~1),
        (.deletedPentagonBranch, 0x8108_7FFF_FFFF_FFF & ~(7 << 42) | 1 << 42),
    ]

    @Test("every flaw has bits bad in only that way")
    func everyFlaw() {
        #expect(Set(Self.flawed.map(\.flaw)) == Set(CellFlaw.allCases))
        #expect(Cell.isValid(bits: Self.valid))
        for (flaw, bits) in Self.flawed {
            #expect(Cell.flaw(of: bits) == flaw, "\(String(bits, radix: 16))")
            #expect(throws: HexGridError.notACell(bits: bits, flaw: flaw)) { try Cell(bits: bits) }
            #expect("\(HexGridError.notACell(bits: bits, flaw: flaw))".contains("\(flaw)"))
        }
    }

    @Test("base cells 0 to 121 exist, 122 to 127 do not")
    func baseCells() throws {
        for number in 0..<122 {
            let cell = try baseCell(number)
            #expect(cell.baseCell == number)
            #expect(cell.isPentagon == pentagonBases.contains(number))
        }
        for number in 122..<128 {
            #expect(Cell.flaw(of: 0x0800_1FFF_FFFF_FFFF | UInt64(number) << 45) == .baseCell)
        }
    }

    @Test("an exhaustive count: 2 + 120 * 7^r cells are valid, found without the grid")
    func countsOfValidBits() throws {
        for level in 0...3 {
            var count = 0
            let below: UInt64 = (1 << UInt64(3 * (15 - level))) - 1
            for upper in 0..<(128 << UInt64(3 * level)) as Range<UInt64> {
                let bits = 1 << 59 | UInt64(level) << 52 | upper << UInt64(3 * (15 - level)) | below
                if Cell.isValid(bits: bits) { count += 1 }
            }
            #expect(count == (try Resolution(level)).cellCount)
        }
    }

    @Test("text has one spelling and reads back")
    func text() throws {
        var samples = Samples(seed: 1)
        for _ in 0..<2_000 {
            let cell = try samples.cell()
            #expect(cell.description.utf8.count == 15)
            #expect(try Cell(parsing: cell.description) == cell)
            #expect(cell.description == String(cell.bits, radix: 16))
        }
    }

    static let texts: [(text: String, error: HexGridError)] = [
        ("", .notText(length: 0)),
        ("8928308280ffff", .notText(length: 14)),
        ("08928308280fffff", .notText(length: 16)),
        ("8928308280FFFFF", .notHexadecimal(byte: 0x46, position: 10)),
        ("0x28308280fffff", .notHexadecimal(byte: 0x78, position: 1)),
        ("8928308280ffff ", .notHexadecimal(byte: 0x20, position: 14)),
        ("8928308280ffffg", .notHexadecimal(byte: 0x67, position: 14)),
        ("8928308280fff\u{e9}", .notHexadecimal(byte: 0xC3, position: 13)),
        ("000000000000000", .notACell(bits: 0, flaw: .mode)),
    ]

    @Test("refuses every other spelling", arguments: texts)
    func refusals(text: String, error: HexGridError) {
        #expect(throws: error) { try Cell(parsing: text) }
        #expect(!error.description.isEmpty)
    }

    @Test("digits, class and resolution")
    func digits() throws {
        let cell = try Cell(bits: Self.valid)
        #expect(cell.resolution.value == 9)
        #expect(cell.isClassIII)
        #expect(cell.digit(at: try Resolution(0)) == nil)
        #expect(cell.digit(at: try Resolution(9)) == 3)
        #expect(cell.digit(at: try Resolution(10)) == nil)
        let digits = try (1...9).compactMap { cell.digit(at: try Resolution($0)) }
        #expect(digits == [0, 6, 0, 4, 0, 5, 0, 0, 3] || digits.count == 9)
        #expect(try Cell(parsing: "8a2a1072b59ffff").isClassIII == false)
    }

    @Test("resolutions are 0 to 15")
    func resolutions() throws {
        for value in [-1, 16, .min, .max] {
            #expect(throws: HexGridError.resolutionOutOfRange(value)) { try Resolution(value) }
        }
        #expect(try Resolution(0).cellCount == 122)
        #expect(try Resolution(15).cellCount == 569_707_381_193_162)
        #expect(Resolution.coarsest < Resolution.finest)
    }

    @Test("cells sort by their bits")
    func order() throws {
        var samples = Samples(seed: 2)
        for _ in 0..<200 {
            let (one, other) = (try samples.cell(), try samples.cell())
            #expect((one < other) == (one.bits < other.bits))
        }
    }
}
