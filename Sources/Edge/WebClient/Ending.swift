internal import CCurl
internal import Glibc
internal import Host
internal import Notation
internal import Settings
internal import Units

/// How a request ended: an answer, or the error it is for the caller.
struct Ending {
    let request: WebRequest
    let settings: WebSettings
    let transfer: Transfer
    let facts: Session.Facts

    func answer() throws(WebError) -> WebAnswer {
        // What this side ended has no other reason.
        switch transfer.fault {
        case .bodyTooLarge: throw .tooLarge(server, limit: request.answerLimit)
        case .headersTooLarge: throw .headersTooLarge(server, limit: Transfer.headerLimit)
        case nil: break
        }
        switch facts.result {
        case .cancelled: throw .cancelled
        case .timedOut: throw .timedOut(server, request.timeLimit)
        case .finished(CURLE_OK): break
        case .finished(let code): throw failure(code)
        }
        // libcurl takes a head that breaks off for one that ends.
        guard transfer.isHeadWhole else { throw .truncated(server) }
        let answer = WebAnswer(
            status: facts.status, headers: transfer.headers, body: transfer.body)
        try check(answer)
        return answer
    }

    private func check(_ answer: WebAnswer) throws(WebError) {
        if [301, 302, 303, 307, 308].contains(answer.status) {
            let target = answer.header("location").map { Quote.text($0) } ?? "nowhere"
            throw .redirect(server, status: answer.status, to: target)
        }
        if let encoding = answer.header("content-encoding"), encoding.lowercased() != "identity" {
            throw .encoded(server, Quote.text(encoding))
        }
    }

    /// As it stands in the address: host, and port where one is written.
    private var server: String {
        let host = request.server.host.contains(":") ? "[\(host)]" : host
        return host + (request.server.port.map { ":\($0)" } ?? "")
    }

    private var host: String { request.server.host }

    private func failure(_ code: CURLcode) -> WebError {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST: .unknownHost(host)
        case CURLE_COULDNT_CONNECT:
            facts.errno == 0 || facts.errno == ECONNREFUSED
                ? .refused(server) : .unreachable(server, SystemError(number: facts.errno))
        case CURLE_OPERATION_TIMEDOUT: timeOut
        case CURLE_PEER_FAILED_VERIFICATION: certificateFailure
        case CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR:
            .authoritiesUnreadable(settings.authorities ?? settings.folder)
        case CURLE_SSL_CONNECT_ERROR: handshakeFailure
        case CURLE_PARTIAL_FILE: .truncated(server)
        case CURLE_GOT_NOTHING: .brokenOff(server, "no answer at all")
        case CURLE_SEND_ERROR: .brokenOff(server, words)
        case CURLE_RECV_ERROR: transfer.hasBegun ? truncation : .brokenOff(server, words)
        // What libcurl says of one header line past its own limit of 100 kB.
        case CURLE_OUT_OF_MEMORY where transfer.hasBegun && !transfer.isHeadWhole:
            .headersTooLarge(server, limit: Transfer.headerLimit)
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY, CURLE_BAD_CONTENT_ENCODING,
            CURLE_HTTP2:
            .notHTTP(server, words)
        default: .library(server, words)
        }
    }

    /// libcurl calls a chunk that is none a failed reception.
    private var truncation: WebError {
        facts.words.contains("chunk") || facts.words.contains("hexadecimal")
            ? .notHTTP(server, words) : .truncated(server)
    }

    private var timeOut: WebError {
        guard facts.isLookedUp else { return .lookUpTimedOut(host, settings.connectLimit) }
        guard facts.isConnected else { return .connectTimedOut(server, settings.connectLimit) }
        return .tooSlow(server, bytesPerSecond: WebRequest.slowest, request.patience)
    }

    /// OpenSSL's numbers are those of `X509_V_ERR_…`, which do not change. The name is looked at by
    /// libcurl, which leaves 1, nothing of OpenSSL's, and says so in words.
    private var certificateFailure: WebError {
        switch facts.verification {
        case 0, 1, 62: isAboutName ? .wrongName(host) : .badCertificate(host, words)
        case 9: .notYetValid(host)
        case 10: .expired(host)
        case 18, 19: .selfSigned(host)
        case 2, 20, 21: .unknownAuthority(host)
        default: .badCertificate(host, words)
        }
    }

    private var isAboutName: Bool {
        facts.verification == 62 || facts.words.contains("subject name")
    }

    /// A server that answers in clear text begins with letters where TLS has its version.
    private var handshakeFailure: WebError {
        let marks = ["wrong version number", "packet length too long", "http request"]
        return marks.contains { facts.words.contains($0) }
            ? .notEncrypted(server) : .handshake(server, words)
    }

    private var words: String {
        let words =
            if facts.words.isEmpty, case .finished(let code) = facts.result {
                Session.name(code)
            } else { facts.words }
        return Quote.harmless(words)
    }
}
