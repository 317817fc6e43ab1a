internal import CSSL
internal import Primitives
internal import Signing

/// A client's TLS 1.3 session between two byte streams: what came from the wire goes in, what is to
/// go on the wire comes out. It touches no socket, so no call of libssl can wait or raise a signal.
///
/// No authority is asked who the server is: whoever uses the session compares `peerKeyHash` with the
/// pinned hash before a byte is sent. Names and dates of the certificate are not looked at
/// (decision 0192).
@safe final class TLSSession {
    private let session: OpaquePointer
    /// What came from the wire; what is to go there. They belong to the session.
    private let incoming: OpaquePointer
    private let outgoing: OpaquePointer

    /// - Parameter name: the server's name, said in the clear so that it may choose a certificate; nil
    ///   for an address.
    init(serverName name: String?) {
        // A box connects seldom: the context is made anew, and belongs to the session.
        guard let context = unsafe SSL_CTX_new(TLS_client_method()) else {
            preconditionFailure("no memory for a TLS session")
        }
        defer { unsafe SSL_CTX_free(context) }
        guard unsafe earshot_ctx_only_tls13(context) == 1 else {
            preconditionFailure("libssl cannot speak TLS 1.3")
        }
        unsafe earshot_ctx_release_buffers(context)
        unsafe SSL_CTX_set_verify(context, SSL_VERIFY_NONE, nil)
        guard let session = unsafe SSL_new(context),
            let incoming = unsafe BIO_new(BIO_s_mem()), let outgoing = unsafe BIO_new(BIO_s_mem())
        else { preconditionFailure("no memory for a TLS session") }
        unsafe earshot_bio_wait_when_empty(incoming)
        unsafe earshot_bio_wait_when_empty(outgoing)
        unsafe SSL_set_bio(session, incoming, outgoing)
        unsafe SSL_set_connect_state(session)
        unsafe self.session = session
        unsafe self.incoming = incoming
        unsafe self.outgoing = outgoing
        if let name { _ = unsafe earshot_ssl_set_host(session, name) }
    }

    deinit { unsafe SSL_free(session) }

    // MARK: The wire

    func receive(_ bytes: RawSpan) {
        guard bytes.byteCount > 0 else { return }
        let taken = unsafe bytes.withUnsafeBytes { bytes in
            unsafe BIO_write(incoming, bytes.baseAddress, Int32(bytes.count))
        }
        precondition(Int(taken) == bytes.byteCount, "no memory for what a router said")
    }

    /// Moves what is to go on the wire to the end of a buffer.
    func takeOutgoing(into buffer: inout [UInt8]) {
        var chunk = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = unsafe chunk.withUnsafeMutableBytes { bytes in
                unsafe BIO_read(outgoing, bytes.baseAddress, Int32(bytes.count))
            }
            guard count > 0 else { return }
            buffer.append(contentsOf: chunk[..<Int(count)])
        }
    }

    // MARK: The session

    /// True when the handshake is done; false while more must come from the wire.
    func handshake() throws(RouterLinkError) -> Bool {
        ERR_clear_error()
        let result = unsafe SSL_do_handshake(session)
        if result == 1 { return true }
        guard unsafe SSL_get_error(session, result) != SSL_ERROR_WANT_READ else { return false }
        throw Self.handshakeFailure()
    }

    /// Appends what the server said; false when it said goodbye.
    func read(into buffer: inout [UInt8], of chunk: inout [UInt8]) throws(RouterLinkError) -> Bool {
        while true {
            ERR_clear_error()
            let count = unsafe chunk.withUnsafeMutableBytes { bytes in
                unsafe SSL_read(session, bytes.baseAddress, Int32(bytes.count))
            }
            if count > 0 {
                buffer.append(contentsOf: chunk[..<Int(count)])
                continue
            }
            switch unsafe SSL_get_error(session, count) {
            case SSL_ERROR_WANT_READ: return true
            case SSL_ERROR_ZERO_RETURN: return false
            default: throw .broken(Self.reason)
            }
        }
    }

    func write(_ bytes: RawSpan) throws(RouterLinkError) {
        guard bytes.byteCount > 0 else { return }
        ERR_clear_error()
        let count = unsafe bytes.withUnsafeBytes { bytes in
            unsafe SSL_write(session, bytes.baseAddress, Int32(bytes.count))
        }
        // Memory takes all at once.
        guard Int(count) == bytes.byteCount else { throw .broken(Self.reason) }
    }

    /// Says goodbye on the wire.
    func close() {
        ERR_clear_error()
        _ = unsafe SSL_shutdown(session)
    }

    /// RFC 9266: what only the two ends of this connection know, equal on both.
    var exporterValue: Hash256 {
        let label = "EXPORTER-Channel-Binding"
        var bytes = [UInt8](repeating: 0, count: Hash256.byteCount)
        let result = unsafe bytes.withUnsafeMutableBufferPointer { buffer in
            unsafe SSL_export_keying_material(
                session, buffer.baseAddress, buffer.count, label, label.utf8.count, nil, 0, 0)
        }
        guard result == 1, let value = Hash256(bytes.rawSpan) else {
            preconditionFailure("no exporter value of a finished handshake: \(Self.reason)")
        }
        return value
    }

    /// SHA-256 of the SubjectPublicKeyInfo of the server's certificate.
    var peerKeyHash: Hash256? {
        guard let certificate = unsafe SSL_get1_peer_certificate(session) else { return nil }
        defer { unsafe X509_free(certificate) }
        let key = unsafe X509_get_X509_PUBKEY(certificate)
        let length = unsafe i2d_X509_PUBKEY(key, nil)
        guard length > 0 else { return nil }
        var bytes = [UInt8](repeating: 0, count: Int(length))
        let written = unsafe bytes.withUnsafeMutableBufferPointer { buffer in
            var end = buffer.baseAddress
            return unsafe i2d_X509_PUBKEY(key, &end)
        }
        guard written == length else { return nil }
        return SHA256.hash(bytes.rawSpan)
    }

    // MARK: Reasons

    private static func handshakeFailure() -> RouterLinkError {
        let error = ERR_peek_error()
        switch ERR_GET_REASON(error) {
        case SSL_R_WRONG_VERSION_NUMBER, SSL_R_HTTP_REQUEST, SSL_R_PACKET_LENGTH_TOO_LONG,
            SSL_R_BAD_RECORD_TYPE, SSL_R_UNEXPECTED_MESSAGE:
            return .notTLS
        case SSL_R_UNSUPPORTED_PROTOCOL, SSL_R_TLSV1_ALERT_PROTOCOL_VERSION:
            return .olderTLS
        default: return .handshake(reason)
        }
    }

    private static var reason: String {
        let error = ERR_peek_error()
        guard error != 0, let text = unsafe ERR_reason_error_string(error) else {
            return "no reason given"
        }
        return unsafe String(cString: text)
    }
}
