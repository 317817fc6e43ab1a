import Attestation
import Host
import OracleAPI
import Primitives
import Registry
import Synchronization
import Units
import WebServer

/// What the deciding thread is asked.
enum Job: Sendable {
    /// A post whose statements were checked by themselves.
    case post([StatementCheck], bytes: Int, WebTicket)
    case news(after: Period?, limit: Int, until: Nanoseconds, WebTicket)
    case newest(WebTicket)
    case record(Period, WebTicket)
    case chains(WebTicket)
    case rules(WebTicket)
    case hotspot(Address, WebTicket)
    case proof(UInt64, WebTicket)
    /// A report that the book of reports does not know.
    case report(Hash256, WebTicket)
    /// The reports of a window, of a key that the book does not know.
    case reports(Address, Window, WebTicket)

    var ticket: WebTicket {
        switch self {
        case .post(_, _, let ticket), .news(_, _, _, let ticket), .chains(let ticket),
            .rules(let ticket), .newest(let ticket), .record(_, let ticket),
            .hotspot(_, let ticket), .proof(_, let ticket), .report(_, let ticket),
            .reports(_, _, let ticket):
            ticket
        }
    }

    /// Answers without deciding.
    func refuse(_ answer: ServedAnswer, in queue: JobQueue) {
        if case .post(_, let bytes, _) = self { queue.release(bytes) }
        ticket.answer(answer)
    }
}

/// On the way to the deciding thread. Bounded twice: posts by their bytes, from the moment they were
/// read until they are answered, and questions by their number.
final class JobQueue: Sendable {
    private let jobs = Mutex<[Job]>([])
    private let bytes = Atomic(0)
    private let wake: Wake
    private let mostBytes: Int

    /// Each box asks one question at a time: this many boxes may ask at once.
    static let mostJobs = 262_144

    init(mostBytes: Int, wake: Wake) {
        self.mostBytes = mostBytes
        self.wake = wake
    }

    /// - Returns: false when there is no room for a post of so many bytes.
    func reserve(_ count: Int) -> Bool {
        guard bytes.load(ordering: .relaxed) + count <= mostBytes else { return false }
        bytes.add(count, ordering: .relaxed)
        return true
    }

    func release(_ count: Int) { bytes.subtract(count, ordering: .relaxed) }

    var waitingBytes: Int { bytes.load(ordering: .relaxed) }

    /// - Returns: false when there is no room.
    func put(_ job: Job) -> Bool { put([job]) }

    /// All or none.
    func put(_ more: [Job]) -> Bool {
        let (isTaken, isFirst) = jobs.withLock { jobs in
            guard jobs.count + more.count <= Self.mostJobs else { return (false, false) }
            defer { jobs += more }
            return (true, jobs.isEmpty && !more.isEmpty)
        }
        if isFirst { wake.signal() }
        return isTaken
    }

    func take(into taken: inout [Job]) {
        taken.removeAll(keepingCapacity: true)
        jobs.withLock { swap(&$0, &taken) }
    }
}
