"""Compares `earshot key` with independent implementations: Ed25519 of PyPI's `cryptography`, and the
addresses, names and backup words of Tests/Vectors/keys/make-vectors.py.

    python Tests/Differential/signing.py --earshot PATH (--slice|--full) [--seed N]

Names: random keys, and addresses with random mistakes. Restoring: random seeds from words that
Python made; the key file must be the text docs/keys.md describes, and export must give the words back.
"""

import argparse
import importlib.util
import pathlib
import random
import subprocess
import sys
import tempfile

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

SHOWN = 10
differences = 0


def load(path):
    file = pathlib.Path(__file__).parent.parent / "Vectors" / path
    spec = importlib.util.spec_from_file_location("keys_reference", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def differ(text):
    global differences
    differences += 1
    if differences <= SHOWN:
        print("DIFFERENCE", text)


def run(program, words, text=""):
    return subprocess.run([program, "key", *words], input=text, capture_output=True, text=True)


def compare_names(program, reference, source, count):
    lines, expected = [], []
    for _ in range(count):
        key = source.randbytes(32)
        address = reference.bech32m("ear", key)
        lines.append(address)
        expected.append(reference.name(key))
        place = source.randrange(len(address))
        letter = source.choice("qpzry9x8gf2tvdw0s3jn54khce6mua7lbio1A-")
        if letter != address[place]:
            lines.append(address[:place] + letter + address[place + 1 :])
            expected.append("-")
    result = run(program, ["name"], "\n".join(lines) + "\n")
    answers = result.stdout.splitlines()
    if len(answers) != len(lines) or result.returncode != 1:
        differ(f"{len(lines)} addresses, {len(answers)} answers, exit {result.returncode}")
    for line, answer, right in zip(lines, answers, expected):
        if answer != right:
            differ(f"{line}: {answer}, not {right}")
    return len(lines)


def compare_backups(program, reference, source, count):
    with tempfile.TemporaryDirectory() as folder:
        for number in range(count):
            seed = source.randbytes(32)
            key = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
            address, words = reference.bech32m("ear", key), " ".join(reference.backup(seed))
            path = f"{folder}/{number}.key"
            restored = run(program, ["restore", "--out", path], words)
            shown = f"address     {address}\nname        {reference.name(key)}\n"
            shown += f"public key  {key.hex()}\n"
            if restored.stdout != shown:
                differ(f"{seed.hex()}: restore says {restored.stdout} {restored.stderr}")
                continue
            text = f"# Secret key of {address}. Keep it to yourself; back it up: "
            text += f"earshot key export --words\nearshot-key-v1 ed25519 {seed.hex()}\n"
            if pathlib.Path(path).read_text() != text:
                differ(f"{seed.hex()}: the key file has another text")
            if run(program, ["export", "--words", "--allow-pipe", path]).stdout != words + "\n":
                differ(f"{seed.hex()}: export gives other words")
            if run(program, ["verify", path], words).returncode != 0:
                differ(f"{seed.hex()}: verify does not know its own words")
            wrong = words.split()
            place = source.randrange(24)
            wrong[place] = source.choice([w for w in reference.BACKUP if w != wrong[place]])
            refused = run(program, ["verify", path], " ".join(wrong))
            if refused.returncode != 1 or f"word {place + 1} " not in refused.stderr:
                differ(f"{seed.hex()}: verify with word {place + 1} wrong: {refused.stderr}")
    return count


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--earshot", required=True)
    size = parser.add_mutually_exclusive_group(required=True)
    size.add_argument("--slice", action="store_true")
    size.add_argument("--full", action="store_true")
    parser.add_argument("--seed", type=int, default=80)
    options = parser.parse_args()
    source = random.Random(options.seed)
    reference = load("keys/make-vectors.py")
    names = compare_names(options.earshot, reference, source, 500_000 if options.full else 500)
    backups = compare_backups(options.earshot, reference, source, 5_000 if options.full else 20)
    print(f"signing: {names} addresses, {backups} backups, {differences} differences")
    return 1 if differences else 0


sys.exit(main())
