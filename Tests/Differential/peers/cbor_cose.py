#!/usr/bin/env python3
"""The other side of Tests/AttestationTests/PeerTests.swift: cbor2 and pycose.

  cbor_cose.py make SEED COUNT      random values as cbor2 writes them: "HEX RENDERING" per line
  cbor_cose.py mutate SEED COUNT    damaged encodings: "HEX accept|refuse" per line
  cbor_cose.py check                reads "HEX RENDERING" lines, says which cbor2 reads otherwise
  cbor_cose.py sign SEED COUNT      statements by pycose: "HEX NETWORK TYPE ID" per line
  cbor_cose.py verify               reads the same lines, says which pycose refuses

`check` and `verify` end with "checked N". Both sides print values in one notation: integers in
decimal, h'…' byte strings, t'…' the hexadecimal UTF-8 of texts, [a,b], {k:v}, true, false, null.
"""
import hashlib
import random
import sys

import cbor2
from pycose.algorithms import EdDSA
from pycose.headers import KID, Algorithm
from pycose.keys import OKPKey
from pycose.keys.curves import Ed25519
from pycose.messages import Sign1Message

DEEPEST = 8
INTEGER_ENDS = [0, 1, 23, 24, 255, 256, 65535, 65536, 2 ** 32 - 1, 2 ** 32, 2 ** 63 - 1, 2 ** 63,
                2 ** 64 - 1]


def random_integer(rng):
    if rng.random() < 0.5:
        value = rng.choice(INTEGER_ENDS)
    else:
        value = rng.getrandbits(rng.randint(1, 64))
    return -1 - (value & 2 ** 63 - 1) if rng.random() < 0.3 else value


def random_text(rng):
    alphabet = "aZ0~é߿ࠀ￿𐀀\U0010ffff\x00\n\"\\"
    return "".join(rng.choice(alphabet) for _ in range(rng.choice([0, 1, 5, 23, 24, 30])))


def random_bytes(rng):
    return rng.randbytes(rng.choice([0, 1, 4, 23, 24, 32, 64, 255, 256, 300]))


def random_key(rng):
    kind = rng.random()
    if kind < 0.7:
        return rng.randint(0, 30)
    return random_integer(rng) if kind < 0.9 else random_text(rng)


def random_value(rng, depth=1):
    kind = rng.random()
    if depth <= DEEPEST and kind < 0.4:
        count = rng.choice([0, 1, 2, 3, 5, 24, 26] if depth < 3 else [0, 1, 2])
        if kind < 0.2:
            return [random_value(rng, depth + 1) for _ in range(count)]
        return sorted_map({random_key(rng): random_value(rng, depth + 1) for _ in range(count)})
    if kind < 0.65:
        return random_integer(rng)
    if kind < 0.8:
        return random_bytes(rng)
    if kind < 0.9:
        return random_text(rng)
    return rng.choice([True, False, None])


def sorted_map(value):
    """RFC 8949 4.2.1: by the bytes of the keys. (cbor2's canonical=True is RFC 7049's order.)"""
    return dict(sorted(value.items(), key=lambda item: cbor2.dumps(item[0])))


def deterministic(value):
    return cbor2.dumps(value)  # Shortest heads and the dictionary's own order.


def same_order(value):
    """Whether both orders of keys agree everywhere, so that canonical=True must agree too."""
    if isinstance(value, list):
        return all(same_order(item) for item in value)
    if isinstance(value, dict):
        keys = [cbor2.dumps(key) for key in value]
        return keys == sorted(keys, key=lambda key: (len(key), key)) and all(
            same_order(item) for item in value.values())
    return True


def render(value):
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int):
        return str(value)
    if isinstance(value, bytes):
        return "h'" + value.hex() + "'"
    if isinstance(value, str):
        return "t'" + value.encode().hex() + "'"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(map(render, value)) + "]"
    return "{" + ",".join(render(k) + ":" + render(v) for k, v in value.items()) + "}"


def in_subset(value, depth=1):
    """Whether a decoded value is one the network's CBOR has, and plain."""
    if value is None or type(value) in (bool, bytes, str):
        return True
    if type(value) is int:
        return -2 ** 63 <= value < 2 ** 64
    if depth > DEEPEST:
        return False
    if type(value) is list:
        return all(in_subset(item, depth + 1) for item in value)
    if type(value) is dict:
        return all(
            type(key) in (int, str) and in_subset(key) and in_subset(item, depth + 1)
            for key, item in value.items())
    return False


def resort(value):
    if isinstance(value, list):
        return [resort(item) for item in value]
    if isinstance(value, dict):
        return sorted_map({key: resort(item) for key, item in value.items()})
    return value


def verdict(data):
    """Accepted is what cbor2 reads, is in the subset, and encodes to the very same bytes."""
    try:
        value = cbor2.loads(data)
        fine = in_subset(value) and deterministic(resort(value)) == data
    except Exception:  # Whatever cbor2 raises means that it does not read these bytes.
        fine = False
    return "accept" if fine else "refuse"


