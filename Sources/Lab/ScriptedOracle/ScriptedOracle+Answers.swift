import Attestation
import EvidenceLog
import Notation
public import OracleAPI
import Primitives
import Seeds
import Signing
public import Units

/// A request as a server read it.
public struct ScriptedRequest: Sendable {
    public var method: String
    public var target: String
    public var contentType: String?
    public var body: [UInt8]
    /// When it was whole.
    public var came: Nanoseconds

    public init(
        method: String, target: String, contentType: String? = nil, body: [UInt8] = [],
        came: Nanoseconds
    ) {
        self.method = method
        self.target = target
        self.contentType = contentType
        self.body = body
        self.came = came
    }
}

/// An answer as a server writes it.
public struct ScriptedAnswer: Hashable, Sendable {
    public var status: Int
    public var contentType: String
    public var retryAfter: Int?
    public var body: [UInt8]

    public init(status: Int, contentType: String, retryAfter: Int? = nil, body: [UInt8]) {
        self.status = status
        self.contentType = contentType
        self.retryAfter = retryAfter
        self.body = body
    }

    /// As a client sees it.
    public var seen: OracleAnswer {
        OracleAnswer(status: status, retryAfter: retryAfter.map { "\($0)" }, body: body)
    }

    static func problem(
        _ code: ProblemCode, _ detail: String, position: Int? = nil, retryAfter: Int? = nil
    ) -> ScriptedAnswer {
        let problem = Problem(code, detail, position: position)
        return ScriptedAnswer(
            status: code.status, contentType: Problem.contentType, retryAfter: retryAfter,
            body: Array(problem.json(status: code.status, title: code.title).text.utf8))
    }
}

extension ScriptedOracle {
    /// The answer to a request; nothing while a question for log time waits: ask again when
    /// something was logged, or at the end of its wait.
    public mutating func answer(
        _ request: ScriptedRequest, at clock: Nanoseconds
    ) -> ScriptedAnswer? {
        if request.came == clock { counts.requests += 1 }
        if let fault = statusFault { return fault }
        let resource: OracleResource
        do throws(OracleResourceError) {
            resource = try OracleResource(parsing: request.target)
        } catch {
            return .problem(error == .unknownPath ? .unknownPath : .malformed, "\(error)")
        }
        guard request.method == (resource.isPost ? "POST" : "GET") else {
            return .problem(.wrongMethod, "\(request.method) is not for \(request.target)")
        }
        guard var answer = answer(resource, request, at: clock) else { return nil }
        if answer.status == 200 { spoil(&answer, resource) }
        return answer
    }

    private var statusFault: ScriptedAnswer? {
        if faults.contains(.broken) { return .problem(.broken, "to order") }
        if faults.contains(.busy) { return .problem(.busy, "to order", retryAfter: 7) }
        if faults.contains(.tooMany) { return .problem(.tooMany, "to order", retryAfter: 90) }
        guard faults.contains(.redirect) else { return nil }
        return ScriptedAnswer(status: 302, contentType: "text/html", body: [])
    }

    private mutating func answer(
        _ resource: OracleResource, _ request: ScriptedRequest, at clock: Nanoseconds
    ) -> ScriptedAnswer? {
        switch resource {
        case .statements: return post(request)
        case .entropy(let after, let limit, let wait):
            let statements = news(after: after, limit: Int(limit))
            let end = request.came + Nanoseconds(wait * 1_000_000_000)
            return statements.isEmpty && clock < end ? nil : sequence(statements, resource)
        case .newestEntropy:
            let newest = records.last.map { spoiledRecord(entries[$0.index]) }
            return sequence(newest.map { [$0] } ?? [], resource)
        case .chains: return sequence(chainIndexes.map { entries[$0] }, resource)
        case .hotspot(let address): return look(at: address, resource)
        case .proof(let index): return proof(of: index, resource)
        case .checkpoint: return text(head().bytes, resource)
        case .network:
            return ScriptedAnswer(status: 200, contentType: resource.answerType, body: network.file)
        case .report: return .problem(.unknownReport, "a scripted oracle judges nothing")
        case .reports(_, let window, _, _):
            let list = ReportList(window: window, reports: [])
            return text(Array(list.json.text.utf8), resource)
        }
    }

    private func text(_ body: [UInt8], _ resource: OracleResource) -> ScriptedAnswer {
        ScriptedAnswer(status: 200, contentType: resource.answerType, body: body)
    }

