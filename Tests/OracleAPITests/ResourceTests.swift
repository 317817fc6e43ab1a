import Attestation
import Foundation
import Notation
import OracleAPI
import Primitives
import Seeds
import Testing
import Units

@Suite("Oracle API: paths, sequences and lists are those of the page")
struct ResourceTests {
    static let page: String = {
        let top = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let path = top.appendingPathComponent("docs/oracle-api.md")
        return (try? String(contentsOf: path, encoding: .utf8)) ?? ""
    }()

    static let address = Address(PublicKey(bytes: Hash256(words: (1, 2, 3, 4))))
    static let hash = Hash256(words: (0xabcd_ef01, 6, 7, 8))

    static let resources: [OracleResource] = [
        .statements, .newestEntropy, .chains, .checkpoint, .network, .hotspot(address),
        .report(hash),
        .proof(index: 0), .proof(index: 1 << 53), .entropy(after: nil, limit: 1, wait: 0),
        .entropy(after: Period(7), limit: 1_000, wait: 55),
        .reports(address, Window(3), after: nil, limit: 200),
        .reports(address, Window(0), after: hash, limit: 1),
    ]

    @Test("what is written is read", arguments: resources)
    func roundTrip(resource: OracleResource) throws {
        let read = try OracleResource(parsing: resource.target)
        #expect(read == resource)
        #expect(resource.isPost == (resource.lane == .evidence && resource == .statements))
    }

    private func refusal(_ target: String) -> OracleResourceError? {
        do throws(OracleResourceError) {
            _ = try OracleResource(parsing: target)
            return nil
        } catch {
            #expect(!error.description.isEmpty)
            return error
        }
    }

