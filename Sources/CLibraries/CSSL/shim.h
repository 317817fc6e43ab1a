// libssl. What OpenSSL has as macros, as functions.
#ifndef EARSHOT_CSSL_SHIM_H
#define EARSHOT_CSSL_SHIM_H

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#if OPENSSL_VERSION_NUMBER < 0x30000000L
#error "libssl is too old: OpenSSL 3.0 or newer is needed"
#endif

// TLS 1.3 and nothing else.
static inline int earshot_ctx_only_tls13(SSL_CTX *ctx) {
    return SSL_CTX_set_min_proto_version(ctx, TLS1_3_VERSION) &&
           SSL_CTX_set_max_proto_version(ctx, TLS1_3_VERSION);
}

// Buffers of an idle connection are given back: 34 kB.
static inline void earshot_ctx_release_buffers(SSL_CTX *ctx) {
    SSL_CTX_set_mode(ctx, SSL_MODE_RELEASE_BUFFERS);
}

static inline int earshot_ssl_set_host(SSL *ssl, const char *host) {
    return (int)SSL_set_tlsext_host_name(ssl, host);
}

// An empty memory BIO waits for more instead of ending.
static inline void earshot_bio_wait_when_empty(BIO *bio) { BIO_set_mem_eof_return(bio, -1); }

#endif
