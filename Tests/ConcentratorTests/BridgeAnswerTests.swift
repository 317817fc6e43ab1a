import Concentrator
import Primitives
import Seeds
import Testing

@Suite("Bridge: answers are read to the last byte or refused by name")
struct BridgeAnswerTests {
    static let identity = "00 1D 00 2A 31 38 51 0C 33 32 39 34"
    static let batch: TransferBatch = {
        var batch = TransferBatch(.write(address: 0x5643, [0x01]))
        batch.append(.modify(address: 0x5601, mask: 0x10, value: 0x10))
        batch.append(.command(.a, 0xC0, [0]))
        return batch
    }()
    static let batchAnswer = "09 0016 45 00 01 00 0004 00000000 01 02 00 0B 1B 02 01 00 0003 A2A2A2"

    static func read(
        _ stream: String, as request: BridgeRequest, repeats: Bool = true
    ) throws(BridgeError) -> BridgeAnswer? {
        let dialect = try BridgeDialect(for: .current, repeatsIdentifiers: repeats)
        var reader = BridgeAnswerReader(of: request, identifier: 9, dialect: dialect)
        _ = try reader.take(bytes(stream).rawSpan)
        return reader.isComplete ? try reader.answer() : nil
    }

    @Test("golden answers")
    func golden() throws {
        let ping = try Self.read("09 0015 40 \(Self.identity) 56 30312E30302E3030", as: .ping)
        guard case .ping(let found) = ping else {
            Issue.record("\(String(describing: ping))")
            return
        }
        #expect(found.chip == bytes(Self.identity))
        #expect(found.version == .current && found.version.description == "01.00.00")

        let status = try Self.read("09 0006 41 0001E240 FF38", as: .status)
        guard case .status(let found) = status else {
            Issue.record("\(String(describing: status))")
            return
        }
        #expect(found.milliseconds == 123_456 && found.temperature == -200)
        #expect(try Self.read("09 0000 42", as: .bootloader) == .bootloader)
        #expect(try Self.read("09 0001 43 00", as: .reset) == .reset)
        #expect(try Self.read("09 0001 44 00", as: .writePin(.power, high: true)) == .writePin)
        #expect(try Self.read(Self.batchAnswer, as: .transfers(Self.batch)) == .transfers)
    }

    @Test("the data of reads and commands stand where the chips clock them out")
    func places() throws {
        let rows: [(ChipOperation, Range<Int>)] = [
            (.write(address: 0x5643, [1, 2]), 10..<10),
            (.read(address: 0x6101, count: 8), 9..<17),
            (.command(.b, 0x17, [0, 0, 0]), 7..<10),
            (.listenerCommand(0x1D, [0, 0, 0, 0]), 6..<10),
        ]
        for (operation, place) in rows {
            let batch = TransferBatch(operation)
            // A good answer has the bytes of the request, with 0 (good) where the target stood.
            var answer = batch.bytes
            answer[2] = 0
            let request = batch.bytes
            var transfers = TransferAnswers(answer.rawSpan, of: request.rawSpan)
            let first = try transfers.next()
            let second = try transfers.next()
            #expect(first == .transferred(place) && second == nil, "\(operation)")
        }
    }

    static let refusals: [(code: BridgeError.Code, request: BridgeRequest, stream: String)] = [
        (.orderRefused, .status, "09 0000 FF"),
        (.wrongOrder, .status, "09 0006 40 0001E240 FF38"),
        (.wrongLength, .status, "09 0007 41 0001E240 FF38 00"),
        (.otherRequest, .status, "08 0006 41 0001E240 FF38"),
        (.trailingBytes, .status, "09 0006 41 0001E240 FF38 00"),
        (.orderFailed, .writePin(.power, high: true), "09 0001 44 01"),
        (.notAVersion, .ping, "09 0015 40 \(identity) 56 30312E30302E3041"),
        (
            .transferIdentifier, .transfers(batch),
            "09 0016 45 00 01 00 0004 00000000 02 02 00 0B 1B 02 01 00 0003 A2A2A2"
        ),
        (
            .transferKind, .transfers(batch),
            "09 0016 45 00 01 00 0004 00000000 01 01 00 0B 1B 02 01 00 0003 A2A2A2"
        ),
        (
            .transferStatus, .transfers(batch),
            "09 0016 45 00 01 00 0004 00000000 01 02 03 0B 1B 02 01 00 0003 A2A2A2"
        ),
        (
            .transferLength, .transfers(batch),
            "09 0016 45 00 01 00 0004 00000000 01 02 00 0B 1B 02 01 00 0002 A2A2A2"
        ),
        (
            .transferWroteOther, .transfers(batch),
            "09 0016 45 00 01 00 0004 00000000 01 02 00 0B 0B 02 01 00 0003 A2A2A2"
        ),
    ]

