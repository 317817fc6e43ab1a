// OpenSSL 3 marks the plain SHA256_* calls deprecated in favour of EVP, which allocates twice per
// hash. They are still there, still use the CPU's SHA instructions, and work on a struct of ours.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/evp.h>
#include <openssl/sha.h>
