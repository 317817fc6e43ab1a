import Foundation
import HTTPMessages
import Host
import Notation
import Testing
import Units
import WebDrive
import WebServer

/// A certificate of an authority of the test's own, made by openssl.
struct Authority {
    let folder: URL
    var certificate: String { folder.appendingPathComponent("server.pem").path }
    var key: String { folder.appendingPathComponent("server.key").path }
    var root: String { folder.appendingPathComponent("root.pem").path }
    var other: String { folder.appendingPathComponent("root.key").path }

    init() throws {
        folder = try temporaryFolder()
        let root = [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-keyout", other, "-out", self.root, "-subj", "/CN=Test Root", "-days", "2",
        ]
        try run("openssl", root)
        let request = folder.appendingPathComponent("request").path
        try run(
            "openssl",
            [
                "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout",
                key, "-out", request, "-subj", "/CN=localhost",
                "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
            ])
        try run(
            "openssl",
            [
                "x509", "-req", "-in", request, "-CA", self.root, "-CAkey", other,
                "-CAcreateserial", "-out", certificate, "-days", "2", "-copy_extensions", "copy",
            ])
    }

    static let shared = Result { try Authority() }
}

private func temporaryFolder() throws -> URL { try folder() }

@Suite("TLS") struct TLSTests {
    func secure(
        _ service: Service = Service(), _ change: (inout WebLimits) -> Void = { _ in }
    ) throws -> (WebServer, Authority) {
        let authority = try Authority.shared.get()
        let identity = try TLSIdentity(certificate: authority.certificate, key: authority.key)
        return (try serve(service, identity: identity, change), authority)
    }

    @Test("curl checks the certificate, keeps the connection and is answered")
    func curl() throws {
        let (server, authority) = try secure()
        let url = "https://127.0.0.1:\(server.address.port)"
        let got = try run(
            "curl",
            [
                "-sv", "--cacert", authority.root, "--data-binary", "hello", "\(url)/echo",
                "--next", "-sv", "--cacert", authority.root, "\(url)/later",
            ])
        #expect(got.output == "helloafter all", "\(got.error)")
        #expect(got.error.contains("SSL connection using TLSv1.3"))
        #expect(got.error.contains("ALPN: server accepted http/1.1"))
        #expect(got.error.contains("Re-using existing connection"))
        let stranger = try run("curl", ["-s", "\(url)/who"])
        #expect(stranger.code == 60, "an unknown authority is refused by the client")
    }

    @Test("large bodies and answers pass both ways", arguments: ["1.2", "1.3"])
    func big(version: String) throws {
        let (server, authority) = try secure()
        let url = "https://127.0.0.1:\(server.address.port)"
        let body = String(repeating: "0123456789abcdef", count: 65_536)
        let got = try run(
            "curl",
            [
                "-s", "--tls-max", version, "--cacert", authority.root, "-H", "Expect:",
                "--data-binary", "@/dev/stdin", "\(url)/echo",
            ], input: body)
        #expect(got.output == body)
        let big = try run(
            "curl", ["-s", "--tls-max", version, "--cacert", authority.root, "\(url)/big"])
        #expect(big.output.utf8.count == 3 << 20)
    }

    @Test("openssl's client pipelines, and sees versions before 1.2 refused") func openssl() throws
    {
        let (server, authority) = try secure()
        let name = "127.0.0.1:\(server.address.port)"
        let requests =
            String(repeating: "GET /who HTTP/1.1\r\nHost: a\r\n\r\n", count: 20)
            + "GET /who HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
        let got = try run(
            "openssl",
            ["s_client", "-quiet", "-connect", name, "-CAfile", authority.root], input: requests)
        #expect(got.output.components(separatedBy: "HTTP/1.1 200 OK").count == 22)
        let old = try run(
            "openssl",
            ["s_client", "-connect", name, "-tls1_1", "-cipher", "DEFAULT:@SECLEVEL=0"], input: "")
        #expect(old.code != 0)
        #expect(eventually { server.counts.handshakes == 1 })
    }

    @Test("events stream through TLS") func events() throws {
        let (server, authority) = try secure()
        let got = try run(
            "curl",
            [
                "-sN", "--cacert", authority.root,
                "https://127.0.0.1:\(server.address.port)/events?five",
            ])
        #expect(got.output.components(separatedBy: "data: ").count == 6)
    }

    @Test("a handshake that drips, and a request in the clear, are closed") func drip() throws {
        let (server, _) = try secure { $0.requestTime = Nanoseconds(500_000_000) }
        let clear = try RawClient(port: server.address.port)
        clear.get("/who")
        #expect(!clear.read(within: 1000).contains("HTTP"))
        #expect(eventually { server.counts.handshakes == 1 })
        let slow = try RawClient(port: server.address.port)
        let begin = Uptime.now
        let hello: [UInt8] = [22, 3, 1, 2, 0, 1, 0, 1, 252, 3, 3]
        let thread = try Dripping(slow, hello + [UInt8](repeating: 7, count: 400))
        _ = slow.read(within: 3000)
        let took = Uptime.now.gap(to: begin).value / 1_000_000
        thread.stop()
        #expect(took >= 480 && took < 1_200, "closed after \(took) ms")
    }

    @Test("a certificate, key or pair that is none is refused by name") func identity() throws {
        let authority = try Authority.shared.get()
        #expect(
            throws: WebServerError.noPair(certificate: authority.certificate, key: authority.other)
        ) { _ = try TLSIdentity(certificate: authority.certificate, key: authority.other) }
        func refusal(_ certificate: String, _ key: String) -> String {
            do throws(WebServerError) {
                _ = try TLSIdentity(certificate: certificate, key: key)
                return "none"
            } catch { return error.description }
        }
        #expect(
            refusal("/nowhere", authority.key) == "cannot read /nowhere: No such file or directory")
        #expect(
            refusal(authority.key, authority.key)
                .hasPrefix("\(authority.key) is no chain of certificates"))
        #expect(
            refusal(authority.certificate, authority.certificate)
                .hasPrefix("\(authority.certificate) is no private key"))
    }
}