    @Test("parts of a query may be absent and in any order, but not wrong, unknown or twice")
    func queries() {
        #expect(refusal("/v1/entropy") == nil)
        #expect(refusal("/v1/entropy?wait=5") == nil)
        #expect(refusal("/v1/entropy?limit=1000&wait=55") == nil)
        #expect(refusal("/v1/entropy?limit=1001") == .badQuery(name: "limit"))
        #expect(refusal("/v1/entropy?limit=0") == .badQuery(name: "limit"))
        #expect(refusal("/v1/entropy?wait=56") == .badQuery(name: "wait"))
        #expect(refusal("/v1/entropy?after=01") == .badQuery(name: "after"))
        #expect(refusal("/v1/entropy?after=-1") == .badQuery(name: "after"))
        #expect(refusal("/v1/entropy?after=\(Period.limit)") == nil)
        #expect(refusal("/v1/entropy?after=\(Period.limit + 1)") == .badQuery(name: "after"))
        let all = ["after=3", "limit=7", "wait=5"]
        for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
            let query = order.map { all[$0] }.joined(separator: "&")
            #expect(
                (try? OracleResource(parsing: "/v1/entropy?" + query))
                    == .entropy(after: Period(3), limit: 7, wait: 5))
        }
        #expect(refusal("/v1/entropy?wait=5&") == .unknownQuery)
        #expect(refusal("/v1/entropy?wait=5&limit=7&wait=5") == .unknownQuery)
        #expect(refusal("/v1/entropy?wait=5&wait=5") == .unknownQuery)
        #expect(refusal("/v1/network?x=1") == .unknownQuery)
        #expect(refusal("/v1/hotspots/\(Self.address)/reports") == .badQuery(name: "window"))
    }

    @Test("other paths are refused")
    func paths() {
        for path in ["", "/", "/v1", "/v1/", "/v2/network", "v1/network", "/v1/network/", "//v1/x"]
        {
            #expect(refusal(path) == .unknownPath, "\(path)")
        }
        #expect(refusal("/v1/hotspots/ear1x") == .badName)
        #expect(refusal("/v1/proofs/x") == .badName)
        #expect(refusal("/v1/proofs/9223372036854775807") == nil)
        #expect(refusal("/v1/proofs/9223372036854775808") == .badName)
        #expect(refusal("/v1/reports/\(Self.hash.hexText.uppercased())") != nil)
        #expect(refusal("/v1/" + String(repeating: "a", count: 508)) == .unknownPath)
        #expect(refusal("/v1/" + String(repeating: "a", count: 509)) == .tooLong(bytes: 513))
    }

    // MARK: The page's tables

    /// The rows of the table below a heading: their cells.
    private func rows(_ heading: String) -> [[String]] {
        guard let start = Self.page.range(of: "## \(heading)\n")?.upperBound else { return [] }
        let section = Self.page[start...].prefix { _ in true }
        let end = section.range(of: "\n## ")?.lowerBound ?? section.endIndex
        return section[..<end].split(separator: "\n").filter { $0.hasPrefix("| ") }.dropFirst()
            .map { row in
                row.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            }
    }

    @Test("every refusal of a statement stands on the page with what the code says of it")
    func refusals() {
        let rows = rows("Refusals of a statement")
        #expect(rows.map { $0[0] } == RefusalCode.allCases.map { "`\($0.rawValue)`" })
        #expect(rows.map { $0[1] } == RefusalCode.allCases.map { $0.again ? "yes" : "no" })
    }

    @Test("every problem stands on the page with its status")
    func problems() {
        let rows = rows("Problems")
        #expect(rows.map { $0[1] } == ProblemCode.allCases.map { "`\($0.rawValue)`" })
        #expect(rows.map { $0[0] } == ProblemCode.allCases.map { "\($0.status)" })
    }

    @Test("bounds and lanes of requests are the page's")
    func requests() {
        let kinds: [OracleResource] = [
            .statements, .entropy(after: nil, limit: 1, wait: 7), .newestEntropy, .chains,
            .hotspot(Self.address),
            .proof(index: 1), .checkpoint, .report(Self.hash),
            .reports(Self.address, Window(1), after: nil, limit: 1), .network,
        ]
        let rows = rows("Requests")
        #expect(rows.count == kinds.count)
        for (row, kind) in zip(rows, kinds) {
            #expect(row[0] == (kind == .network ? "-" : kind.lane.rawValue))
            let wait = kind.timeOut.value / 1_000_000_000
            let isPoll = row[2].hasPrefix("`wait`")
            #expect(row[2] == (isPoll ? "`wait` + \(wait - 7) s" : "\(wait) s"))
            let bytes =
                switch row[3] {
                case "1 MiB": 1 << 20
                case "64 KiB": 65_536
                case "32 KiB": 32_768
                case "16 KiB": 16_384
                default: Int(row[3].filter(\.isNumber)) ?? 0
                }
            #expect(bytes == kind.greatestAnswer, "\(row)")
        }
    }

    @Test("the objects of the page are read, and written the same")
    func objects() throws {
        let objects = Self.page.components(separatedBy: "```json\n").dropFirst().map {
            $0.components(separatedBy: "\n```")[0]
        }
        #expect(objects.count == 2)
        let owner = Self.address.description
        let hotspot = objects[0].replacingOccurrences(of: "ear1…", with: owner)
        let hotspotBytes = Array(hotspot.utf8)
        let view = try HotspotView(parsing: hotspotBytes.rawSpan)
        #expect(view.json.text == hotspot)
        let report = objects[1].replacingOccurrences(of: "…", with: Self.hash.hexText)
        let reportBytes = Array(report.utf8)
        let read = try ReportView(parsing: reportBytes.rawSpan)
        #expect(read.json.text == report)
    }

    // MARK: Sequences

    private func position(_ bytes: [UInt8]) -> Int? {
        do throws(SequenceError) {
            _ = try StatementSequence.ranges(in: bytes.rawSpan)
            return nil
        } catch {
            #expect(!error.description.isEmpty)
            return error.position
        }
    }

    @Test("statements one after the other are divided; the first that is none is named")
    func sequences() throws {
        let bench = OracleBench()
        let seal = Seal(sequence: 1, window: Window(1), seal: Self.hash)
        let one = bench.sign(seal, by: bench.box.key)
        let many = [[UInt8]](repeating: one, count: 256)
        let body = many.flatMap { $0 }
        let ranges = try StatementSequence.ranges(in: body.rawSpan)
        let divided = StatementSequence.statements(ranges, of: body.rawSpan)
        #expect(divided == many)
        #expect(position([]) == nil)
        #expect(position((many + [one]).flatMap { $0 }) == 256)
        #expect(position(one + [0]) == 1)
        #expect(position(one + one.dropLast()) == 1)
        #expect(position([0xd2] + one) == 0)
        var spoiled = one
        spoiled[3] ^= 1
        #expect(position(one + one + spoiled) == 2)
        for count in 1..<one.count { #expect(position(Array(one[..<count])) == 0) }
    }
}
