import Attestation
import HexGrid
import Notation
import Primitives
import Seeds
import Testing
import Units

@Suite("Messages: properties of seeded messages of every type")
struct MessagePropertyTests {
    @Test("reads back equal, by bytes and by JSON", arguments: MessageType.allCases)
    func roundTrip(type: MessageType) throws {
        var maker = MessageMaker(seed: 2_026 + type.rawValue)
        for _ in 0..<40 {
            let message = maker.message(type)
            let payload = try message.payload()
            let read = try Message(parsing: payload.rawSpan)
            #expect(read == message)
            let text = try message.json().text
            let again = try Message(json: JSON(parsing: text))
            #expect(again == message)
        }
    }

    @Test(
        "one changed byte is refused or another message, never the same",
        arguments: MessageType.allCases)
    func changed(type: MessageType) throws {
        var maker = MessageMaker(seed: 77 + type.rawValue)
        let message = maker.message(type)
        let payload = try message.payload()
        for _ in 0..<200 {
            var bytes = payload
            bytes[maker.numbers.below(bytes.count)] ^= UInt8(1 + maker.numbers.below(255))
            guard let other = try? Message(parsing: bytes.rawSpan) else { continue }
            #expect(other != message)
            let again = try other.payload()
            #expect(again == bytes)
        }
    }

    @Test("every shorter payload is refused", arguments: [MessageType.reveal, .witnessReports])
    func truncated(type: MessageType) throws {
        var maker = MessageMaker(seed: 5)
        let payload = try maker.message(type).payload()
        for count in 0..<payload.count {
            #expect(!passes(Array(payload[..<count])), "\(count) of \(payload.count) bytes")
        }
    }

    private func passes(_ payload: [UInt8]) -> Bool {
        (try? MessageCheck.type(of: payload.rawSpan)) != nil
    }

    private func typed<Typed: TypedMessage>(_: Typed.Type) throws {
        var maker = MessageMaker(seed: 11 + Typed.type.rawValue)
        for _ in 0..<60 {
            let payload = try maker.message(Typed.type).payload()
            let value = try Typed(parsing: payload.rawSpan)
            let again = try value.payload()
            #expect(again == payload)
        }
    }

    @Test("structs say exactly what the tables say")
    func structs() throws {
        try typed(EntropyRecord.self)
        try typed(EntropyChainEnd.self)
        try typed(Receipt.self)
        try typed(Seal.self)
        try typed(SealBundle.self)
        try typed(Reveal.self)
        try typed(Recommit.self)
        try typed(TestBeacon.self)
        try typed(ReceiptClaim.self)
        try typed(WitnessReports.self)
        try typed(IngestAnswer.self)
        try typed(SessionCertificate.self)
        try typed(LinkHello.self)
        try typed(LinkWelcome.self)
        try typed(UplinkBatch.self)
        try typed(UplinkAcknowledgement.self)
        try typed(Downlink.self)
        try typed(DownlinkResult.self)
        try typed(LinkPing.self)
        try typed(LinkGoodbye.self)
        try typed(DownlinkReport.self)
    }

    @Test("words of structs stand where the tables have them")
    func words() throws {
        #expect(RadioClass.allCases.count == 3 && FirmwareState.allCases.count == 3)
        #expect(try kind("slot", of: .reveal) == SlotKind.allCases.map { "\($0)" })
        #expect(try kind("radio_class", of: .registration) == RadioClass.allCases.map { "\($0)" })
    }

    /// `sentRX1` and `sent_rx1` are one word.
    private func plain(_ word: String) -> String { word.lowercased().filter { $0 != "_" } }

    @Test("so do the link's")
    func linkWords() throws {
        let outcomes = try kind("outcome", of: .downlinkOutcome)
        #expect(outcomes.map(plain) == DownlinkOutcome.allCases.map { plain("\($0)") })
        let reasons = try kind("reason", of: .goodbye)
        #expect(reasons.map(plain) == GoodbyeReason.allCases.map { plain("\($0)") })
        #expect(try kind("class", of: .downlink) == DeviceClass.allCases.map { "\($0)" })
        let list = try #require(MessageType.acknowledgement.record.field(named: "purchases"))
        guard case .list(.record(let purchase), _, _) = list.kind,
            case .word(let words)? = purchase.field(named: "outcome")?.kind
        else { return #expect(Bool(false), "no words of a purchase") }
        #expect(words.words.map(plain) == PurchaseOutcome.allCases.map { plain("\($0)") })
    }

    private func kind(_ name: String, of type: MessageType) throws -> [String] {
        let field = try #require(type.record.field(named: name))
        guard case .word(let words) = field.kind else { return [] }
        return words.words
    }

    @Test("a struct beyond its table is refused when written")
    func beyond() {
        let seal = Seal(sequence: 0, window: Window(1), seal: Hash256(words: (1, 2, 3, 4)))
        #expect(refusal(of: seal) == MessageError(.outOfRange, "sequence", found: 0, wanted: 1))
    }

    private func refusal(of seal: Seal) -> MessageError? {
        do throws(MessageError) {
            _ = try seal.payload()
            return nil
        } catch {
            return error
        }
    }
}

/// Seeded messages by the code's tables, ends of every bound included.
struct MessageMaker {
    var numbers: SeededNumbers

