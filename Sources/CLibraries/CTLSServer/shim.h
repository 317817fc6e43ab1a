// A TLS server for the emulated router: libssl's server side, and a certificate made on the spot.
#ifndef EARSHOT_CTLSSERVER_SHIM_H
#define EARSHOT_CTLSSERVER_SHIM_H

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

// An Ed25519 key from its 32-byte seed; NULL on failure.
static inline EVP_PKEY *earshot_tls_key(const unsigned char *seed) {
    return EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, 32);
}

// A certificate of a key by itself, valid from and until so many seconds from now; NULL on failure.
static inline X509 *earshot_tls_certificate(EVP_PKEY *key, long from, long until) {
    X509 *cert = X509_new();
    if (!cert) return NULL;
    X509_NAME *name = X509_get_subject_name(cert);
    if (X509_set_version(cert, 2) && ASN1_INTEGER_set(X509_get_serialNumber(cert), 1) &&
        X509_gmtime_adj(X509_getm_notBefore(cert), from) &&
        X509_gmtime_adj(X509_getm_notAfter(cert), until) &&
        X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                                   (const unsigned char *)"router", -1, -1, 0) &&
        X509_set_issuer_name(cert, name) && X509_set_pubkey(cert, key) &&
        X509_sign(cert, key, NULL))
        return cert;
    X509_free(cert);
    return NULL;
}

static inline int earshot_tls_only(SSL_CTX *ctx, int version) {
    return SSL_CTX_set_min_proto_version(ctx, version) &&
           SSL_CTX_set_max_proto_version(ctx, version);
}

static inline void earshot_tls_wait_when_empty(BIO *bio) { BIO_set_mem_eof_return(bio, -1); }

#endif
