"""Makes unreachable.hex: a network file, sound in itself, whose oracle and router nobody runs. For
programs that need a network to begin and not to meet anybody.

    .venv/bin/python Tests/Vectors/networks/make.py
"""

import hashlib
import pathlib
import random
import sys

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "messages"))
from messages_reference import Maker, Schema, encode, public, secret, statement  # noqa: E402

# Test keys 1 to 5 (32 bytes of the number): founder and the oracle's four.
FOUNDER = secret(1)
ORACLE = {1: public(secret(2)), 2: public(secret(3)), 3: public(secret(4)), 4: public(secret(5)),
          5: "https://127.0.0.1:9"}

ROUTER = {1: public(secret(6)), 2: bytes(32), 3: "127.0.0.1", 4: 9}


def main():
    schema = Schema()
    record = schema.types["network"]
    named = {
        0: record.number, 1: 1, 2: "unreachable", 3: 1_800_000_000_000_000_000,
        5: [ORACLE], 6: [ROUTER], 7: [], 9: [], 10: [],
    }
    payload = encode(Maker(schema, random.Random(1), None).record(record, named))
    network = hashlib.sha256(payload).digest()[:8].hex()
    (HERE / "unreachable.hex").write_text(
        statement(network, "network", payload, FOUNDER).hex() + "\n")


if __name__ == "__main__":
    main()
