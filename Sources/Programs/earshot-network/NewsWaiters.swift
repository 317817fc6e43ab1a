import Attestation
import OracleAPI
import OracleHost
import Units
import WebServer

/// Clients that wait for log time: answered by the next record, or with nothing at the end of their
/// wait.
final class NewsWaiters {
    private var waiting: [Waiter] = []

    struct Waiter {
        let after: Period?
        let limit: Int
        let until: Nanoseconds
        let ticket: WebTicket
    }

    var count: Int { waiting.count }

    func add(_ waiter: Waiter) { waiting.append(waiter) }

    func tell(of host: OracleHost) {
        waiting.removeAll { waiter in
            // Who cannot be answered now is answered at the end of its wait.
            guard let bytes = try? host.news(after: waiter.after, limit: waiter.limit),
                !bytes.isEmpty
            else { return false }
            waiter.ticket.answer(.sequence(bytes))
            return true
        }
    }

    func endOverdue(at now: Nanoseconds) {
        waiting.removeAll { waiter in
            guard waiter.until > now else {
                waiter.ticket.answer(.sequence([]))
                return true
            }
            return waiter.ticket.isGone
        }
    }

    func stop() {
        for waiter in waiting { waiter.ticket.answer(.stopping) }
        waiting = []
    }
}

extension ServedAnswer {
    /// Statements, one after the other.
    static func sequence(_ bytes: [UInt8]) -> ServedAnswer {
        .bytes(bytes, type: OracleResource.chains.answerType)
    }
}
