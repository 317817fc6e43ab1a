import Attestation
import Host
import OracleAPI
import Settings
import Units
import WebClient

/// Carries the oracle conversation's requests out: a thread for each lane, because a request waits,
/// and a post must never wait for a long poll.
final class OracleLanes {
    private let news: OracleLaneThread
    private let evidence: OracleLaneThread

    init(_ settings: WebSettings, answersTo inbox: Inbox) throws(SystemError) {
        news = try OracleLaneThread("oracle-news", settings, inbox)
        evidence = try OracleLaneThread("oracle-post", settings, inbox)
    }

    func carryOut(_ request: OracleRequest, of server: APIEndpoint) {
        (request.lane == .news ? news : evidence).requests.put((request, server))
    }

    /// Breaks off what is under way, and waits for the threads.
    func stop() {
        news.stop()
        evidence.stop()
    }
}

/// What came of a request.
enum OracleReply: Sendable {
    case answer(OracleAnswer)
    case failure(OracleFailure)
}

private final class OracleLaneThread: Sendable {
    let requests: Mailbox<(OracleRequest, APIEndpoint)>
    private let wake: Wake
    private let end: Wake
    private let thread: WorkerThread

    init(_ name: String, _ settings: WebSettings, _ inbox: Inbox) throws(SystemError) {
        let wake = try Wake()
        let end = try Wake()
        let requests = Mailbox<(OracleRequest, APIEndpoint)>(most: 4, wake: wake)
        self.wake = wake
        self.end = end
        self.requests = requests
        thread = try WorkerThread(name) {
            let client = WebClient(settings, stop: end)
            var taken: [(OracleRequest, APIEndpoint)] = []
            while true {
                _ = wake.wait(until: Uptime.now + DaemonLimits.idle)
                wake.clear()
                if end.wait(until: Uptime.now) { return }
                requests.take(into: &taken)
                for (request, server) in taken {
                    inbox.put(.oracle(request.id, client.answer(to: request, from: server)))
                }
            }
        }
    }

    func stop() {
        end.signal()
        wake.signal()
        thread.join()
    }
}

extension WebClient {
    fileprivate func answer(
        to request: OracleRequest, from server: APIEndpoint
    ) -> OracleReply {
        var asked = WebRequest(
            request.resource.isPost ? .post : .get, server, request.resource.target)
        if let type = request.contentType { asked.headers = [("content-type", type)] }
        asked.body = request.body
        asked.answerLimit = request.greatestAnswer
        asked.timeLimit = request.timeOut
        asked.patience = request.timeOut
        do throws(WebError) {
            let answer = try send(asked)
            return .answer(
                OracleAnswer(
                    status: Int(answer.status), retryAfter: answer.header("retry-after"),
                    body: answer.body))
        } catch { return .failure(OracleFailure(error)) }
    }
}

extension OracleFailure {
    fileprivate init(_ error: WebError) {
        let kind: Kind =
            switch error {
            case .unknownHost, .lookUpTimedOut: .unknownHost
            case .wrongName, .expired, .notYetValid, .selfSigned, .unknownAuthority,
                .badCertificate, .authoritiesUnreadable, .notEncrypted, .handshake, .redirect:
                .wrongServer
            case .timedOut, .tooSlow, .connectTimedOut: .tooSlow
            case .tooLarge, .headersTooLarge: .tooLarge
            case .notHTTP, .encoded, .truncated: .notHTTP
            case .refused, .unreachable, .brokenOff, .cancelled, .library: .unreachable
            }
        self.init(kind, error.description)
    }
}
