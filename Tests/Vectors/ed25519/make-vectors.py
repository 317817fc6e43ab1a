#!/usr/bin/env python3
"""Writes edge-cases.txt: signatures at the edges of Ed25519, with the verdict of Earshot's rule.

    python3 Tests/Vectors/ed25519/make-vectors.py > Tests/Vectors/ed25519/edge-cases.txt
    python3 Tests/Vectors/ed25519/make-vectors.py --swift > Sources/Edge/Signing/RuleProbe+All.swift

With --swift it writes the few of them that the program itself tries before its first verdict.

The arithmetic is big integers from the definitions in RFC 8032, without any library, so that it is
independent of libsodium. The families are those of "Taming the many EdDSAs" (Chalkias, Garillot,
Nikolaenko, 2020; its cases 0-11) and of C2SP's CCTV Ed25519 vectors: small-order and mixed-order
keys and nonces, encodings that are not canonical, S not reduced, signatures only the equation with
cofactor accepts. The bytes are ours: every point and message is found here.

Each line: name, verdict of the rule, verdict of the equation with cofactor and no other check,
key, signature, message; the last three in hex, `-` for no bytes.
"""

import hashlib
import sys

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
SQRT_M1 = pow(2, (P - 1) // 4, P)
IDENTITY = (0, 1)


def add(p, q):
    return affine(add_extended(extended(p), extended(q)))


def extended(p):
    return (p[0], p[1], 1, p[0] * p[1] % P)


def affine(p):
    inverse = pow(p[2], -1, P)
    return (p[0] * inverse % P, p[1] * inverse % P)


def add_extended(p, q):
    """RFC 8032, 5.1.4."""
    a = (p[1] - p[0]) * (q[1] - q[0]) % P
    b = (p[1] + p[0]) * (q[1] + q[0]) % P
    c = 2 * p[3] * q[3] * D % P
    d = 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def times(n, p):
    result, power = (0, 1, 1, 0), extended(p)
    while n:
        if n & 1:
            result = add_extended(result, power)
        power = add_extended(power, power)
        n >>= 1
    return affine(result)


def x_of(y, sign):
    """The x of a point, or None. Takes what a lenient decoder takes: 'minus zero' included."""
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * SQRT_M1 % P
    if (x * x - square) % P:
        return None
    return -x % P if x & 1 != sign else x


def encode(p):
    return (p[1] | (p[0] & 1) << 255).to_bytes(32, "little")


def decode(data):
    """Leniently: y modulo p, any sign bit."""
    number = int.from_bytes(data, "little")
    y = (number & (2**255 - 1)) % P
    x = x_of(y, number >> 255)
    return None if x is None else (x, y)


BASE = (x_of(4 * pow(5, P - 2, P) % P, 0), 4 * pow(5, P - 2, P) % P)


def small_order_points():
    """The eight points of order 1, 2, 4 and 8: multiples of one of order 8."""
    y = 2
    while True:
        x = x_of(y, 0)
        if x is not None:
            torsion = times(L, (x, y))
            if times(4, torsion) != IDENTITY:
                return [times(i, torsion) for i in range(8)]
        y += 1


SMALL = small_order_points()
SMALL_SET = set(SMALL)


def encodings(p):
    """Every 32 bytes a lenient decoder takes for this point; the canonical one first."""
    found = [encode(p)]
    for y in (p[1], p[1] + P):
        if y >= 2**255:
            continue
        for sign in (0, 1):
            data = (y | sign << 255).to_bytes(32, "little")
            if decode(data) == p and data not in found:
                found.append(data)
    return found


def challenge(r, a, message):
    return int.from_bytes(hashlib.sha512(r + a + message).digest(), "little") % L


def verdicts(a, signature, message):
    """(the rule's verdict, the lenient cofactored verdict)"""
    r, s = signature[:32], int.from_bytes(signature[32:], "little")
    point_a, point_r = decode(a), decode(r)
    if point_a is None or point_r is None:
        return (False, False)
    h = challenge(r, a, message)
    left = times(s % L, BASE)
    right = add(point_r, times(h, point_a))
    # h times a point of mixed order: h is taken modulo L first, as RFC 8032 and libsodium do.
    cofactored = times(8, left) == times(8, right)
    strict = (
        s < L
        and encode(point_a) == a
        and encode(point_r) == r
        and point_a not in SMALL_SET
        and point_r not in SMALL_SET
        and left == right
    )
    return (strict, cofactored)


def secret(seed):
    h = hashlib.sha512(seed).digest()
    a = int.from_bytes(h[:32], "little") & (2**254 - 8) | 2**254
    return a, h[32:]


def sign(seed, message):
    a, prefix = secret(seed)
    key = encode(times(a, BASE))
    r = int.from_bytes(hashlib.sha512(prefix + message).digest(), "little") % L
    nonce = encode(times(r, BASE))
    s = (r + challenge(nonce, key, message) * a) % L
    return key, nonce + s.to_bytes(32, "little")


def scalar(s):
    return s.to_bytes(32, "little")


LINES = []
COUNTS = {True: 0, False: 0}


def put(name, key, signature, message, expected=None):
    strict, cofactored = verdicts(key, signature, message)
    assert expected is None or strict == expected, (name, strict, expected)
    COUNTS[strict] += 1
    words = ["valid" if v else "invalid" for v in (strict, cofactored)]
    LINES.append(
        " ".join([name, *words, key.hex(), signature.hex(), message.hex() or "-"])
    )


def messages(label):
    n = 0
    while True:
        yield f"earshot {label} {n}".encode()
        n += 1


def small_key_and_nonce():
    """S = 0, A and R of small order, in every encoding; a message for which the equation without
    cofactor holds, where there is one, so that only the order or the encoding can refuse it."""
    for i, point_a in enumerate(SMALL):
        for j, point_r in enumerate(SMALL):
            for m, a in enumerate(encodings(point_a)):
                for n, r in enumerate(encodings(point_r)):
                    tries = messages(f"small {i} {j}")
                    for _ in range(64):
                        message = next(tries)
                        h = challenge(r, a, message)
                        if add(point_r, times(h % 8, point_a)) == IDENTITY:
                            break
                    put(f"small-key-{i}.{m}-small-nonce-{j}.{n}", a, r + scalar(0), message, False)


def small_key_any_nonce():
    """A of small order in every encoding, an honest S: anybody could 'sign' for such a key."""
    for i, point_a in enumerate(SMALL):
        for m, a in enumerate(encodings(point_a)):
            s = int.from_bytes(hashlib.sha512(b"s%d" % i).digest(), "little") % L
            for j, torsion in enumerate(SMALL):
                point_r = add(times(s, BASE), torsion)
                r = encode(point_r)
                for message, _ in zip(messages(f"key {i} nonce {j}"), range(64)):
                    h = challenge(r, a, message)
                    if add(point_r, times(h % 8, point_a)) == times(s, BASE):
                        put(f"small-key-{i}.{m}-mixed-nonce-{j}", a, r + scalar(s), message, False)
                        break


def small_nonce_any_key():
    """R of small order in every encoding, a key of prime or mixed order: S = h·a. Only a holder who
    gives the secret away makes one, but two verifiers must not disagree about it."""
    a, _ = secret(bytes(range(32)))
    for i, torsion in enumerate(SMALL):
        point_a = add(times(a, BASE), torsion)
        key = encode(point_a)
        for j, point_r in enumerate(SMALL):
            for n, r in enumerate(encodings(point_r)):
                for message, _ in zip(messages(f"nonce {j} key {i}"), range(64)):
                    h = challenge(r, key, message)
                    if add(point_r, times(h % 8, torsion)) == IDENTITY or i == 0:
                        put(
                            f"mixed-key-{i}-small-nonce-{j}.{n}", key,
                            r + scalar(h * a % L), message, False)
                        break


def mixed_orders():
    """Keys and nonces with a part of small order. Where the parts cancel, the equation without
    cofactor holds and the rule accepts; where they do not, only the one with cofactor holds."""
    a, _ = secret(bytes(range(1, 33)))
    for i, key_part in enumerate(SMALL):
        key = encode(add(times(a, BASE), key_part))
        for j, nonce_part in enumerate(SMALL):
            seen = set()
            for message, n in zip(messages(f"mixed {i} {j}"), range(64)):
                r = int.from_bytes(hashlib.sha512(b"r" + message).digest(), "little") % L
                nonce = encode(add(times(r, BASE), nonce_part))
                h = challenge(nonce, key, message)
                cancels = add(nonce_part, times(h % 8, key_part)) == IDENTITY
                if cancels in seen:
                    continue
                seen.add(cancels)
                s = (r + h * a) % L
                kind = "cancels" if cancels else "cofactored-only"
                put(f"mixed-key-{i}-mixed-nonce-{j}-{kind}", key, nonce + scalar(s), message, cancels)


def scalars():
    """S + kL satisfies the same equation; only S itself is canonical."""
    seed, message = bytes(range(2, 34)), b"earshot scalars"
    key, signature = sign(seed, message)
    s = int.from_bytes(signature[32:], "little")
    put("honest", key, signature, message, True)
    k = 1
    while s + k * L < 2**256:
        put(f"s-plus-{k}L", key, signature[:32] + scalar(s + k * L), message, False)
        k += 1
    for name, value in [
        ("zero", 0), ("L-1", L - 1), ("L", L), ("L+1", L + 1), ("2^252-1", 2**252 - 1),
        ("2^252", 2**252), ("2^253", 2**253), ("2^255-20", P - 1), ("2^256-1", 2**256 - 1),
        ("minus-S", L - s), ("S+1", s + 1), ("S-1", s - 1),
    ]:
        put(f"s-{name}", key, signature[:32] + scalar(value), message, False)


def points_off_canon():
    """Encodings of points that are not of small order: y in p ... 2^255 - 1, and y of no point."""
    seed, message = bytes(range(3, 35)), b"earshot points"
    key, signature = sign(seed, message)
    for y in range(2, 19):
        for sign_bit in (0, 1):
            data = (y + P | sign_bit << 255).to_bytes(32, "little")
            on = "point" if decode(data) else "no-point"
            put(f"key-y-{y}+p-{sign_bit}-{on}", data, signature, message, False)
            put(f"nonce-y-{y}+p-{sign_bit}-{on}", key, data + signature[32:], message, False)
    for y in range(2, 12):
        if decode(y.to_bytes(32, "little")) is None:
            put(f"key-y-{y}-no-point", y.to_bytes(32, "little"), signature, message, False)
            put(f"nonce-y-{y}-no-point", key, y.to_bytes(32, "little") + signature[32:], message, False)
    for name, data in [("zeros", bytes(32)), ("ones", b"\xff" * 32)]:
        put(f"key-{name}", data, signature, message, False)
        put(f"nonce-{name}", key, data + signature[32:], message, False)
        put(f"signature-{name}", key, data * 2, message, False)


def honest():
    """Lengths around SHA-512's block, each also with one bit of each part turned."""
    for length in (0, 1, 47, 48, 63, 64, 65, 127, 128, 129, 1023, 4096):
        seed = hashlib.sha256(b"seed %d" % length).digest()
        message = hashlib.shake_128(b"message %d" % length).digest(length)
        key, signature = sign(seed, message)
        put(f"honest-{length}", key, signature, message, True)
        flipped = bytearray(signature)
        flipped[length % 64] ^= 1 << length % 8
        put(f"bit-of-signature-{length}", key, bytes(flipped), message, False)
        flipped = bytearray(key)
        flipped[length % 32] ^= 1 << length % 8
        put(f"bit-of-key-{length}", bytes(flipped), signature, message, False)
        if length:
            flipped = bytearray(message)
            flipped[length // 2] ^= 0x10
            put(f"bit-of-message-{length}", key, signature, bytes(flipped), False)
        put(f"byte-more-{length}", key, signature, message + b"\0", False)


# One per clause of the rule, and one mixed-order pair that a rule stricter than ours would refuse.
PROBES = [
    "honest-1", "mixed-key-4-mixed-nonce-0-cancels", "s-plus-1L", "small-key-4.0-mixed-nonce-0",
    "small-key-4.1-mixed-nonce-0", "mixed-key-0-small-nonce-0.0", "mixed-key-0-small-nonce-0.1",
    "mixed-key-0-mixed-nonce-4-cofactored-only",
]


def print_swift():
    def hash256(data):
        numbers = [data[i : i + 8].hex() for i in range(0, 32, 8)]
        return ", ".join("0x" + "_".join(n[i : i + 4] for i in range(0, 16, 4)) for n in numbers)

    print("// Written by Tests/Vectors/ed25519/make-vectors.py --swift; the same bytes are in")
    print("// Tests/Vectors/ed25519/edge-cases.txt.")
    print("internal import Primitives\n\nextension RuleProbe {\n    static let all: [RuleProbe] = [")
    lines = {line.split()[0]: line.split() for line in LINES}
    for name in PROBES:
        _, verdict, _, key, signature, message = lines[name]
        key, signature = bytes.fromhex(key), bytes.fromhex(signature)
        print(f"        RuleProbe(\n            name: \"{name}\",")
        for label, data in (("key", key), ("r", signature[:32]), ("s", signature[32:])):
            print(f"            {label}: Hash256(words: (\n                {hash256(data)}\n            )),")
        message = bytes.fromhex(message)
        items = ", ".join("0x%02x" % b for b in message)
        print(f"            message: [{items}],")
        print(f"            expected: {'true' if verdict == 'valid' else 'false'}),")
    print("    ]\n}")


if __name__ == "__main__":
    for family in (
        honest, scalars, points_off_canon, small_key_and_nonce, small_key_any_nonce,
        small_nonce_any_key, mixed_orders,
    ):
        family()
    if sys.argv[1:] == ["--swift"]:
        print_swift()
        sys.exit()
    print("# Written by Tests/Vectors/ed25519/make-vectors.py, which says what the families are.")
    print("# name, the rule's verdict, verdict with cofactor alone, key, signature, message")
    print("\n".join(LINES))
    print(f"{len(LINES)} vectors, {COUNTS[True]} valid, {COUNTS[False]} invalid", file=sys.stderr)