def lengthened(rng, data):
    """One head written longer than it needs; cbor2 reads such bytes."""
    position = rng.randrange(len(data))
    first = data[position]
    if first & 31 < 24 and first >> 5 != 7:
        size = rng.choice([1, 2, 4, 8])
        head = bytes([first & 0xE0 | {1: 24, 2: 25, 4: 26, 8: 27}[size]])
        return data[:position] + head + (first & 31).to_bytes(size, "big") + data[position + 1:]
    return data


def damaged(rng, data):
    kind = rng.randrange(8)
    position = rng.randrange(len(data))
    if kind == 0:
        return data[:position] + bytes([data[position] ^ 1 << rng.randrange(8)]) + data[position + 1:]
    if kind == 1:
        return data[:position] + rng.randbytes(1) + data[position:]
    if kind == 2:
        return data[:position] + data[position + 1:]
    if kind == 3:
        return data[:position]
    if kind == 4:
        return data + rng.randbytes(rng.randint(1, 3))
    if kind == 5:
        return lengthened(rng, data)
    if kind == 6:  # Head of indefinite length where an array or map begins.
        if data[0] >> 5 in (4, 5) and data[0] & 31 < 24:
            return bytes([data[0] | 31]) + data[1:] + b"\xff"
        return b"\x9f" + data + b"\xff"
    return rng.choice([b"\xf9\x3c\x00", b"\xf7", b"\xc1\x00", b"\xd9\xd9\xf7" + data, b"\xc2\x41\x05",
                       b"\x82" + data, b"\xfb" + bytes(8), b"\xe5", b"\xf8\x20", data + data])


def unsorted_map(rng):
    """A map with two keys exchanged, or one twice: pieces put together by hand."""
    keys = sorted({cbor2.dumps(random_key(rng)) for _ in range(rng.randint(2, 9))})
    if rng.random() < 0.3:
        keys.insert(rng.randrange(len(keys)), rng.choice(keys))
    elif len(keys) > 1:
        a = rng.randrange(len(keys) - 1)
        keys[a], keys[a + 1] = keys[a + 1], keys[a]
    return bytes([0xA0 | len(keys)]) + b"".join(key + b"\x00" for key in keys)


def make(rng, count):
    for _ in range(count):
        value = random_value(rng)
        data = deterministic(value)
        if same_order(value):
            assert cbor2.dumps(value, canonical=True) == data
        print(data.hex(), render(value))


def mutate(rng, count):
    for _ in range(count):
        if rng.random() < 0.1:
            data = unsorted_map(rng)
        else:
            data = damaged(rng, deterministic(random_value(rng)))
        print(data.hex() or "-", verdict(data))


def check():
    count = 0
    for line in sys.stdin:
        encoded, text = line.split()
        data = bytes.fromhex(encoded)
        value = cbor2.loads(data)
        if render(value) != text:
            print("reads otherwise:", line.strip(), render(value))
        if deterministic(resort(value)) != data:
            print("writes otherwise:", line.strip(), deterministic(resort(value)).hex())
        count += 1
    print("checked", count)


def additional_data(network, kind):
    return f"earshot/{network}/{kind}/v1".encode()


def sign(rng, count):
    for index in range(count):
        secret = rng.randbytes(32)
        key = OKPKey(crv=Ed25519, d=secret, x=public_of(secret))
        network = rng.randbytes(8).hex()
        kind = rng.choice(["seal", "reveal", "registration", "session-key-certificate"])
        value = sorted_map({0: rng.randint(0, 300),
                            **{rng.randint(1, 40): random_value(rng, 2) for _ in range(4)}})
        message = Sign1Message(
            phdr={Algorithm: EdDSA, KID: key.x}, uhdr={}, payload=deterministic(value),
            external_aad=additional_data(network, kind))
        message.key = key
        data = message.encode()
        identity = hashlib.sha256(message._create_sig_structure()).hexdigest()
        print(data.hex(), network, kind, identity)


def public_of(secret):
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
    key = Ed25519PrivateKey.from_private_bytes(secret).public_key()
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)


def verify():
    count = 0
    for line in sys.stdin:
        encoded, network, kind, identity = line.split()
        # pycose 1.1 asks for a list and a dict where cbor2 6 gives a tuple and a frozendict, so its
        # decode() is entered one step further in.
        tagged = cbor2.loads(bytes.fromhex(encoded))
        header, unprotected, payload, signature = tagged.value
        message = Sign1Message.from_cose_obj(
            [header, dict(unprotected), payload, signature], True)
        message.external_aad = additional_data(network, kind)
        message.key = OKPKey(crv=Ed25519, x=message.phdr[KID])
        fine = tagged.tag == 18 and message.phdr[Algorithm] == EdDSA and not message.uhdr
        if not (fine and message.verify_signature()):
            print("refused:", line.strip())
        if hashlib.sha256(message._create_sig_structure()).hexdigest() != identity:
            print("another id:", line.strip())
        count += 1
    print("checked", count)


if __name__ == "__main__":
    if sys.argv[1] in ("check", "verify"):
        {"check": check, "verify": verify}[sys.argv[1]]()
    else:
        mode = {"make": make, "mutate": mutate, "sign": sign}[sys.argv[1]]
        mode(random.Random(int(sys.argv[2])), int(sys.argv[3]))
