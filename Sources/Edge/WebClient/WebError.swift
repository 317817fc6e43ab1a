public import Host
internal import Notation
public import Units

/// Why a request got no answer, and what to do about it.
public enum WebError: Error, Equatable, Sendable, CustomStringConvertible {
    // The way to the server.
    case unknownHost(String)
    case lookUpTimedOut(String, Nanoseconds)
    case refused(String)
    case unreachable(String, SystemError)
    case connectTimedOut(String, Nanoseconds)
    // Who the server is.
    case wrongName(String)
    case expired(String)
    case notYetValid(String)
    case selfSigned(String)
    case unknownAuthority(String)
    case badCertificate(String, String)
    case authoritiesUnreadable(String)
    case notEncrypted(String)
    case handshake(String, String)
    // What it answers.
    case timedOut(String, Nanoseconds)
    case tooSlow(String, bytesPerSecond: Int, Nanoseconds)
    case tooLarge(String, limit: Int)
    case headersTooLarge(String, limit: Int)
    case redirect(String, status: UInt16, to: String)
    case encoded(String, String)
    case truncated(String)
    case brokenOff(String, String)
    case notHTTP(String, String)
    // Ourselves.
    case cancelled
    case library(String, String)

    public var description: String { advice.map { "\(reason); \($0)" } ?? reason }

    /// What happened, with the server it happened with.
    public var reason: String {
        switch self {
        case .unknownHost(let host): "the name \(host) was not found"
        case .lookUpTimedOut(let host, let limit):
            "no name server told of \(host) within \(DurationText.text(of: limit))"
        case .refused(let server): "\(server) refuses connections: nothing listens there"
        case .unreachable(let server, let error): "\(server) cannot be reached: \(error)"
        case .connectTimedOut(let server, let limit):
            "\(server) did not take a connection within \(DurationText.text(of: limit))"
        case .wrongName(let host): "the certificate is for other names than \(host)"
        case .expired(let host): "the certificate of \(host) has expired"
        case .notYetValid(let host): "the certificate of \(host) is valid only later"
        case .selfSigned(let host): "\(host) vouches for itself (self-signed certificate)"
        case .unknownAuthority(let host): "nobody known here vouches for \(host)"
        case .badCertificate(let host, let why): "the certificate of \(host) is refused: \(why)"
        case .authoritiesUnreadable(let file): "no certificates can be read from \(file)"
        case .notEncrypted(let server): "\(server) answers without encryption"
        case .handshake(let server, let why): "no encryption agreed with \(server): \(why)"
        case .timedOut(let server, let limit):
            "\(server) did not answer whole within \(DurationText.text(of: limit))"
        case .tooSlow(let server, let rate, let span):
            "\(server) sent less than \(rate) bytes a second for \(DurationText.text(of: span))"
        case .tooLarge(let server, let limit): "\(server) answers with more than \(limit) bytes"
        case .headersTooLarge(let server, let limit):
            "\(server) answers with more than \(limit) bytes of headers"
        case .redirect(let server, let status, let target):
            "\(server) answers \(status), go to \(target)"
        case .encoded(let server, let encoding):
            "\(server) answers in the encoding \(encoding), which was not asked for"
        case .truncated(let server): "\(server) broke off in the middle of its answer"
        case .brokenOff(let server, let why): "\(server) broke off before an answer: \(why)"
        case .notHTTP(let server, let why): "\(server) does not speak HTTP: \(why)"
        case .cancelled: "cancelled"
        case .library(let server, let why): "the request to \(server) failed: \(why)"
        }
    }

    /// What a person can do; nil where trying again is all.
    public var advice: String? {
        switch self {
        case .unknownHost: "check the name, and that this machine has a name server"
        case .lookUpTimedOut: "check this machine's network, and nameserver in /etc/resolv.conf"
        case .refused: "check the port, and that the server runs"
        case .unreachable: "check this machine's network"
        case .connectTimedOut: "check this machine's network and any firewall on the way"
        case .wrongName: "write the address as the server's operator gives it"
        case .expired: "tell its operator; if they disagree, check this machine's clock"
        case .notYetValid: "check this machine's clock"
        case .selfSigned, .unknownAuthority:
            "install ca-certificates, or name the file with the server's own authority in "
                + "oracle.authorities"
        case .badCertificate: "tell the server's operator"
        case .authoritiesUnreadable: "name a readable file of PEM certificates"
        case .notEncrypted: "check the port; plain http is only for this machine"
        case .handshake: "the server must speak TLS 1.2 or newer"
        case .tooLarge, .headersTooLarge, .encoded, .notHTTP:
            "check the address: this is no server of Earshot"
        case .redirect: "write the new address, if you trust it; redirects are not followed"
        case .timedOut, .tooSlow, .truncated, .brokenOff, .cancelled, .library: nil
        }
    }
}
