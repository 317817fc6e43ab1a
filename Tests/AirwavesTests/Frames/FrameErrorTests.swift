import Airwaves
import Primitives
import Testing

/// For each code of refusal a frame that is bad in only that way, and its nearest good neighbour.
@Suite("LoRaWAN frames: every refusal") struct FrameErrorTests {
    static let join = "0039363463336913aa05693574323831330489c65b1304"
    static let accept = "20493eeb51fba2116f810edb3742975142"
    static let rejoin = "c0003c000001020304050607080500aabbccdd"
    static let longest = "40f17dbe4900020001" + String(repeating: "ab", count: 246)

    static let rows: [(bad: String, refusal: FrameError, good: String)] = [
        ("", .empty, "e0"),
        (longest + "ab", .tooLong(found: 256), longest),
        (
            "41f17dbe4900020001954378762b11ff0d", .unknownVersion(found: 1),
            "40f17dbe4900020001954378762b11ff0d"
        ),
        ("03" + join.dropFirst(2), .unknownVersion(found: 3), join),
        (String(join.dropLast(2)), .joinRequestLength(found: 22), join),
        (join + "00", .joinRequestLength(found: 24), join),
        (String(accept.dropLast(2)), .joinAcceptLength(found: 16), accept),
        (accept + "00", .joinAcceptLength(found: 18), accept),
        (
            accept + String(repeating: "0", count: 30), .joinAcceptLength(found: 32),
            accept + String(repeating: "0", count: 32)
        ),
        (
            accept + String(repeating: "0", count: 34), .joinAcceptLength(found: 34),
            accept + String(repeating: "0", count: 32)
        ),
        ("c0", .rejoinRequestLength(type: nil, found: 1), rejoin),
        (String(rejoin.dropLast(2)), .rejoinRequestLength(type: 0, found: 18), rejoin),
        (
            "c001" + rejoin.dropFirst(4), .rejoinRequestLength(type: 1, found: 19),
            "c001" + rejoin.dropFirst(4) + "0000000000"
        ),
        (
            "c002" + rejoin.dropFirst(4) + "00", .rejoinRequestLength(type: 2, found: 20),
            "c002" + rejoin.dropFirst(4)
        ),
        ("c003" + rejoin.dropFirst(4), .unknownRejoinType(found: 3), rejoin),
        ("40f17dbe490002002b11ff", .dataTooShort(found: 11), "40f17dbe490002002b11ff0d"),
        (
            "40f17dbe490102002b11ff0d", .optionsTooLong(announced: 1, room: 0),
            "40f17dbe49010200022b11ff0d"
        ),
        (
            "60f17dbe490f0200000102030405060708090a0b0c0d2b11ff0d",
            .optionsTooLong(announced: 15, room: 14),
            "60f17dbe490f0200000102030405060708090a0b0c0d0e2b11ff0d"
        ),
        (
            "40f17dbe4901020002002b11ff0d", .commandsTwice(options: 1),
            "40f17dbe4901020002012b11ff0d"
        ),
        (
            "40f17dbe490302000203040001022b11ff0d", .commandsTwice(options: 3),
            "40f17dbe490302000203040101022b11ff0d"
        ),
    ]

    static func refusal(_ text: String) -> FrameError? {
        do throws(FrameError) {
            _ = try LoRaWANFrame(parsing: bytes(text).rawSpan)
            return nil
        } catch {
            return error
        }
    }

    @Test("is given for its fault alone", arguments: rows)
    func refused(bad: String, refusal: FrameError, good: String) {
        #expect(Self.refusal(bad) == refusal)
        #expect(Self.refusal(good) == nil)
    }

    @Test("has a row here")
    func listed() {
        for code in FrameError.Code.allCases {
            #expect(Self.rows.contains { $0.refusal.code == code }, "\(code) has no frame")
        }
    }

    @Test("tells a person the number that was wrong")
    func messages() {
        for row in Self.rows where row.refusal != .empty {
            #expect(row.refusal.description.contains { $0.isNumber }, "\(row.refusal)")
        }
        #expect(
            FrameError.joinAcceptLength(found: 18).description
                == "a join accept has 17 bytes, or 33 with a channel list; this one has 18")
    }

    @Test("every prefix and every single-bit change of a frame is read or refused, never a trap")
    func neighbours() {
        for row in Self.rows {
            let frame = bytes(row.good)
            for count in 0...frame.count {
                _ = try? LoRaWANFrame(parsing: frame.rawSpan.extracting(first: count))
            }
            for bit in 0..<8 * frame.count {
                var changed = frame
                changed[bit / 8] ^= 1 << UInt8(bit % 8)
                guard let read = try? LoRaWANFrame(parsing: changed.rawSpan) else { continue }
                #expect(FrameParsingTests.rebuilt(read, from: changed) == changed)
            }
        }
    }
}
