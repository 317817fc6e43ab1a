public import Attestation
import EvidenceLog
public import Primitives
public import Units

/// The box's side of `docs/oracle-api.md`: decides what to ask next and checks what comes back.
///
/// It remembers which statements wait for receipts, which receipts for proofs, and how far log time
/// has been read; it holds no statement's bytes but those of one request. Whatever an oracle
/// answers, a statement stops waiting only at a good receipt, a final refusal, or when it is
/// withdrawn. What it hands up is signed by the pinned keys or proven against them, but for
/// look-ups and reports, which inform and decide nothing.
///
/// Time is that of a clock which never goes back.
public struct OracleConversation<Hash: Digest, Check: SignatureCheck>: Sendable {
    public let settings: OracleSettings

    var isStarted = false
    var news = Lane()
    var evidence = Lane()
    var outbox: Outbox
    var promises = Promises()
    var questions = Questions()
    var chances: Chances
    var effects: [OracleEffect] = []
    /// The oracle that is asked, by its place in the network file.
    var oracle = 0
    private var failures = 0
    private var lastRequest: UInt64 = 0

    /// How many statements and bytes a post may hold: halved when a whole post is refused or too
    /// slow, so that what spoils it is found, and doubled by each good answer.
    var postLimit = StatementSequence.greatestCount
    var byteLimit: Int
    /// Asked for by `.collect`; their bytes come.
    var collecting: [Hash256] = []

    var hasChains = false
    /// The newest record handed up, or where the box said to go on.
    var cursor: Period?
    /// The newest record is asked for, whichever it is, before any other.
    var wantsNewest = false
    /// Records up to here were handed up and not taken; waits grow until they are.
    var refusedThrough: Period?
    var refusals = BackOff()
    var window: Window?
    /// Heads seen lately, to notice two of one size.
    var heads: [(head: Checkpoint, note: [UInt8])] = []

    public init(_ settings: OracleSettings) {
        precondition(!settings.oracles.isEmpty, "a network has an oracle at least")
        self.settings = settings
        outbox = Outbox(firstWait: settings.period)
        byteLimit = settings.greatestPost
        chances = Chances(seed: settings.seed)
    }

    public mutating func handle(_ event: OracleEvent, at now: Nanoseconds) -> [OracleEffect] {
        effects = []
        switch event {
        case .started:
            isStarted = true
            questions.lookUp = now
        case .tick: break
        case .networkUp:
            news.trouble.reset()
            evidence.trouble.reset()
            news.notBefore = Nanoseconds(0)
            evidence.notBefore = Nanoseconds(0)
            if questions.lookUp != nil { questions.lookUp = now }
        case .post(let id, let order): outbox.add(id, order: order)
        case .withdraw(let id): outbox.remove(id)
        case .collected(let statements): collected(statements, at: now)
        case .unincluded(let entry): promises.add(entry, oracle: oracle)
        case .follow(let after, let taken): follow(after, taken: taken, at: now)
        case .followNewest: followNewest(at: now)
        case .lookUp: questions.lookUp = now
        case .wantReports(let window): questions.add(.window(window, after: nil))
        case .wantReport(let id): questions.add(.one(id))
        case .answered(let id, let answer): answered(id, answer, at: now)
        case .failed(let id, let failure): failed(id, failure, at: now)
        }
        giveUpOverdue(at: now)
        askNext(at: now)
        return effects
    }

    /// When `.tick` is due; nil: only another event can change anything.
    public var wake: Nanoseconds? {
        guard isStarted else { return nil }
        var times: [Nanoseconds] = []
        if let open = news.open { times.append(open.overdue) } else { times.append(news.ready) }
        if let open = evidence.open {
            times.append(open.overdue)
        } else if collecting.isEmpty {
            let posts = promises.newest == nil ? nil : outbox.due
            let due = [posts, promises.due, questions.due].compactMap { $0 }.min()
            if let due { times.append(max(due, evidence.ready)) }
        }
        return times.min()
    }

