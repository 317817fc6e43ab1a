import Airwaves
import Seeds
import Testing

@Suite("Identifiers: one spelling for files, every usual spelling from people")
struct IdentifierTests {
    static func refusal(_ body: () throws(IdentifierError) -> Void) -> IdentifierError? {
        do throws(IdentifierError) {
            try body()
            return nil
        } catch {
            return error
        }
    }

    @Test("what is printed is read back")
    func roundTrip() throws {
        var random = SeededNumbers(seed: 3)
        for _ in 0..<2_000 {
            let bits = random.next() >> UInt64.random(in: 0...63, using: &random)
            let eui = EUI64(bits: bits)
            #expect(try EUI64(parsing: eui.description) == eui)
            let address = DevAddr(bits: UInt32(truncatingIfNeeded: bits))
            #expect(try DevAddr(parsing: address.description) == address)
            let network = try #require(NetID(bits: UInt32(truncatingIfNeeded: bits) & 0xFF_FFFF))
            #expect(try NetID(parsing: network.description) == network)
            let prefix = DevAddrPrefix(covering: address, length: Int(random.next() % 33))
            #expect(try DevAddrPrefix(parsing: prefix.description) == prefix)
        }
    }

    static let refusals: [(text: String, kind: String, refusal: IdentifierError?)] = [
        ("a840411fddec4150", "eui", nil),
        ("A840411FDDEC4150", "eui", .otherSpelling(.eui, write: "a840411fddec4150")),
        ("a840411fddec415", "eui", .wrongLength(.eui, found: 15)),
        ("a840411fddec41500", "eui", .wrongLength(.eui, found: 17)),
        ("a840411fddec415g", "eui", .notHexadecimal(.eui)),
        ("+840411fddec4150", "eui", .notHexadecimal(.eui)),
        ("", "eui", .wrongLength(.eui, found: 0)),
        ("49be7df1", "address", nil),
        ("49BE7DF1", "address", .otherSpelling(.deviceAddress, write: "49be7df1")),
        ("49be7df", "address", .wrongLength(.deviceAddress, found: 7)),
        ("49be7d 1", "address", .notHexadecimal(.deviceAddress)),
        ("00003c", "network", nil),
        ("00003C", "network", .otherSpelling(.networkIdentifier, write: "00003c")),
        ("0x00003c", "network", .wrongLength(.networkIdentifier, found: 8)),
        ("00003é", "network", .wrongLength(.networkIdentifier, found: 7)),
        ("0000ff00/24", "prefix", nil),
        ("00000000/0", "prefix", nil),
        ("ffffffff/32", "prefix", nil),
        ("0000ff00", "prefix", .prefixWithoutLength),
        ("0000ff00/33", "prefix", .prefixTooLong(found: "33")),
        ("0000ff00/-1", "prefix", .prefixTooLong(found: "-1")),
        ("0000ff00/08", "prefix", .prefixTooLong(found: "08")),
        ("0000ff00/+8", "prefix", .prefixTooLong(found: "+8")),
        ("0000ff00/", "prefix", .prefixTooLong(found: "")),
        ("0000ff01/24", "prefix", .otherSpelling(.prefix, write: "0000ff00/24")),
        ("0000FF00/24", "prefix", .otherSpelling(.prefix, write: "0000ff00/24")),
        ("000ff00/24", "prefix", .wrongLength(.prefix, found: 7)),
        ("0000ff00/24 ", "prefix", .wrongLength(.prefix, found: 12)),
        ("0000fg00/24", "prefix", .notHexadecimal(.prefix)),
    ]

    @Test("files accept one spelling", arguments: refusals)
    func strict(text: String, kind: String, refusal: IdentifierError?) {
        let found = Self.refusal { () throws(IdentifierError) in
            switch kind {
            case "eui": _ = try EUI64(parsing: text)
            case "address": _ = try DevAddr(parsing: text)
            case "network": _ = try NetID(parsing: text)
            default: _ = try DevAddrPrefix(parsing: text)
            }
        }
        #expect(found == refusal)
    }

