import Airwaves
import Primitives
import Seeds
import Signing
import Testing

@Suite("LoRaWAN frames: read and built") struct FrameParsingTests {
    static func read(_ text: String) throws -> LoRaWANFrame {
        try LoRaWANFrame(parsing: bytes(text).rawSpan)
    }

    static func data(_ text: String) throws -> DataFrame {
        guard case .data(let frame) = try read(text) else {
            preconditionFailure("\(text) is no data frame")
        }
        return frame
    }

    @Test("an uplink with a payload (lora-packet's example)")
    func uplink() throws {
        let frame = try Self.data("40f17dbe4900020001954378762b11ff0d")
        #expect(frame.header.type == .unconfirmedDataUp)
        #expect(frame.direction == .up && !frame.isConfirmed)
        #expect(frame.address.description == "49be7df1")
        #expect(frame.control.uplink == [])
        #expect(frame.counter == 2 && frame.options.count == 0 && frame.port == 1)
        #expect(frame.payload == 9..<13 && frame.byteCount == 17)
        #expect(frame.integrityCode.description == "2b11ff0d")
    }

    @Test("a confirmed downlink with options, no port, frame pending")
    func downlink() throws {
        let frame = try Self.data("a0f17dbe49b3ffff0602ff01020304")
        #expect(frame.header.type == .confirmedDataDown)
        #expect(frame.direction == .down && frame.isConfirmed)
        #expect(frame.control.downlink == [.adaptiveDataRate, .acknowledgement, .framePending])
        #expect(frame.counter == 65_535 && frame.port == nil && frame.payload.isEmpty)
        #expect((0..<3).map { frame.options[$0] } == [6, 2, 255])
    }

    @Test("each flag of the control byte is read in its direction")
    func flags() throws {
        let up: [(String, FrameControl.UplinkFlags)] = [
            ("80", .adaptiveDataRate), ("40", .acknowledgementRequest), ("20", .acknowledgement),
            ("10", .classB),
            ("f0", [.adaptiveDataRate, .acknowledgementRequest, .acknowledgement, .classB]),
        ]
        for (control, flags) in up {
            let frame = try Self.data("40f17dbe49\(control)0200aabbccdd")
            #expect(frame.control.uplink == flags)
        }
        let down: [(String, FrameControl.DownlinkFlags)] = [
            ("80", .adaptiveDataRate), ("40", .reserved), ("20", .acknowledgement),
            ("10", .framePending),
        ]
        for (control, flags) in down {
            let frame = try Self.data("60f17dbe49\(control)0200aabbccdd")
            #expect(frame.control.downlink == flags)
        }
    }

    @Test("a join request (lora-packet's example)")
    func joinRequest() throws {
        let read = try Self.read("0039363463336913aa05693574323831330489c65b1304")
        let expected = JoinRequest(
            joinEUI: try EUI64(parsing: "aa13693363343639"),
            devEUI: try EUI64(parsing: "3331383274356905"), devNonce: 0x8904,
            integrityCode: IntegrityCode(bits: 0xC65B_1304))
        #expect(read == .joinRequest(expected))
    }

    @Test(
        "a join accept stays closed without its key, and opens with it (brocaar/lorawan's example)")
    func joinAccept() throws {
        let read = try Self.read("20493eeb51fba2116f810edb3742975142")
        guard case .joinAccept(let accept) = read else {
            preconditionFailure("\(read)")
        }
        #expect(accept.first == block("493eeb51fba2116f810edb3742975142") && accept.second == nil)
        let content = accept.content(readBy: AES128(key: block("00112233445566778899aabbccddeeff")))
        #expect(content.joinNonce == 0x570BC7)
        #expect(content.network.description == "221101")
        #expect(content.address.description == "02031980")
        #expect(content.downlink.bits == 0 && content.receiveDelay == 0)
        #expect(content.channelList == nil && content.integrityCode.bits == 0x4348_5BBC)
        var plain: [UInt8] = []
        content.appendPlain(to: &plain)
        #expect(try JoinAcceptContent(parsingPlain: plain.rawSpan) == content)
    }

