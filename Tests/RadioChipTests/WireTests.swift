import RadioChipModel
import Testing

@Suite("RadioChipModel: the pins as bytes, for a firmware that runs elsewhere")
struct WireTests {
    static func number(_ value: UInt64, _ count: Int = 8) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }

    /// Reset, release, a look at the pins, and SetStandby with GetStatus behind it.
    static let requests: [UInt8] =
        [0x52] + number(100) + [0] + [0x52] + number(400) + [1] + [0x50] + number(1_000) + [0x58]
        + number(5_000) + number(2, 2) + [0x80, 0] + [0x58] + number(5_100) + number(2, 2)
        + [0xc0, 0]

    static let never = [UInt8](repeating: 0xff, count: 8)

    /// BUSY for ever in reset, until 3,900 behind it, then 31 us and 1 us behind the commands.
    static let answers: [UInt8] =
        [0x72] + never + never + [0x72] + number(3_900) + never + [0x70] + number(3_900) + never
        + [0x78] + number(5_031) + never + [0xaa, 0xaa] + [0x78] + number(5_101) + never
        + [0xa2, 0xa2]

    @Test("requests in any pieces have the same answers")
    func pieces() {
        for size in 1...Self.requests.count {
            var wire = ModelWire()
            var model = RadioChipModel()
            var answers: [UInt8] = []
            for start in stride(from: 0, to: Self.requests.count, by: size) {
                let piece = Array(Self.requests[start..<min(start + size, Self.requests.count)])
                answers += wire.take(piece, &model) ?? [0]
            }
            #expect(answers == Self.answers, "in pieces of \(size)")
            #expect(wire.requests == 5)
            #expect(model.violations == [])
        }
    }

    @Test("what begins no request is refused")
    func refused() {
        var wire = ModelWire()
        var model = RadioChipModel()
        #expect(wire.take([0x51], &model) == nil)
    }
}
