import Airwaves
import ForwarderProtocol
import Primitives
import Seeds
import Testing

@Suite("Datagrams of packet forwarders: headers are read to the byte")
struct DatagramTests {
    private let eui = EUI64(bits: 0xAA55_5A00_0000_0101)
    private let euiBytes: [UInt8] = [0xAA, 0x55, 0x5A, 0, 0, 0, 1, 1]

    private func parse(_ bytes: [UInt8]) throws(DatagramError) -> ForwarderDatagram {
        try ForwarderDatagram(parsing: bytes.rawSpan)
    }

    @Test("each kind is read from its own bytes and written back to them")
    func kinds() throws {
        let body = Array("{}".utf8)
        let table: [([UInt8], ForwarderDatagram.Content)] = [
            ([2, 0x12, 0x34, 0] + euiBytes + body, .pushData(eui, body: body)),
            ([2, 0x12, 0x34, 1], .pushAcknowledgement),
            ([2, 0x12, 0x34, 2] + euiBytes, .pullData(eui)),
            ([2, 0x12, 0x34, 3] + body, .transmission(body: body)),
            ([2, 0x12, 0x34, 4], .pullAcknowledgement),
            ([2, 0x12, 0x34, 5] + euiBytes + body, .transmissionAnswer(eui, body: body)),
            ([2, 0x12, 0x34, 5] + euiBytes, .transmissionAnswer(eui, body: [])),
        ]
        for (bytes, content) in table {
            let datagram = try parse(bytes)
            #expect(datagram.token == 0x1234)
            #expect(datagram.version == .second)
            #expect(datagram.content == content)
            #expect(datagram.bytes == bytes)
        }
    }

    @Test("what a forwarder sends is acknowledged in its version, with its token, in four bytes")
    func acknowledgements() throws {
        let pushed = try parse([1, 9, 8, 0] + euiBytes)
        #expect(pushed.acknowledgement?.bytes == [1, 9, 8, 1])
        let pulled = try parse([2, 9, 8, 2] + euiBytes)
        #expect(pulled.acknowledgement?.bytes == [2, 9, 8, 4])
        #expect(try parse([2, 9, 8, 5] + euiBytes).acknowledgement == nil)
        #expect(try parse([2, 9, 8, 1]).acknowledgement == nil)
    }

    @Test("every refusal has bytes that are bad in only that way")
    func refusals() throws {
        let table: [([UInt8], DatagramError)] = [
            ([2, 0, 0], .tooShort(bytes: 3, least: 4)),
            ([2, 0, 0, 2] + euiBytes.dropLast(), .tooShort(bytes: 11, least: 12)),
            (
                [2, 0, 0, 3] + [UInt8](repeating: 0x20, count: ForwarderDatagram.longest - 3),
                .tooLong(bytes: ForwarderDatagram.longest + 1)
            ),
            ([3, 0, 0, 1], .unknownVersion(3)),
            ([0, 0, 0, 1], .unknownVersion(0)),
            ([2, 0, 0, 6], .unknownKind(6)),
        ]
        for (bytes, expected) in table {
            #expect(throws: expected) { try parse(bytes) }
        }
        #expect(Set(table.map(\.1.code)) == Set(DatagramError.Code.allCases))
        let longest = [2, 0, 0, 3] + [UInt8](repeating: 0x20, count: ForwarderDatagram.longest - 4)
        #expect(try parse(longest).bytes == longest)
    }

    @Test("any bytes are read or refused, and what is read is written back the same")
    func anyBytes() {
        var numbers = SeededNumbers(seed: 1680)
        for _ in 0..<5_000 {
            var bytes = numbers.bytes(numbers.below(40))
            if bytes.count > 3 { (bytes[0], bytes[3]) = (2, UInt8(numbers.below(7))) }
            guard let datagram = try? parse(bytes) else { continue }
            let isShortened = datagram.bytes.count < bytes.count
            #expect(isShortened || datagram.bytes == bytes)
        }
    }
}
