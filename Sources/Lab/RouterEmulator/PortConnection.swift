internal import CTLSServer
internal import Glibc
internal import Primitives

/// A router's TLS key with a certificate made on the spot.
@safe public final class RouterIdentity {
    let context: OpaquePointer
    /// The SubjectPublicKeyInfo of the certificate, whose SHA-256 a network file pins.
    public let keyInfo: [UInt8]

    public enum TLSVersion: Sendable {
        case tls12, tls13

        var number: Int32 {
            switch self {
            case .tls12: TLS1_2_VERSION
            case .tls13: TLS1_3_VERSION
            }
        }
    }

    /// - Parameters:
    ///   - seed: 32 bytes, of an Ed25519 key.
    ///   - validSeconds: from when to when the certificate says it is valid, from now.
    public init(
        seed: [UInt8], validSeconds: ClosedRange<Int> = -3_600...86_400,
        version: TLSVersion = .tls13
    ) {
        precondition(seed.count == 32, "an Ed25519 seed has 32 bytes")
        guard let key = unsafe earshot_tls_key(seed),
            let certificate = unsafe earshot_tls_certificate(
                key, validSeconds.lowerBound, validSeconds.upperBound),
            let context = unsafe SSL_CTX_new(TLS_server_method()),
            unsafe earshot_tls_only(context, version.number) == 1,
            unsafe SSL_CTX_use_certificate(context, certificate) == 1,
            unsafe SSL_CTX_use_PrivateKey(context, key) == 1
        else { preconditionFailure("libcrypto cannot make a certificate") }
        let info = unsafe X509_get_X509_PUBKEY(certificate)
        var bytes = [UInt8](repeating: 0, count: Int(unsafe i2d_X509_PUBKEY(info, nil)))
        _ = unsafe bytes.withUnsafeMutableBufferPointer { buffer in
            var end = buffer.baseAddress
            return unsafe i2d_X509_PUBKEY(info, &end)
        }
        keyInfo = bytes
        unsafe self.context = context
        unsafe X509_free(certificate)
        unsafe EVP_PKEY_free(key)
    }

    deinit { unsafe SSL_CTX_free(context) }
}

/// One accepted connection of a `RouterPort`.
@safe final class PortConnection {
    let number: Int
    let descriptor: Int32
    private(set) var isUp = false
    private(set) var isOver = false
    private(set) var outgoing: [UInt8] = []
    private var isEnding = false
    /// Of what TLS carries, so much may still be sent.
    private var left: Int?
    private let session: OpaquePointer
    private let incoming: OpaquePointer
    private let wire: OpaquePointer

    init(_ descriptor: Int32, number: Int, _ identity: RouterIdentity, cutsAfter: Int?) {
        self.descriptor = descriptor
        self.number = number
        left = cutsAfter
        guard let session = unsafe SSL_new(identity.context),
            let incoming = unsafe BIO_new(BIO_s_mem()), let wire = unsafe BIO_new(BIO_s_mem())
        else { preconditionFailure("no memory for a TLS session") }
        unsafe earshot_tls_wait_when_empty(incoming)
        unsafe earshot_tls_wait_when_empty(wire)
        unsafe SSL_set_bio(session, incoming, wire)
        unsafe SSL_set_accept_state(session)
        unsafe self.session = session
        unsafe self.incoming = incoming
        unsafe self.wire = wire
    }

    deinit {
        unsafe SSL_free(session)
        close(descriptor)
    }

    /// Moves what came from the socket into the session.
    func receive() {
        var chunk = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = unsafe chunk.withUnsafeMutableBytes { bytes in
                unsafe recv(descriptor, bytes.baseAddress, bytes.count, 0)
            }
            if count > 0 {
                _ = unsafe chunk.withUnsafeBytes { bytes in
                    unsafe BIO_write(incoming, bytes.baseAddress, Int32(count))
                }
                continue
            }
            if count == 0 || (errno != EAGAIN && errno != EINTR) { isOver = true }
            return
        }
    }

    /// The exporter value, once, when the handshake is done.
    func shakeHands() -> Hash256? {
        guard !isUp else { return nil }
        ERR_clear_error()
        let result = unsafe SSL_do_handshake(session)
        takeWire()
        guard result == 1 else {
            if unsafe SSL_get_error(session, result) != SSL_ERROR_WANT_READ { isEnding = true }
            return nil
        }
        isUp = true
        let label = "EXPORTER-Channel-Binding"
        var bytes = [UInt8](repeating: 0, count: Hash256.byteCount)
        let exported = unsafe bytes.withUnsafeMutableBufferPointer { buffer in
            unsafe SSL_export_keying_material(
                session, buffer.baseAddress, buffer.count, label, label.utf8.count, nil, 0, 0)
        }
        guard exported == 1 else { return nil }
        return Hash256(bytes.rawSpan)
    }

    func read() -> [UInt8] {
        var all: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16_384)
        while true {
            ERR_clear_error()
            let count = unsafe chunk.withUnsafeMutableBytes { bytes in
                unsafe SSL_read(session, bytes.baseAddress, Int32(bytes.count))
            }
            guard count > 0 else {
                if unsafe SSL_get_error(session, count) != SSL_ERROR_WANT_READ { isEnding = true }
                return all
            }
            all += chunk[..<Int(count)]
        }
    }

    func write(_ bytes: [UInt8]) {
        var bytes = bytes
        if let left, bytes.count >= left {
            bytes = Array(bytes[..<left])
            isEnding = true
        }
        left = left.map { $0 - bytes.count }
        guard !bytes.isEmpty else { return }
        ERR_clear_error()
        _ = unsafe bytes.withUnsafeBytes { buffer in
            unsafe SSL_write(session, buffer.baseAddress, Int32(buffer.count))
        }
        takeWire()
    }

    /// Says goodbye in TLS and closes when all was sent.
    func end() {
        ERR_clear_error()
        _ = unsafe SSL_shutdown(session)
        takeWire()
        isEnding = true
    }

    private func takeWire() {
        var chunk = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = unsafe chunk.withUnsafeMutableBytes { bytes in
                unsafe BIO_read(wire, bytes.baseAddress, Int32(bytes.count))
            }
            guard count > 0 else { return }
            outgoing += chunk[..<Int(count)]
        }
    }

    /// Sends what the socket takes.
    func send() {
        while !outgoing.isEmpty {
            let count = unsafe outgoing.withUnsafeBytes { bytes in
                unsafe Glibc.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else {
                if errno != EAGAIN && errno != EINTR { isOver = true }
                return
            }
            outgoing.removeFirst(count)
        }
        if isEnding { isOver = true }
    }
}
