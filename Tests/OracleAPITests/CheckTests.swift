import Attestation
import Notation
import OracleAPI
import Primitives
import ScriptedOracle
import Signing
import Testing
import Units

@Suite("Answers: every refusal has an answer bad in only that way")
struct CheckTests {
    let bench = OracleBench()
    static let hash = Hash256(words: (5, 6, 7, 8))

    // MARK: Receipts

    private func receipt(
        _ entries: [Receipt.Entry], newest: UInt64 = 10, network: NetworkID? = nil,
        by key: borrowing SecretKey
    ) throws -> [UInt8] {
        let payload = try Receipt(sequence: 1, newest: Period(newest), entries: entries).payload()
        let context = StatementContext(network: network ?? bench.network.id, type: "receipt")
        return Statement.sign(payload.rawSpan, in: context, by: key)
    }

    private func code(_ bytes: [UInt8], latest: UInt64? = 10) -> ReceiptError.Code? {
        let latest = latest.map { Period($0) }
        do throws(ReceiptError) {
            _ = try ReceiptCheck.receipt(
                bytes.rawSpan, network: bench.network.id,
                key: bench.network.endpoint.receiptKey, latest: latest, by: Ed25519.self)
            return nil
        } catch {
            #expect(!error.description.isEmpty)
            return error.code
        }
    }

    @Test("receipts")
    func receipts() throws {
        let keys = bench.network.keys
        let entry = Receipt.Entry(statement: Self.hash, index: 7)
        let other = Receipt.Entry(statement: bench.network.hash, index: 7)
        let pair = [entry, other].sorted { $0.statement < $1.statement }
        let good = try receipt([entry], by: keys.receipt)
        #expect(code(good) == nil)
        #expect(code(good, latest: nil) == nil)
        #expect(code(good, latest: 9) == .ahead)
        let strange = try receipt([entry], by: keys.stranger)
        #expect(code(strange) == .otherKey)
        let elsewhere = try receipt([entry], network: NetworkID(bits: 1), by: keys.receipt)
        #expect(code(elsewhere) == .statement)
        #expect(code(Array(good.dropLast())) == .statement)
        let twice = try receipt(pair, by: keys.receipt)
        #expect(code(twice) == .indexTwice)
        // Another message under the receipt's name.
        let seal = try Seal(sequence: 1, window: Window(1), seal: Self.hash).payload()
        let context = StatementContext(network: bench.network.id, type: "receipt")
        let sealed = Statement.sign(seal.rawSpan, in: context, by: keys.receipt)
        #expect(code(sealed) == .message)
        #expect(Set(ReceiptError.Code.allCases).count == 6)
        #expect(ReceiptError.foreign.code == .foreign)
    }

    // MARK: Log time

    private func record(
        _ period: UInt64, type: String = "entropy", by key: borrowing SecretKey
    ) throws -> [UInt8] {
        let step = EntropyStep(period: Period(period), value: Self.hash)
        let payload = try EntropyRecord(
            sequence: period + 1, step: step, logSize: 2, logRoot: Self.hash
        ).payload()
        let context = StatementContext(network: bench.network.id, type: type)
        return Statement.sign(payload.rawSpan, in: context, by: key)
    }

    private func news(_ statements: [[UInt8]], after: UInt64? = nil) -> EntropyError.Code? {
        let body = statements.flatMap { $0 }
        let last = after.map { Period($0) }
        do throws(AnswerError) {
            let news = try EntropyNews(
                body.rawSpan, after: last, limit: 10, network: bench.network.id,
                key: bench.network.endpoint.entropyKey, by: Ed25519.self)
            #expect(news.records.count == news.periods.count)
            return nil
        } catch {
            guard case .entropy(let reason) = error else { return nil }
            #expect(!reason.description.isEmpty)
            return reason.code
        }
    }

    @Test("records and chains")
    func entropy() throws {
        let keys = bench.network.keys
        var records: [[UInt8]] = []
        for period in UInt64(3)..<6 { records.append(try record(period, by: keys.entropy)) }
        #expect(news(records) == nil)
        #expect(news(records, after: 2) == nil)
        #expect(news([]) == nil)
        #expect(news(records, after: 3) == .notRising)
        #expect(news([records[0], records[2], records[1]]) == .notRising)
        #expect(news([records[0], records[0]]) == .notRising)
        let strange = try record(3, by: keys.stranger)
        #expect(news([strange]) == .otherKey)
        let mistyped = try record(3, type: "entropy-chain", by: keys.entropy)
        #expect(news([mistyped]) == .statement)
        let seal = Seal(sequence: 1, window: Window(1), seal: Self.hash)
        let other = bench.sign(seal, by: bench.box.key)
        #expect(news([other]) == .otherType)
        #expect(EntropyError.message(MessageError(.malformed)).code == .message)
    }

    @Test("what a chain's end says is read, beside records")
    func chains() throws {
        let oracle = bench.oracle
        let body = oracle.log[1] + oracle.log[2]
        let news = try EntropyNews(
            body.rawSpan, after: nil, limit: 10,
            network: bench.network.id, key: bench.network.endpoint.entropyKey, by: Ed25519.self)
        #expect(news.chainEnds == [oracle.log[1]])
        #expect(news.records == [oracle.log[2]])
        #expect(news.periods == [Period(0)])
    }

