#!/usr/bin/env python3
"""Writes keys.txt: seed, public key, address, three-word name, 24 backup words.

    .venv/bin/python Tests/Vectors/keys/make-vectors.py > Tests/Vectors/keys/keys.txt

Public keys by PyPI's `cryptography` (50.0.2); bech32m from BIP-350's text; names and words from the
lists under script/words and the rules of docs/keys.md. Nothing of it is Earshot's Swift.
"""

import hashlib
import pathlib

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

WORDS = pathlib.Path(__file__).parent.parent.parent.parent / "script/words"
BACKUP = (WORDS / "backup-words.txt").read_text().split()
NAMES = [(WORDS / f"name-{n}.txt").read_text().split() for n in ("first", "second", "third")]


def polymod(values):
    check = 1
    for value in values:
        top, check = check >> 25, (check & 0x1FFFFFF) << 5 ^ value
        for i, g in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            check ^= g if top >> i & 1 else 0
    return check


def bech32m(prefix, data):
    bits = "".join(f"{b:08b}" for b in data)
    bits += "0" * (-len(bits) % 5)
    words = [int(bits[i : i + 5], 2) for i in range(0, len(bits), 5)]
    expanded = [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix]
    mod = polymod(expanded + words + [0] * 6) ^ 0x2BC830A3
    words += [mod >> 5 * (5 - i) & 31 for i in range(6)]
    return prefix + "1" + "".join("qpzry9x8gf2tvdw0s3jn54khce6mua7l"[w] for w in words)


def name(key):
    digest = hashlib.sha256(b"earshot/name/v1" + key).digest()
    return "-".join(words[number] for words, number in zip(NAMES, digest))


def backup(seed):
    check = hashlib.sha256(b"earshot/backup/v1" + seed).digest()[:1]
    number = int.from_bytes(seed + check, "big")
    return [BACKUP[number >> 11 * (23 - i) & 2047] for i in range(24)]


if __name__ == "__main__":
    seeds = [bytes(32), b"\xff" * 32, bytes(range(32))]
    seeds += [hashlib.sha256(b"earshot key vector %d" % n).digest() for n in range(61)]
    print("# Written by Tests/Vectors/keys/make-vectors.py: seed, key, address, name, 24 words")
    for seed in seeds:
        key = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
        print(seed.hex(), key.hex(), bech32m("ear", key), name(key), *backup(seed))