    /// How many statements wait for a receipt.
    public var waiting: Int { outbox.count }
    /// How many receipts' entries wait for their proof.
    public var unproven: Int { promises.promises.count }
    /// The newest record's period, as far as log time has been read.
    public var followed: Period? { cursor }
    /// The oracle that is asked now.
    public var endpoint: OracleEndpoint { settings.oracles[oracle] }

    // MARK: Asking

    private mutating func askNext(at now: Nanoseconds) {
        guard isStarted else { return }
        if news.isFree(at: now) { askNews(at: now) }
        if evidence.isFree(at: now), collecting.isEmpty { askEvidence(at: now) }
    }

    /// Posts, proofs, look-ups, in this order; but a box first learns whether it is registered.
    private mutating func askEvidence(at now: Nanoseconds) {
        if !questions.knowsRegistry, questions.isLookUpDue(at: now) { return askLookUp(at: now) }
        guard promises.newest != nil else { return askBeforeLogTime(at: now) }
        // After a failure one statement shows whether anybody takes any: a spool that waits for a
        // month is not signed anew every two minutes.
        let ids = outbox.take(upTo: evidence.trouble.isInTrouble ? 1 : postLimit, at: now)
        if !ids.isEmpty {
            collecting = ids
            return effects.append(.collect(ids))
        }
        if let promise = promises.next(at: now) { return askProof(promise, at: now) }
        if questions.isLookUpDue(at: now) { return askLookUp(at: now) }
        if let question = questions.next(at: now) { askReports(question, at: now) }
    }

    /// Nothing is posted before log time is read: a receipt that dates itself ahead, and so puts off
    /// what it promises, could not be told from a good one.
    private mutating func askBeforeLogTime(at now: Nanoseconds) {
        if questions.isLookUpDue(at: now) { return askLookUp(at: now) }
        if let question = questions.next(at: now) { askReports(question, at: now) }
    }

    mutating func ask(
        _ resource: OracleResource, body: [UInt8] = [], for purpose: OpenRequest.Purpose,
        of oracle: Int? = nil, at now: Nanoseconds
    ) {
        lastRequest += 1
        let place = oracle ?? self.oracle
        let request = OracleRequest(
            id: lastRequest, resource: resource, at: settings.oracles[place].url, body: body)
        let open = OpenRequest(request: request, purpose: purpose, oracle: place, sent: now)
        if resource.lane == .news { news.open = open } else { evidence.open = open }
        effects.append(.request(request))
    }

    // MARK: Answers

    /// Takes the open request of this id out of its lane; an answer to none is passed over.
    private mutating func close(_ id: UInt64) -> OpenRequest? {
        if let open = news.open, open.request.id == id {
            news.open = nil
            return open
        }
        if let open = evidence.open, open.request.id == id {
            evidence.open = nil
            return open
        }
        return nil
    }

    private mutating func answered(_ id: UInt64, _ answer: OracleAnswer, at now: Nanoseconds) {
        guard let open = close(id) else { return }
        guard answer.body.count <= open.request.greatestAnswer else {
            let error = AnswerError.tooLong(
                bytes: answer.body.count, limit: open.request.greatestAnswer)
            return refuse(open, error, answer, at: now)
        }
        do throws(AnswerError) {
            guard answer.status == 200 else { throw Self.error(of: answer) }
            try take(open, answer.body, at: now)
            wentWell(open.request.lane)
        } catch {
            refuse(open, error, answer, at: now)
        }
    }

    private static func error(of answer: OracleAnswer) -> AnswerError {
        let problem = Problem(reading: answer.body.rawSpan)
        return .status(answer.status, code: problem.code, detail: problem.detail)
    }

    private mutating func failed(_ id: UInt64, _ failure: OracleFailure, at now: Nanoseconds) {
        guard let open = close(id) else { return }
        if failure.kind == .tooSlow { byteLimit = max(byteLimit / 2, 1) }
        refuse(open, .failed(failure), nil, at: now)
    }

    /// A request whose end nobody told: whoever carries them out is stuck or gone.
    private mutating func giveUpOverdue(at now: Nanoseconds) {
        for open in [news.open, evidence.open].compactMap({ $0 }) where open.overdue <= now {
            let failure = OracleFailure(.tooSlow, "no answer came in the time there was")
            failed(open.request.id, failure, at: now)
        }
    }