    // MARK: Views

    private func hotspot(_ change: (String) -> String) -> ViewError? {
        let view = HotspotView(
            network: bench.network.id, address: Address(bench.box.key.publicKey), number: 7,
            owner: Address(bench.box.key.publicKey), since: Window(12), place: OracleBench.place,
            radioClass: .light, measures: [.counter], placeIndex: 8, standing: .new,
            untilEpoch: Epoch(3), trust: 250,
            unopened: [.init(window: Window(3), hash: Self.hash)],
            next: .init(since: Window(13), place: OracleBench.place))
        let text = view.json.text
        let changed = change(text)
        let bytes = Array(changed.utf8)
        do throws(ViewError) {
            let read = try HotspotView(parsing: bytes.rawSpan)
            if changed == text { #expect(read == view) }
            return nil
        } catch {
            #expect(!error.description.isEmpty)
            return error
        }
    }

    @Test(
        "what the registry says is read within its bounds",
        arguments: [
            ("\"number\":7", "\"number\":4294967295", ""),
            ("\"number\":7", "\"number\":4294967296", "number"),
            ("\"number\":7", "\"number\":\"7\"", "number"),
            ("\"number\":7,", "", "number"),
            ("\"height_m\":12", "\"height_m\":1001", "height_m"),
            ("\"gain_cdbi\":230", "\"gain_cdbi\":3001", "gain_cdbi"),
            ("\"gain_cdbi\":230", "\"gain_cdbi\":-2000", ""),
            ("EU868", "EU869", "plan"), ("\"light\"", "\"heavy\"", "radio_class"),
            ("[\"counter\"]", "[\"colour\"]", "measures"),
            ("[\"counter\"]", "[]", ""),
            ("\"new\"", "\"old\"", "standing"), ("\"trust\":250", "\"trust\":1001", "trust"),
            ("hotspot.v1", "hotspot.v2", "schema"), ("8c1fb46741ae9ff", "8b1fb46741aefff", "cell"),
            ("8c1fb46741ae9ff", "zzzzzzzzzzzzzzz", "cell"),
            ("\"window\":3", "\"window\":-3", "window"),
            ("\"place_index\":8", "\"place_index\":1.5", "place_index"),
            ("{\"schema\"", "{\"unknown\":[],\"schema\"", ""),
            ("{\"schema\"", "{\"schema\":1,\"schema\"", "-"),
        ])
    func views(old: String, new: String, member: String) {
        let error = hotspot { $0.replacing(old, with: new, maxReplacements: 1) }
        switch member {
        case "": #expect(error == nil)
        case "-": #expect(error?.member == "")
        default: #expect(error?.member == member)
        }
    }

    @Test("unchanged, and with its list of commitments out of order")
    func order() {
        #expect(hotspot { $0 } == nil)
        let twice = "{\"window\":3,\"commitment\":\"\(Self.hash.hexText)\"}"
        #expect(hotspot { $0.replacing(twice, with: twice + "," + twice) }?.member == "unopened")
    }

    @Test("reports and lists of reports come back as they were")
    func reports() throws {
        let waiting = ReportView(
            id: Self.hash, kind: .witness, window: Window(3), state: .waiting, knownAt: Period(9))
        let failed = ReportView(
            id: Self.hash, kind: .beacon, window: Window(3), state: .final, verdict: .fail,
            rule: "W-12", reason: "tooClose", measured: 211, limit: 300, unit: "m",
            sentence: "Too close.", evidence: [Self.hash, bench.network.hash])
        for report in [waiting, failed] {
            let bytes = Array(report.json.text.utf8)
            let read = try ReportView(parsing: bytes.rawSpan)
            #expect(read == report)
        }
        let list = ReportList(window: Window(3), reports: [waiting, failed], next: Self.hash)
        let bytes = Array(list.json.text.utf8)
        let read = try ReportList(parsing: bytes.rawSpan)
        #expect(read == list)
        let contradiction = Array(waiting.json.text.replacing("waiting", with: "final").utf8)
        #expect((try? ReportView(parsing: contradiction.rawSpan)) == nil)
    }

    @Test("a witness report's id is the page's")
    func reportID() {
        let frame: [UInt8] = [0xe0, 1]
        let id = ReportView.witnessID(
            network: bench.network.id, seal: Self.hash, frame: frame.rawSpan, by: SHA256.self)
        let input =
            Array("earshot/report/v1".utf8) + Array("\(bench.network.id)".utf8)
            + Self.hash.bytes + SHA256.hash(frame.rawSpan).bytes
        #expect(id == SHA256.hash(input.rawSpan))
    }

    @Test("a problem is read, and anything else in its place is no problem")
    func problems() throws {
        let problem = Problem(.malformed, "statement 3: no", position: 3)
        let text = Array(problem.json(status: 400, title: "x").text.utf8)
        let read = Problem(reading: text.rawSpan)
        #expect(read == problem)
        for other in ["", "<html>", "[]", "{\"code\":7}", String(repeating: "[", count: 5_000)] {
            let bytes = Array(other.utf8)
            let read = Problem(reading: bytes.rawSpan)
            #expect(read.code == nil && read.detail == nil && read.position == nil)
        }
    }
}
