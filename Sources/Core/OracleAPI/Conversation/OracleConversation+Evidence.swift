import Attestation
import EvidenceLog
import Primitives
import Units

extension OracleConversation {
    // MARK: Proofs

    mutating func askProof(_ promise: Promises.Promise, at now: Nanoseconds) {
        ask(
            .proof(index: promise.entry.index), for: .proof(promise.entry), of: promise.oracle,
            at: now)
    }

    mutating func takeProof(
        _ body: [UInt8], _ entry: PromisedEntry, _ open: OpenRequest, at now: Nanoseconds
    ) throws(AnswerError) {
        let proof: LogProof
        do throws(NoteError) {
            proof = try LogProof(parsing: body.rawSpan)
        } catch {
            throw .notProof(error)
        }
        let oracle = settings.oracles[open.oracle]
        let key = NoteKey(
            name: oracle.origin(on: settings.network), key: oracle.logKey, by: Hash.self)
        let head: Checkpoint
        do throws(LogProofError) {
            head = try proof.check(
                leaf: entry.leaf, index: entry.index, log: key, by: Check.self,
                hashing: Hash.self)
        } catch {
            throw .proof(error)
        }
        try see(head, proof.note.bytes)
        promises.remove(entry.id)
        effects.append(.included(id: entry.id, proof: body))
    }

    /// Keeps the last 16 heads of all oracles: as many as may come in a minute.
    private mutating func see(_ head: Checkpoint, _ note: [UInt8]) throws(AnswerError) {
        if let other = heads.first(where: {
            $0.head.origin == head.origin && $0.head.size == head.size
        }) {
            guard other.head.root == head.root else {
                effects.append(.twoHeads(other.note, note))
                throw .twoHeads(size: head.size)
            }
            return
        }
        if heads.count == 16 { heads.removeFirst() }
        heads.append((head, note))
    }

    // MARK: The registry

    mutating func askLookUp(at now: Nanoseconds) {
        questions.lookUp = nil
        ask(.hotspot(settings.address), for: .lookUp, at: now)
    }

    mutating func takeView(_ body: [UInt8], at now: Nanoseconds) throws(AnswerError) {
        let view: HotspotView
        do throws(ViewError) {
            view = try HotspotView(parsing: body.rawSpan)
        } catch {
            throw .view(error)
        }
        guard view.network == settings.network else { throw .otherNetwork(view.network) }
        guard view.address == settings.address else { throw .otherHotspot(view.address) }
        questions.knowsRegistry = true
        outbox.release()
        effects.append(.registered(view))
    }

    /// Statuses that are answers too: not registered, not logged yet, no such report.
    mutating func refusedGently(
        _ open: OpenRequest, _ error: AnswerError, _ answer: OracleAnswer?, at now: Nanoseconds
    ) -> Bool {
        guard case .status(404, let code?, _) = error, let code = ProblemCode(rawValue: code)
        else { return false }
        switch (open.purpose, code) {
        case (.lookUp, .unknownHotspot):
            questions.knowsRegistry = true
            questions.lookUp = now + Nanoseconds(60_000_000_000)
            effects.append(.registered(nil))
        case (.proof(let entry), .notLoggedYet):
            let seconds = RetryAfter.seconds(answer?.retryAfter) ?? 1
            let first = max(Nanoseconds(seconds * 1_000_000_000), settings.period)
            promises.postpone(entry.id, at: now, first: first, broken: true)
            tellBroken()
        case (.reports(.one(let id)), .unknownReport): effects.append(.reportUnknown(id))
        case (.reports(.window), .unknownReport), (.reports(.window), .unknownHotspot): break
        default: return false
        }
        return true
    }

    // MARK: Reports

    mutating func askReports(_ question: Questions.Question, at now: Nanoseconds) {
        let resource: OracleResource =
            switch question {
            case .one(let id): .report(id)
            case .window(let window, let after):
                .reports(
                    settings.address, window, after: after, limit: OracleResource.greatestReports)
            }
        ask(resource, for: .reports(question), at: now)
    }

    mutating func takeReports(
        _ body: [UInt8], _ question: Questions.Question
    ) throws(AnswerError) {
        do throws(ViewError) {
            switch question {
            case .one(let id):
                let report = try ReportView(parsing: body.rawSpan)
                guard report.id == id else { break }
                return effects.append(.report(report))
            case .window(let window, let after):
                let list = try ReportList(parsing: body.rawSpan)
                guard list.window == window else {
                    throw ViewError("window", "another window was asked")
                }
                effects.append(.reports(list))
                // Ids ascend: a list that goes on where it was leads nowhere.
                if let next = list.next, after.map({ $0 < next }) ?? true {
                    questions.add(.window(window, after: next))
                }
                return
            }
        } catch {
            throw .view(error)
        }
        if case .one(let id) = question { throw .otherReport(id) }
    }
}
