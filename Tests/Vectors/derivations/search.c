// Searches for a nonce whose draw skips a word under the rules of an ordinary plan (six spreading
// factors, frames of 24 to 52 bytes): 16 words of 2^32 are skipped for the length, 4 for the
// spreading factor, so one nonce in some 200 million does. make.py keeps what this found.
//   cc -O2 -Wno-deprecated-declarations search.c -lcrypto -o search && ./search
#include <openssl/sha.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static void be64(uint8_t *out, uint64_t n) {
    for (int i = 0; i < 8; i++) out[i] = n >> (56 - 8 * i);
}
static void digest_of(const SHA256_CTX *c, uint8_t *out) {
    for (int i = 0; i < 8; i++)
        for (int j = 0; j < 4; j++) out[4 * i + j] = c->h[i] >> (24 - 8 * j);
}
static void keyed(const uint8_t key[32], uint8_t pad, SHA256_CTX *c) {
    uint8_t block[64];
    memset(block, pad, 64);
    for (int i = 0; i < 32; i++) block[i] ^= key[i];
    SHA256_Init(c);
    SHA256_Transform(c, block);
}
// HMAC with prepared states over a message of at most 119 bytes.
static void hmac(const SHA256_CTX *in, const SHA256_CTX *out, const uint8_t *m, size_t n,
                 uint8_t tag[32]) {
    uint8_t b[128] = {0};
    memcpy(b, m, n);
    b[n] = 0x80;
    size_t blocks = (n + 9 + 63) / 64;
    be64(b + 64 * blocks - 8, 8 * (64 + n));
    SHA256_CTX c = *in;
    for (size_t i = 0; i < blocks; i++) SHA256_Transform(&c, b + 64 * i);
    uint8_t o[64] = {0};
    digest_of(&c, o);
    o[32] = 0x80;
    be64(o + 56, 8 * 96);
    c = *out;
    SHA256_Transform(&c, o);
    digest_of(&c, tag);
}

int main(void) {
    uint8_t value[32], key[32];
    SHA256((const uint8_t *)"search value", 12, value);
    SHA256((const uint8_t *)"search key", 10, key);
    uint8_t info[32 + 72];
    memcpy(info + 32, "earshot/draw/v1" "0123456789abcdef", 31);
    memcpy(info + 63, key, 32);
    be64(info + 95, 7);
    SHA256_CTX vi, vo, ki, ko;
    keyed(value, 0x36, &vi);
    keyed(value, 0x5c, &vo);
    for (uint64_t n = 0;; n++) {
        uint8_t nonce[32] = {0}, prk[32], t2[32], one[72];
        be64(nonce + 24, n);
        hmac(&vi, &vo, nonce, 32, prk);
        keyed(prk, 0x36, &ki);
        keyed(prk, 0x5c, &ko);
        memcpy(one, info + 32, 71);
        one[71] = 1;
        hmac(&ki, &ko, one, 72, info);
        info[103] = 2;
        hmac(&ki, &ko, info, 104, t2);
        uint32_t w[2];
        for (int i = 0; i < 2; i++)
            w[i] = (uint32_t)t2[4 * i] << 24 | t2[4 * i + 1] << 16 | t2[4 * i + 2] << 8 | t2[4 * i + 3];
        if (w[0] >= 4294967292u || w[1] >= 4294967280u) {
            printf("nonce %llu words %08x %08x\n", (unsigned long long)n, w[0], w[1]);
            fflush(stdout);
            if (w[0] >= 4294967292u) return 0;
        }
    }
}