    private mutating func take(
        _ open: OpenRequest, _ body: [UInt8], at now: Nanoseconds
    ) throws(AnswerError) {
        switch open.purpose {
        case .post(let batch): try takeIngest(body, open, batch, at: now)
        case .chains: try takeChains(body)
        case .entropy(let after): try takeEntropy(body, after, open, at: now)
        case .newest: try takeNewest(body, open, at: now)
        case .lookUp: try takeView(body, at: now)
        case .proof(let entry): try takeProof(body, entry, open, at: now)
        case .reports(let question): try takeReports(body, question)
        }
    }

    private mutating func wentWell(_ lane: OracleLane) {
        failures = 0
        if lane == .news {
            news.trouble.reset()
        } else {
            evidence.trouble.reset()
        }
    }

    /// The request came to nothing: everything it carried waits again.
    private mutating func refuse(
        _ open: OpenRequest, _ error: AnswerError, _ answer: OracleAnswer?, at now: Nanoseconds
    ) {
        if refusedGently(open, error, answer, at: now) { return wentWell(open.request.lane) }
        effects.append(.trouble(OracleTrouble(url: open.request.url, error: error)))
        let wait = backOff(open.request.lane, at: now)
        if case .status(let status, _, _) = error, status == 429 || status == 503 {
            holdOff(open.request.lane, RetryAfter.seconds(answer?.retryAfter), at: now)
        }
        switch open.purpose {
        case .post(let batch): spoiled(batch, answer, at: now)
        case .proof(let entry):
            let isWord = answer?.status == 200
            promises.postpone(entry.id, at: now, first: settings.period, broken: isWord)
        case .lookUp: questions.lookUp = now + wait
        case .entropy, .newest, .chains, .reports: break
        }
        tellBroken()
        changeOracle()
    }

    private mutating func backOff(_ lane: OracleLane, at now: Nanoseconds) -> Nanoseconds {
        let chance = chances.next(by: Hash.self)
        if lane == .news {
            let wait = news.trouble.next(chance: chance)
            news.notBefore = now + wait
            return wait
        }
        let wait = evidence.trouble.next(chance: chance)
        evidence.notBefore = now + wait
        return wait
    }

    private mutating func holdOff(_ lane: OracleLane, _ seconds: UInt64?, at now: Nanoseconds) {
        guard let seconds else { return }
        let until = now + Nanoseconds(seconds * 1_000_000_000)
        if lane == .news { news.heldUntil = until } else { evidence.heldUntil = until }
    }

    /// After four failures in a row the next oracle of the network file is asked, if there is one.
    private mutating func changeOracle() {
        failures += 1
        guard failures >= 4, settings.oracles.count > 1 else { return }
        failures = 0
        oracle = (oracle + 1) % settings.oracles.count
        hasChains = false
    }
}

/// What a conversation is about.
public struct OracleSettings: Hashable, Sendable {
    public var network: NetworkID
    /// The box's key.
    public var address: Address
    /// In the order of the network file.
    public var oracles: [OracleEndpoint]
    public var periods: NetworkPeriods
    /// 32 bytes of the machine's randomness: waits are drawn from them.
    public var seed: Hash256
    /// At most so many bytes in a post: less than an oracle takes, for a box has little memory.
    public var greatestPost: Int

    public init(
        network: NetworkID, address: Address, oracles: [OracleEndpoint], periods: NetworkPeriods,
        seed: Hash256, greatestPost: Int = 262_144
    ) {
        self.network = network
        self.address = address
        self.oracles = oracles
        self.periods = periods
        self.seed = seed
        self.greatestPost = greatestPost
    }

    var period: Nanoseconds { Nanoseconds(periods.milliseconds * 1_000_000) }

    /// How long a question for log time waits: half a period, so that the box knows within that
    /// when a record is missing.
    var entropyWait: UInt64 {
        min(max(periods.milliseconds / 2_000, 1), OracleResource.longestWait)
    }
}