    @Test("each refusal has a stream bad in only that way", arguments: refusals)
    func refused(code: BridgeError.Code, request: BridgeRequest, stream: String) {
        do throws(BridgeError) {
            let answer = try Self.read(stream, as: request)
            Issue.record("\(code) was not found: \(String(describing: answer))")
        } catch {
            #expect(error.code == code, "\(error)")
            #expect(!error.description.isEmpty)
        }
    }

    @Test("firmware nobody knows, and transfers that do not fill their frame, are refused")
    func others() {
        #expect(throws: BridgeError.unknownVersion(found: BridgeVersion(2, 0, 0))) {
            try BridgeDialect(for: BridgeVersion(2, 0, 0), repeatsIdentifiers: true)
        }
        // The frame's length always fits the batch; a cut inside is only found by who reads the
        // transfers themselves.
        #expect(throws: BridgeError.transferCut(index: 1, found: 4, expected: 5)) {
            try Self.walk(bytes("00 01 00 0004 00000000 01 02 00 0B"))
        }
        #expect(throws: BridgeError.transferCut(index: 0, found: 7, expected: 9)) {
            try Self.walk(bytes("00 01 00 0004 0000"))
        }
    }

    /// Reads the answer to `batch` to its end.
    static func walk(_ answer: [UInt8]) throws(BridgeError) {
        let request = batch.bytes
        var transfers = TransferAnswers(answer.rawSpan, of: request.rawSpan)
        while try transfers.next() != nil {}
    }

    @Test("no refusal is without a test")
    func complete() {
        let tested = Self.refusals.map(\.code) + [.unknownVersion, .transferCut]
        #expect(BridgeError.Code.allCases.allSatisfy(tested.contains))
    }

    @Test("a bridge that never repeated an identifier is not held to it")
    func identifiers() throws {
        #expect(try Self.read("08 0000 42", as: .bootloader, repeats: false) == .bootloader)
    }

    @Test("an answer cut anywhere, at every pair of places, is the same answer")
    func cuts() throws {
        let stream = bytes(Self.batchAnswer)
        for first in 0...stream.count {
            for second in first...stream.count {
                var reader = BridgeAnswerReader(
                    of: .transfers(Self.batch), identifier: 9, dialect: .unknown)
                _ = try reader.take(stream.rawSpan.extracting(0..<first))
                _ = try reader.take(stream.rawSpan.extracting(first..<second))
                let complete = try reader.take(stream.rawSpan.extracting(second..<stream.count))
                #expect(complete && reader.isComplete)
                #expect(try reader.answer() == .transfers)
            }
        }
    }

    @Test("an incomplete answer is never taken for a whole one")
    func incomplete() throws {
        let stream = bytes(Self.batchAnswer)
        for end in 0..<stream.count {
            #expect(try Self.read(text([UInt8](stream[..<end])), as: .transfers(Self.batch)) == nil)
        }
    }

    /// What goes wrong on a wire: 20,000 answers with one bit turned, cut in pieces. Either the
    /// change stands in bytes that mean nothing or anything, or it is refused; nothing traps.
    @Test("answers with a bit turned are refused or differ only in data")
    func damaged() {
        var random = SeededNumbers(seed: 0x5EED_0090)
        let good = bytes(Self.batchAnswer)
        // Data of the write, the old value (its bit that gets set anyway), data of the command.
        let free = Set([9, 10, 11, 12, 16, 23, 24, 25])
        for _ in 0..<20_000 {
            var stream = good
            let place = Int.random(in: 0..<stream.count, using: &random)
            stream[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            let answer = try? Self.read(text(stream), as: .transfers(Self.batch))
            if answer != nil { #expect(free.contains(place), "byte \(place) changed unseen") }
        }
    }
}
