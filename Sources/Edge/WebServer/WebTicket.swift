internal import HTTPMessages
internal import Synchronization

/// The promise of an answer that another thread gives later. Given up without one, the client hears
/// that the server made a mistake.
public final class WebTicket: Sendable {
    private let isAnswered = Atomic(false)
    private let client: WebPresence
    private let deliver: @Sendable (ServedAnswer) -> Void

    init(_ client: WebPresence, _ deliver: @escaping @Sendable (ServedAnswer) -> Void) {
        self.client = client
        self.deliver = deliver
    }

    /// The client has gone: nobody needs the answer.
    public var isGone: Bool { client.isGone.load(ordering: .relaxed) }

    /// The first answer counts.
    public func answer(_ answer: ServedAnswer) {
        guard !isAnswered.exchange(true, ordering: .acquiringAndReleasing) else { return }
        deliver(answer)
    }

    deinit {
        guard !isAnswered.load(ordering: .acquiring) else { return }
        deliver(
            .problem(.failed, code: "broken", "the server lost this request; please report it"))
    }
}

/// Whether a client is still there; the connection and its ticket share it, so that nobody but who
/// has to answer keeps the ticket.
final class WebPresence: Sendable {
    let isGone = Atomic(false)
}
