// libssl's server side. What OpenSSL has as macros, as functions.
#ifndef EARSHOT_CWEBTLS_SHIM_H
#define EARSHOT_CWEBTLS_SHIM_H

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <string.h>

#if OPENSSL_VERSION_NUMBER < 0x30000000L
#error "libssl is too old: OpenSSL 3.0 or newer is needed"
#endif

// Of the protocols a client offers, http/1.1; a client that offers none is taken too.
static inline int earshot_web_choose(SSL *ssl, const unsigned char **chosen, unsigned char *length,
                                     const unsigned char *offered, unsigned int count, void *none) {
    static const unsigned char ours[] = "\x08http/1.1";
    (void)ssl;
    (void)none;
    if (SSL_select_next_proto((unsigned char **)chosen, length, ours, sizeof ours - 1, offered,
                              count) == OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_OK;
    return SSL_TLSEXT_ERR_ALERT_FATAL;
}

// TLS 1.2 and newer; a write may be taken in part and repeated from elsewhere; an idle connection
// gives its buffers back (34 kB); a client cannot ask for another handshake.
static inline int earshot_web_prepare(SSL_CTX *ctx) {
    if (!SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION)) return 0;
    SSL_CTX_set_mode(ctx, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                              SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_options(ctx, SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE |
                                 SSL_OP_IGNORE_UNEXPECTED_EOF);
    SSL_CTX_set_alpn_select_cb(ctx, earshot_web_choose, NULL);
    return 1;
}

static inline unsigned int earshot_web_error(void) {
    return (unsigned int)ERR_GET_REASON(ERR_peek_last_error());
}

#endif
