import Airwaves
import Maps
import Seeds
import Testing
import Units

/// A copy of the shipped map, to be spoiled in one field.
struct SpoiltMap {
    var bytes: [UInt8]

    init() { bytes = unsafe Array(ShippedMaps.placesBytes) }

    func word(_ offset: Int) -> Int {
        (0..<4).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) }
    }

    mutating func set(_ offset: Int, _ value: Int, width: Int = 4) {
        for index in 0..<width {
            bytes[offset + index] = UInt8(truncatingIfNeeded: value >> (8 * index))
        }
    }

    mutating func sign() {
        let sum = unsafe bytes.withUnsafeBytes { unsafe PlaceMap.checksum(of: $0) }
        set(20, Int(sum))
    }

    var refusal: PlaceMapError? {
        unsafe bytes.withUnsafeBytes { bytes in
            do throws(PlaceMapError) {
                _ = try unsafe PlaceMap(checking: bytes)
                return nil
            } catch { return error }
        }
    }

    var planNames: Int { 64 }
    var countries: Int { planNames + 16 * word(24) }
    var cells: Int { countries + 4 * word(28) }
    var borders: Int { cells + 2 * 64_800 }
    var specks: Int { borders + 4 * (word(32) + 1) }
    var lines: Int { specks + 16 * word(36) }
    /// The first cell that leads to borders, and the first that is one land.
    func cell(withBorders: Bool) -> Int {
        stride(from: cells, to: borders, by: 2).first { (bytes[$0 + 1] > 0) == withBorders }
            ?? cells
    }
}

@Suite("place map: every refusal has bytes bad in only that way")
struct PlaceMapErrorTests {
    /// Spoils one field; the checksum is made right afterwards, except where it is the fault.
    static func spoil(_ map: inout SpoiltMap, _ fault: PlaceMapError.Fault) {
        switch fault {
        case .tooShort: map.bytes.removeLast(map.bytes.count - 63)
        case .foreign: map.bytes[7] = UInt8(ascii: "e")
        case .otherFormat: map.set(8, 2)
        case .wrongLength: map.bytes.append(0)
        case .wrongChecksum: map.bytes[20] ^= 1
        case .reservedBytes: map.bytes[63] = 1
        case .planCount: map.set(24, 33)
        case .countryCount: map.set(28, 251)
        case .cellCount: map.set(32, 64_801)
        case .unequalSections: map.set(40, map.word(40) - 1)
        case .planName: map.bytes[map.planNames + 15] = UInt8(ascii: "x")
        case .planUnheardOf: map.bytes[map.planNames] = UInt8(ascii: "a")
        case .planTwice:
            for index in 0..<16 { map.bytes[map.planNames + 16 + index] = map.bytes[64 + index] }
        case .countryCode: map.bytes[map.countries + 1] = UInt8(ascii: "d")
        case .countryOrder: map.bytes[map.countries] = UInt8(ascii: "B")
        case .countryPlan: map.bytes[map.countries + 2] = UInt8(map.word(24))
        case .cellLand: map.set(map.cell(withBorders: false), 251, width: 2)
        case .cellOrder: map.set(map.cell(withBorders: true), 257, width: 2)
        case .cellsMissing:
            let last = stride(from: map.borders - 2, to: map.cells, by: -2)
                .first { map.bytes[$0 + 1] > 0 }
            map.set(last ?? 0, 0, width: 2)
        case .bordersOrder: map.set(map.borders + 4, map.word(map.borders + 4) & 0xFF00_0000)
        case .bordersLand: map.set(map.borders, 251 << 24)
        case .bordersEnd: map.set(map.specks - 4, map.word(40) + 1)
        case .lineLands: map.bytes[map.lines] = map.bytes[map.lines + 1]
        case .lineLength: map.set(map.lines + 2, 0xFFFF, width: 2)
        case .lineVertex: map.set(map.lines + 8, 50_001, width: 2)
        case .speckPlace: map.set(map.specks, 360 * 50_000)
        case .speckRadius: map.set(map.specks + 8, 89)
        case .speckLand: map.set(map.specks + 12, 0)
        }
        let checksumIsChecked: Set<PlaceMapError.Fault> = [
            .tooShort, .foreign, .otherFormat, .wrongLength, .wrongChecksum,
        ]
        if !checksumIsChecked.contains(fault) { map.sign() }
    }

    @Test("refused as", arguments: PlaceMapError.Fault.allCases)
    func refused(fault: PlaceMapError.Fault) {
        var map = SpoiltMap()
        #expect(map.refusal == nil)
        Self.spoil(&map, fault)
        #expect(map.refusal?.fault == fault)
    }

    @Test("one vertex twice in a row, and lines of one vertex, are refused too")
    func otherForms() {
        var twice = SpoiltMap()
        twice.set(twice.lines + 8, twice.word(twice.lines + 4))
        twice.sign()
        #expect(twice.refusal?.fault == .lineVertex)
        var single = SpoiltMap()
        single.set(single.lines + 2, 1, width: 2)
        single.sign()
        #expect(single.refusal?.fault == .lineLength)
    }

    @Test("cut off anywhere it is refused, with the length as the reason")
    func cut() {
        let whole = SpoiltMap().bytes
        for length in [64, 65, 4_096, whole.count / 2, whole.count - 1] {
            var map = SpoiltMap()
            map.bytes = Array(whole[..<length])
            #expect(map.refusal == nil ? false : map.refusal?.fault == .wrongLength)
        }
    }

    @Test("what a person reads")
    func sentence() {
        var map = SpoiltMap()
        map.bytes[100] ^= 0xFF
        #expect(
            map.refusal?.description
                == "place map, byte 20: the checksum does not match: the file is damaged")
    }

    /// Lines that contradict each other cannot be told by a check of fields; they must not trap.
    @Test("look-ups in a map with senseless lines return")
    func senseless() throws {
        var map = SpoiltMap()
        var generator = SeededNumbers(seed: 9)
        var offset = map.lines
        while offset < map.bytes.count {
            let (left, right) = (
                UInt8.random(in: 0...249, using: &generator),
                UInt8.random(in: 1...249, using: &generator)
            )
            map.bytes[offset] = left
            map.bytes[offset + 1] = left == right ? right + 1 : right
            offset += 4 + 4 * (map.word(offset) >> 16)
        }
        map.sign()
        #expect(map.refusal == nil)
        try unsafe map.bytes.withUnsafeBytes { bytes in
            let senseless = try unsafe PlaceMap(checking: bytes)
            for place in try PlacePropertyTests.places(5_000, seed: 10) {
                let verdict = senseless.plan(at: place)
                #expect((verdict.rule == .sea) == (verdict.country == nil))
            }
        }
    }
}