    static let spellings: [(text: String, eui: String?)] = [
        ("A840411FDDEC4150", "a840411fddec4150"),
        ("A8:40:41:1F:DD:EC:41:50", "a840411fddec4150"),
        ("a8-40-41-1f-dd-ec-41-50", "a840411fddec4150"),
        ("eui-a840411fddec4150", "a840411fddec4150"),
        ("EUI-A840411FDDEC4150", "a840411fddec4150"),
        ("b827:ebff:fea6:7a72", "b827ebfffea67a72"),
        ("::1", "0000000000000001"), ("1::", "0001000000000000"), ("::", "0000000000000000"),
        ("b827::7a72", "b827000000007a72"), ("1:2:3:4", "0001000200030004"),
        ("b8:27:eb:a6:7a:72", "b827ebfffea67a72"),
        ("B8-27-EB-A6-7A-72", "b827ebfffea67a72"),
        ("", nil), ("eui-", nil), ("b827eba67a72", nil), ("1:2:3", nil), ("1:2:3:4:5", nil),
        ("1::2:3:4", nil), ("::1::", nil), (":::", nil), ("1:2:3:", nil), ("12345::", nil),
        ("a8:40-41:1f:dd:ec:41:50", nil), ("a8:40:41:1f:dd:ec:41", nil),
        ("a8:40:41:1f:dd:ec:41:5", nil), ("a840411fddec415g", nil), ("g::1", nil),
        ("eui-eui-a840411fddec4150", nil), ("a8:40:41:1f:dd:ec:41:50:60:70", nil),
    ]

    @Test("people may paste an EUI as the tools around them print it", arguments: spellings)
    func liberalEUI(text: String, eui: String?) {
        #expect((try? EUI64(parsingLiberally: text))?.description == eui)
    }

    @Test("people may paste capitals, 0x, and addresses inside a prefix")
    func liberalOthers() throws {
        #expect(try DevAddr(parsingLiberally: "49BE7DF1").description == "49be7df1")
        #expect(try NetID(parsingLiberally: "0x00003C").description == "00003c")
        #expect(try NetID(parsingLiberally: "60002D").description == "60002d")
        #expect(try DevAddrPrefix(parsingLiberally: "0000FFA7/24").description == "0000ff00/24")
        #expect(throws: IdentifierError.self) { try NetID(parsingLiberally: "0x3C") }
        #expect(throws: IdentifierError.self) { try DevAddr(parsingLiberally: "0x49BE7DF1") }
    }

    @Test("a prefix contains its first and last address and not their neighbours")
    func prefixBounds() throws {
        for length in 0...32 {
            let prefix = DevAddrPrefix(covering: DevAddr(bits: 0x5A5A_5A5A), length: length)
            #expect(prefix.contains(prefix.first) && prefix.contains(prefix.last))
            let size = UInt64(1) << UInt64(32 - length)
            #expect(UInt64(prefix.last.bits) - UInt64(prefix.first.bits) + 1 == size)
            if prefix.first.bits > 0 {
                #expect(!prefix.contains(DevAddr(bits: prefix.first.bits - 1)))
            }
            if prefix.last.bits < .max {
                #expect(!prefix.contains(DevAddr(bits: prefix.last.bits + 1)))
            }
            let wider = DevAddrPrefix(covering: prefix.first, length: max(0, length - 1))
            #expect(wider.contains(prefix) && (length == 0 || !prefix.contains(wider)))
        }
    }

    @Test("every identifier refusal has a message that says what to write")
    func messages() {
        for what in IdentifierError.Identifier.allCases {
            #expect(IdentifierError.wrongLength(what, found: 3).description.contains("write"))
            #expect(IdentifierError.notHexadecimal(what).description.contains("write"))
            #expect(IdentifierError.unreadable(what).description.contains("write"))
            #expect(IdentifierError.otherSpelling(what, write: "x").description.hasSuffix("as x"))
        }
    }
}