    init(seed: UInt64) { numbers = SeededNumbers(seed: seed) }

    mutating func message(_ type: MessageType) -> Message {
        while true {
            var message = Message(type)
            for (field, value) in zip(type.record.fields, record(type.record)) {
                if field.key > 0, let value { message[field.name] = value }
            }
            // Lists meant as sets are made at random: those that came out unsorted are made anew.
            if (try? message.payload()) != nil { return message }
        }
    }

    private mutating func record(_ record: Record) -> [MessageValue?] {
        if record.name == "periods", case .record(let values) = NetworkPeriods.demo.messageValue {
            return values
        }
        var values: [MessageValue?] = record.fields.map { field in
            field.isOptional && numbers.below(2) == 0 ? nil : value(field.kind)
        }
        if let rule = record.rule { obey(rule, record, &values) }
        return values
    }

    private mutating func obey(
        _ rule: RecordRule, _ record: Record, _ values: inout [MessageValue?]
    ) {
        func index(_ key: UInt64) -> Int { record.fields.firstIndex { $0.key == key } ?? 0 }
        func number(_ key: UInt64) -> UInt64 {
            if case .unsigned(let number)? = values[index(key)] { number } else { 0 }
        }
        switch rule {
        case .ordered(let first, let last) where number(first) > number(last):
            values.swapAt(index(first), index(last))
        case .expiry(let from, let until):
            let start = number(from) >> 1
            values[index(from)] = .unsigned(start)
            values[index(until)] = .unsigned(start + 1 + UInt64(numbers.below(14)))
        case .exactlyOne(let one, let other):
            let (keep, drop) = numbers.below(2) == 0 ? (one, other) : (other, one)
            values[index(drop)] = nil
            values[index(keep)] = value(record.fields[index(keep)].kind)
        case .atLeastOne(let first, _):
            values[index(first)] = value(record.fields[index(first)].kind)
        case .positionCell(let distance, let cell):
            values[index(cell)] = self.cell(number(distance) <= 500 ? 12 : 5)
        default: break
        }
    }

    private mutating func cell(_ resolution: Int) -> MessageValue {
        let digits = 3 * UInt64(15 - resolution)
        // Base cell 20 is a hexagon; digits 0 below, 7 past the resolution.
        let bits = 1 << 59 | UInt64(resolution) << 52 | 20 << 45 | (1 << digits - 1)
        return .unsigned(bits | UInt64(numbers.below(6)) << digits)
    }

    private mutating func value(_ kind: FieldKind) -> MessageValue {
        switch kind {
        case .unsigned(let range, _):
            let wide = range.upperBound - range.lowerBound
            let offset = wide == .max ? numbers.next() : numbers.next() % (wide + 1)
            return .unsigned(
                numbers.pick([range.lowerBound, range.upperBound, range.lowerBound + offset]))
        case .integer(let range, _):
            return .integer(
                numbers.pick([range.lowerBound, range.upperBound, max(-1, range.lowerBound)]))
        case .flag: return .flag(numbers.below(2) == 0)
        case .word(let words): return .unsigned(UInt64(numbers.below(words.words.count)))
        case .words(let words): return .unsigned(UInt64(numbers.below(1 << words.words.count)))
        case .bytes(let range):
            return .bytes(
                numbers.bytes(numbers.pick([range.lowerBound, min(range.upperBound, 99)])))
        case .hash, .key: return .bytes(numbers.bytes(32))
        case .signature: return .bytes(numbers.bytes(64))
        case .eui, .network: return .bytes(numbers.bytes(8))
        case .text(let range):
            let count = numbers.pick([range.lowerBound, min(range.upperBound, 30)])
            return .text(String((0..<count).map { _ in numbers.pick(["a", "Z", "~", " ", "\""]) }))
        case .devAddr: return .unsigned(numbers.next() >> 32)
        case .cell(let range): return cell(numbers.pick([range.lowerBound, range.upperBound]))
        case .record(let inner): return .record(record(inner))
        case .message(let type): return .bytes(inner(type))
        case .list(let item, let range, let order): return list(item, range, order)
        }
    }

    private mutating func list(
        _ item: FieldKind, _ range: ClosedRange<Int>, _ order: ListOrder
    ) -> MessageValue {
        let most = order == .ascending ? max(range.lowerBound, 1) : 3
        let count = max(range.lowerBound, min(range.upperBound, numbers.below(most + 1)))
        return .list((0..<count).map { _ in value(item) })
    }

    private mutating func inner(_ type: MessageType) -> [UInt8] {
        guard let payload = try? message(type).payload() else { return [] }
        guard type.form == .statement else { return payload }
        let key = PublicKey(bytes: Hash256(words: (1, 2, 3, 4)))
        let signature = Signature(r: key.bytes, s: key.bytes)
        return Statement.seal(payload.rawSpan, key: key, signature: signature)
    }
}
