import Attestation
import Primitives
import Units

/// One of the two requests that may be open, and the wait after a failure.
struct Lane: Hashable, Sendable {
    var open: OpenRequest?
    var trouble = BackOff()
    var notBefore = Nanoseconds(0)
    /// The oracle asked to be left alone until then.
    var heldUntil = Nanoseconds(0)

    var ready: Nanoseconds { max(notBefore, heldUntil) }

    func isFree(at now: Nanoseconds) -> Bool { open == nil && ready <= now }
}

/// A request on its way, and what its answer is for.
struct OpenRequest: Hashable, Sendable {
    enum Purpose: Hashable, Sendable {
        case post([Outgoing])
        case chains
        case entropy(after: Period?)
        case newest
        case lookUp
        case proof(PromisedEntry)
        case reports(Questions.Question)
    }

    let request: OracleRequest
    let purpose: Purpose
    let oracle: Int
    let sent: Nanoseconds

    /// Whoever carries it out has ended it long before.
    var overdue: Nanoseconds { sent + request.timeOut + Nanoseconds(15_000_000_000) }
}

/// A statement in a post.
struct Outgoing: Hashable, Sendable {
    let id: Hash256
    let leaf: Hash256
}

/// What somebody wants to know and no evidence depends on.
struct Questions: Hashable, Sendable {
    enum Question: Hashable, Sendable {
        case one(Hash256)
        case window(Window, after: Hash256?)
    }

    /// When the registry is to be asked.
    var lookUp: Nanoseconds?
    /// Whether it has ever answered.
    var knowsRegistry = false
    private var reports: [Question] = []
    /// Windows whose reports are asked when their time comes.
    private var planned: [Planned] = []

    private struct Planned: Hashable, Sendable {
        let at: Nanoseconds
        let window: Window
    }

    /// A person can ask for no more at once; what is over is not asked.
    static let greatest = 64

    mutating func add(_ question: Question) {
        guard reports.count < Self.greatest, !reports.contains(question) else { return }
        reports.append(question)
    }

    /// The newest plans stay.
    mutating func plan(_ window: Window, at time: Nanoseconds) {
        planned.append(Planned(at: time, window: window))
        if planned.count > 8 { planned.removeFirst() }
    }

    mutating func next(at now: Nanoseconds) -> Question? {
        for item in planned where item.at <= now { add(.window(item.window, after: nil)) }
        planned.removeAll { $0.at <= now }
        return reports.isEmpty ? nil : reports.removeFirst()
    }

    func isLookUpDue(at now: Nanoseconds) -> Bool { lookUp.map { $0 <= now } ?? false }

    var due: Nanoseconds? {
        reports.isEmpty
            ? (planned.map(\.at) + [lookUp].compactMap { $0 }).min() : Nanoseconds(0)
    }
}