    @Test("rejoin requests of the three types")
    func rejoin() throws {
        let device = try EUI64(parsing: "0807060504030201")
        let reset = try Self.read("c0003c000001020304050607080500aabbccdd")
        let network = try NetID(parsing: "00003c")
        let code = IntegrityCode(bits: 0xAABB_CCDD)
        #expect(
            reset
                == .rejoinRequest(
                    RejoinRequest(
                        purpose: .resetContext(network), devEUI: device, counter: 5,
                        integrityCode: code)))
        let renew = try Self.read("c0023c000001020304050607080500aabbccdd")
        #expect(
            renew
                == .rejoinRequest(
                    RejoinRequest(
                        purpose: .renewKeys(network), devEUI: device, counter: 5,
                        integrityCode: code)))
        let restore = try Self.read("c00111121314151617180102030405060708ffffaabbccdd")
        #expect(
            restore
                == .rejoinRequest(
                    RejoinRequest(
                        purpose: .restoreSession(joinEUI: try EUI64(parsing: "1817161514131211")),
                        devEUI: device, counter: 65_535, integrityCode: code)))
    }

    @Test("a proprietary frame is its header and somebody else's bytes")
    func proprietary() throws {
        for text in ["e0", "e001", "ff00", "e3" + String(repeating: "ab", count: 254)] {
            let frame = bytes(text)
            let read = try LoRaWANFrame(parsing: frame.rawSpan)
            #expect(read.header.type == .proprietary)
            #expect(read.payload == 1..<frame.count)
        }
    }

    @Test("reserved bits of the header are kept")
    func reservedBits() throws {
        let text = "5cf17dbe4900020001954378762b11ff0d"
        let frame = bytes(text)
        let read = try LoRaWANFrame(parsing: frame.rawSpan)
        #expect(read.header.reserved == 7 && read.header.type == .unconfirmedDataUp)
        #expect(Self.rebuilt(read, from: frame) == frame)
    }

    static func rebuilt(_ frame: LoRaWANFrame, from bytes: [UInt8]) -> [UInt8] {
        var built: [UInt8] = []
        frame.append(to: &built, payload: bytes.rawSpan.extracting(frame.payload))
        return built
    }

    @Test("what is accepted is rebuilt to the same bytes, and every kind is met")
    func roundTrip() {
        var random = SeededNumbers(seed: 1_0_4)
        var met: [MessageType: Int] = [:]
        for round in 0..<60_000 {
            let frame = Self.likelyFrame(round, &random)
            guard let read = try? LoRaWANFrame(parsing: frame.rawSpan) else { continue }
            met[read.header.type, default: 0] += 1
            #expect(Self.rebuilt(read, from: frame) == frame)
            if case .data(let data) = read { #expect(data.byteCount == frame.count) }
        }
        for type in MessageType.allCases { #expect(met[type, default: 0] > 500, "\(type)") }
    }

    /// Random bytes, mostly of a length and first byte that can be right.
    static func likelyFrame(_ round: Int, _ random: inout SeededNumbers) -> [UInt8] {
        let kind = UInt8(round % 8)
        let count: Int =
            switch kind {
            case 0: 23
            case 1: random.next() % 2 == 0 ? 17 : 33
            case 6: random.next() % 2 == 0 ? 19 : 24
            default: Int(random.next() % 256)
            }
        var frame = (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        guard count > 1 else { return frame }
        frame[0] = kind << 5 | frame[0] & 0b11100
        if kind == 6 { frame[1] = count == 24 ? 1 : UInt8(random.next() % 2) * 2 }
        return frame
    }

    static let builds:
        [(what: String, options: Int, port: UInt8?, payload: Int, refusal: FrameBuildError?)] = [
            ("smallest", 0, nil, 0, nil), ("port alone", 0, 1, 0, nil),
            ("options alone", 15, nil, 0, nil), ("commands in the payload", 0, 0, 4, nil),
            ("longest", 0, 1, 242, nil), ("one byte longer", 0, 1, 243, .tooLong(found: 256)),
            ("longest with options", 15, 1, 227, nil),
            ("one byte longer with options", 15, 1, 228, .tooLong(found: 256)),
            ("payload without a port", 0, nil, 1, .payloadWithoutPort),
            ("commands in both", 1, 0, 0, .commandsTwice),
            ("sixteen bytes of options", 16, 1, 0, .optionsTooLong(found: 16)),
        ]

    @Test("data frames are built within the radio's limits", arguments: builds)
    func building(
        what: String, options: Int, port: UInt8?, payload: Int, refusal: FrameBuildError?
    ) throws {
        do throws(FrameBuildError) {
            let optionBytes = [UInt8](repeating: 7, count: options)
            let frame = try DataFrame(
                .confirmedDataUp, address: DevAddr(bits: 0x0102_0304),
                control: FrameControl(uplink: .classB), counter: 0x0506,
                options: try FrameOptions(optionBytes.rawSpan), port: port, payloadCount: payload,
                integrityCode: IntegrityCode(bits: 0x0708_090A))
            var built: [UInt8] = []
            let content = [UInt8](repeating: 0xEE, count: payload)
            frame.append(to: &built, payload: content.rawSpan)
            #expect(refusal == nil)
            let start: [UInt8] = [0x80, 4, 3, 2, 1, 0x10 | UInt8(options), 6, 5]
            let middle = optionBytes + (port.map { [$0] } ?? []) + content
            #expect(built == start + middle + [7, 8, 9, 10])
            #expect((try? LoRaWANFrame(parsing: built.rawSpan)) == .data(frame))
        } catch {
            #expect(error == refusal, "\(what): \(error)")
        }
    }
}
