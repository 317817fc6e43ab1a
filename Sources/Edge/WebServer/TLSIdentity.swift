internal import CWebTLS
internal import Glibc
internal import Host

/// Who this server is to clients of TLS: a chain of certificates and their key. TLS 1.2 and newer.
@safe public final class TLSIdentity: @unchecked Sendable {  // unchecked: only read after `init`
    let context: OpaquePointer

    /// - Parameter certificate: a file in PEM, the server's own first, then those that lead to an
    ///   authority.
    public init(certificate: String, key: String) throws(WebServerError) {
        for path in [certificate, key] where unsafe access(path, R_OK) != 0 {
            throw .cannotRead(path: path, "\(SystemError.last)")
        }
        ERR_clear_error()
        guard let context = unsafe SSL_CTX_new(TLS_server_method()),
            unsafe earshot_web_prepare(context) == 1
        else { preconditionFailure("libssl cannot serve TLS") }
        do throws(WebServerError) {
            guard unsafe SSL_CTX_use_certificate_chain_file(context, certificate) == 1 else {
                throw .certificate(path: certificate, Self.reason)
            }
            guard unsafe SSL_CTX_use_PrivateKey_file(context, key, SSL_FILETYPE_PEM) == 1 else {
                let isOther = Self.number == Int32(X509_R_KEY_VALUES_MISMATCH)
                throw isOther
                    ? .noPair(certificate: certificate, key: key) : .key(path: key, Self.reason)
            }
            guard unsafe SSL_CTX_check_private_key(context) == 1 else {
                throw .noPair(certificate: certificate, key: key)
            }
        } catch {
            unsafe SSL_CTX_free(context)
            throw error
        }
        unsafe self.context = context
    }

    deinit { unsafe SSL_CTX_free(context) }

    private static var number: Int32 { Int32(earshot_web_error()) }

    private static var reason: String {
        let code = ERR_peek_last_error()
        guard let text = unsafe ERR_reason_error_string(code) else { return "error \(code)" }
        return unsafe String(cString: text)
    }
}

/// One connection's TLS.
@safe final class TLSLine {
    private let session: OpaquePointer
    /// libssl wants to write before it can go on reading.
    private(set) var needsWrite = false

    /// Nil when there is no memory for it.
    init?(_ identity: TLSIdentity, _ descriptor: Int32) {
        guard let session = unsafe SSL_new(identity.context) else { return nil }
        guard unsafe SSL_set_fd(session, descriptor) == 1 else {
            unsafe SSL_free(session)
            return nil
        }
        unsafe SSL_set_accept_state(session)
        unsafe self.session = session
    }

    deinit { unsafe SSL_free(session) }

    var isOpen: Bool { unsafe SSL_is_init_finished(session) == 1 }

    /// Bytes are here that the socket will not announce.
    var hasMore: Bool { unsafe SSL_pending(session) > 0 }

    func receive(into bytes: UnsafeMutableRawBufferPointer) -> LineResult {
        ERR_clear_error()
        let count = unsafe SSL_read(session, bytes.baseAddress, Int32(bytes.count))
        return result(count)
    }

    func send(_ bytes: UnsafeRawBufferPointer) -> LineResult {
        ERR_clear_error()
        let count = unsafe SSL_write(session, bytes.baseAddress, Int32(bytes.count))
        return result(count)
    }

    private func result(_ count: Int32) -> LineResult {
        needsWrite = false
        if count > 0 { return .bytes(Int(count)) }
        switch unsafe SSL_get_error(session, count) {
        case SSL_ERROR_WANT_READ: return .wait
        case SSL_ERROR_WANT_WRITE:
            needsWrite = true
            return .wait
        default: return .gone
        }
    }

    /// Says goodbye; whether it arrives is of no matter.
    func close() {
        ERR_clear_error()
        guard isOpen else { return }
        _ = unsafe SSL_shutdown(session)
        ERR_clear_error()
    }
}
