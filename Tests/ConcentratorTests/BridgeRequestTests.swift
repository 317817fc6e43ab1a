import Concentrator
import Testing

@Suite("Bridge: requests go out as sx1302_hal 2.1.0 sends them")
struct BridgeRequestTests {
    static let current = BridgeDialect.unknown

    /// Each spelled by hand from the format of the HAL's frames.
    static let rows: [(name: String, request: BridgeRequest, bytes: String)] = [
        ("ping", .ping, "00 0000 00"),
        ("status", .status, "00 0000 01"),
        ("bootloader", .bootloader, "00 0000 02"),
        ("reset of the gateway", .reset, "00 0001 03 00"),
        ("power on", .writePin(.power, high: true), "00 0003 04 00 01 01"),
        ("out of reset", .writePin(.concentratorReset, high: false), "00 0003 04 00 02 00"),
        ("SX1261 into reset", .writePin(.listenerReset, high: false), "00 0003 04 00 08 00"),
        (
            "one byte written", .transfers(TransferBatch(.write(address: 0x5643, [0x01]))),
            "00 0009 05 00 01 00 0004 00 D6 43 01"
        ),
        (
            "two bytes read", .transfers(TransferBatch(.read(address: 0x58C8, count: 2))),
            "00 000B 05 00 01 00 0006 00 58 C8 00 00 00"
        ),
        (
            "one bit changed",
            .transfers(TransferBatch(.modify(address: 0x5601, mask: 0x10, value: 0x10))),
            "00 0006 05 00 02 56 01 10 10"
        ),
        (
            "868.5 MHz to radio B",
            .transfers(TransferBatch(.command(.b, 0x86, [0x36, 0x48, 0, 0]))),
            "00 000B 05 00 01 00 0006 02 86 36 48 00 00"
        ),
        (
            "SX1261 to standby", .transfers(TransferBatch(.listenerCommand(0x80, [0]))),
            "00 0007 05 00 01 01 0002 80 00"
        ),
    ]

    @Test("golden bytes", arguments: rows)
    func golden(name: String, request: BridgeRequest, bytes expected: String) {
        var sent: [UInt8] = []
        request.append(to: &sent, identifier: 0, dialect: Self.current)
        #expect(text(sent) == text(bytes(expected)), "\(name)")
    }

    @Test("transfers have order 5 with firmware 01.00.00 and 6 with 00.02.06; the rest is the same")
    func dialects() throws {
        let older = try BridgeDialect(for: BridgeVersion(0, 2, 6), repeatsIdentifiers: true)
        let newer = try BridgeDialect(for: BridgeVersion(1, 0, 0), repeatsIdentifiers: true)
        for (_, request, _) in Self.rows {
            var (one, other): ([UInt8], [UInt8]) = ([], [])
            request.append(to: &one, identifier: 7, dialect: older)
            request.append(to: &other, identifier: 7, dialect: newer)
            #expect(one[0] == 7)
            if case .transfers = request {
                #expect((one[3], other[3]) == (6, 5))
                #expect(one[4...] == other[4...])
                #expect(request.order.answerNumber(for: older) == 0x46)
            } else {
                #expect(one == other)
            }
        }
    }

    /// sx1302_hal 2.1.0, measured on the wire: 41 operations and 302 bytes for a payload of 5, the
    /// most it ever puts into one request. 24 changes of bits, 15 single bytes, the start delay (two
    /// bytes) and the payload (five).
    @Test("a transmission's set-up is 41 operations in 302 bytes")
    func transmission() {
        var batch = TransferBatch()
        for _ in 0..<24 { batch.append(.modify(address: 0x5261, mask: 0x07, value: 0x01)) }
        for _ in 0..<15 { batch.append(.write(address: 0x5225, [0x6C])) }
        batch.append(.write(address: 0x5205, [0xB9, 0x35]))
        batch.append(.write(address: 0x5300, [1, 2, 3, 4, 5]))
        #expect(batch.count == 41)
        #expect(batch.bytes.count == 302)
        #expect(batch.answerCount == 302 - 24)
        #expect(batch.bytes[0] == 0 && batch.bytes[6] == 1, "numbered in order")
    }

    @Test("the longest read is a request of 4,105 bytes, as measured")
    func longestRead() {
        let batch = TransferBatch(.read(address: 0x4000, count: ChipOperation.longest))
        #expect(batch.bytes.count == 4105)
        #expect(batch.answerCount == 4105)
    }

    @Test("a batch takes 255 operations and 4,096 bytes, not one more")
    func limits() {
        let bit = ChipOperation.modify(address: 0, mask: 1, value: 0)
        var many = TransferBatch()
        let accepted = (0..<256).map { _ in many.append(bit) }
        #expect(accepted == [Bool](repeating: true, count: 255) + [false])
        #expect(many.count == 255)

        var long = TransferBatch(bit)
        let fits = 4096 - 6 - 8
        let tooLong = long.append(.write(address: 0, [UInt8](repeating: 0, count: fits + 1)))
        #expect(!tooLong && long.count == 1 && long.bytes.count == 6)
        let justFits = long.append(.write(address: 0, [UInt8](repeating: 0, count: fits)))
        #expect(justFits && long.bytes.count == 4096)
    }

    @Test("a read stands alone in its batch")
    func reads() {
        var read = TransferBatch(.read(address: 0x5606, count: 1))
        let writeBehindRead = read.append(.write(address: 0x5643, [0]))
        var write = TransferBatch(.write(address: 0x5643, [0]))
        let readBehindWrite = write.append(.read(address: 0x5606, count: 1))
        #expect(!writeBehindRead && !readBehindWrite)
        #expect(read.count == 1 && write.count == 1)
    }
}