    private func sequence(_ statements: [[UInt8]], _ resource: OracleResource) -> ScriptedAnswer {
        text(statements.flatMap { $0 }, resource)
    }

    // MARK: Statements

    private mutating func post(_ request: ScriptedRequest) -> ScriptedAnswer {
        counts.posts += 1
        guard request.contentType == "application/cbor-seq" else {
            return .problem(.wrongType, "application/cbor-seq is due")
        }
        guard request.body.count <= StatementSequence.greatestBytes else {
            return .problem(.tooLarge, "\(request.body.count) bytes; 1048576 are taken")
        }
        guard newest != nil else { return .problem(.busy, "no record was made yet", retryAfter: 1) }
        if faults.contains(.malformed) { return .problem(.malformed, "to order") }
        let statements: [[UInt8]]
        do throws(SequenceError) {
            let ranges = try StatementSequence.ranges(in: request.body.rawSpan)
            guard !ranges.isEmpty else { return .problem(.malformed, "no statement in it") }
            statements = StatementSequence.statements(ranges, of: request.body.rawSpan)
        } catch {
            if error.reason == .tooMany { return .problem(.tooLarge, "\(error)") }
            return .problem(.malformed, "\(error)", position: error.position)
        }
        let answer = ingestWithFaults(statements)
        guard let body = try? answer.payload() else {
            return .problem(.broken, "the answer does not fit")
        }
        return text(body, .statements)
    }

    // MARK: Log time

    /// What stands above the record of a period, or above the newest record before it.
    private func news(after: Period?, limit: Int) -> [[UInt8]] {
        var start = 1
        if let after, !faults.contains(.oldEntropy) {
            // The first record above: the records rise.
            var (low, high) = (0, records.count)
            while low < high {
                let middle = (low + high) / 2
                if records[middle].period <= after { low = middle + 1 } else { high = middle }
            }
            if low > 0 { start = records[low - 1].index + 1 }
        }
        let chains = chainIndexes.filter { $0 >= start }
        let first = records.partitioningIndex { $0.index >= start }
        let indexes = (chains + records[first...].prefix(limit).map(\.index)).sorted()
        return indexes.prefix(limit).map { spoiledRecord(entries[$0]) }
    }

    // MARK: Look-ups and proofs

    private func look(at address: Address, _ resource: OracleResource) -> ScriptedAnswer {
        guard let hotspot = hotspots[address.key] else {
            return .problem(.unknownHotspot, "\(address) is not registered")
        }
        let other = Address(network.keys.stranger.publicKey)
        let view = HotspotView(
            network: faults.contains(.otherNetworkView) ? NetworkID(bits: 1) : network.id,
            address: faults.contains(.otherHotspotView) ? other : address,
            number: hotspot.number, owner: Address(hotspot.owner), since: hotspot.since,
            place: hotspot.place, radioClass: hotspot.radioClass, measures: hotspot.measures,
            placeIndex: hotspot.placeIndex, standing: .new, trust: 250,
            unopened: Array(hotspot.commitments.suffix(HotspotView.greatestUnopened)))
        return text(Array(view.json.text.utf8), resource)
    }

    func head() -> SignedNote {
        let tree = faults.contains(.forkedHead) ? fork : self.tree
        let checkpoint = Checkpoint(origin: network.logKey.name, size: tree.size, root: tree.root)
        guard faults.contains(.wrongKeyHead) else {
            return SignedNote.sign(checkpoint.text, as: network.logKey, by: network.keys.log)
        }
        let key = NoteKey(
            name: network.logKey.name, key: network.keys.stranger.publicKey, by: SHA256.self)
        return SignedNote.sign(checkpoint.text, as: key, by: network.keys.stranger)
    }

    private func proof(of index: UInt64, _ resource: OracleResource) -> ScriptedAnswer {
        let tree = faults.contains(.forkedHead) ? fork : self.tree
        guard index < tree.size else {
            let seconds = max(1, Int(network.periods.milliseconds / 1_000))
            return .problem(
                .notLoggedYet, "the log has \(tree.size) entries", retryAfter: seconds)
        }
        let shown = faults.contains(.otherProof) ? index ^ 1 : index
        var path = tree.inclusion(of: shown, in: tree.size).path
        if faults.contains(.unfitProof) { path[0] = network.hash }
        return text(LogProof(index: shown, path: path, note: head()).bytes, resource)
    }
}

extension Array {
    /// The first index of an element for which a condition holds that, once it holds, holds on.
    fileprivate func partitioningIndex(where holds: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if holds(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
