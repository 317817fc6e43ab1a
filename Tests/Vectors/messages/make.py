"""Makes golden.json and bad.json: messages of every type and payloads that are bad in one way, by
the independent reader of docs/messages.md next to this file.

    .venv/bin/python Tests/Vectors/messages/make.py
"""

import json
import pathlib
import random

import cbor2
from messages_reference import Maker, Schema, encode, message_to_json, public, secret
from messages_reference import statement_id

HERE = pathlib.Path(__file__).parent
NETWORK = "0123456789abcdef"
ORIGIN = (
    "Tests/Vectors/messages/make.py: cbor2 6.2.1, cryptography 50.0.2, h3 4.5.0; schema read from "
    "docs/messages.md; test key n has the secret of 32 bytes n")


def golden(schema):
    vectors = []
    for number, name in enumerate(schema.types):
        for full in (True, False):
            maker = Maker(schema, random.Random(1000 * number + full), NETWORK, full)
            data, payload, key = maker.message(name)
            vectors.append({
                "type": name,
                "bytes": data.hex(),
                "payload": payload.hex(),
                "id": statement_id(NETWORK, name, payload, key) if key else None,
                "json": message_to_json(schema, name, data),
            })
    return vectors


class Bad:
    """One payload per refusal, each bad in one way only."""

    def __init__(self, schema):
        self.schema = schema

    def good(self, name):
        maker = Maker(self.schema, random.Random(7), NETWORK, full=True)
        return cbor2.loads(maker.message(name)[1])

    def changed(self, name, change):
        value = self.good(name)
        change(value)
        return encode(value)

    def all(self):
        good, changed = self.good, self.changed
        seal = encode(good("seal"))

        def put(path, new):
            def change(value):
                for key in path[:-1]:
                    value = value[key]
                value[path[-1]] = new
            return change

        long_reports = good("witness-reports")
        report = {2: 1, 3: 0, 4: [{1: 0, 2: 0, 3: 868100000, 4: 7, 5: 125000, 6: -1, 8: 0}]}
        long_reports[2] = [
            {1: bytes([224, 1]) + number.to_bytes(2, "big") * 100, **report}
            for number in range(250)]
        news = {0: 32, 1: 1, 2: [{1: 5, 2: bytes(32)}, {1: 6, 2: bytes(32)}]}
        notice = lambda value: value.update({5: 7, 6: 22})
        uplinks = good("uplink-batch")
        uplinks[2] = [{**uplinks[2][0], 5: 7, 7: 50000}]
        transmit = "reveal"
        far = {1: 501, 2: 5, 3: 0, 4: int("8c1fb46741ae9ff", 16)}
        return [
            ("malformed", "", seal + b"\0"),
            ("malformed", "window", bytes.fromhex("a4001822010102181703582000")),
            ("payloadTooLong", "", encode(long_reports)),
            ("unknownType", "type", encode({0: 99, 1: 1})),
            ("otherType", "openings.content.type", changed("bundle", put(
                [2], [{1: 1, 2: bytes(32), 3: encode(good("rules"))}]))),
            ("missingField", "window", changed("seal", lambda value: value.pop(2))),
            ("unknownField", "", changed("seal", put([9], 0))),
            ("wrongKind", "window", changed("seal", put([2], "5"))),
            ("outOfRange", "transmission.sf", changed(transmit, put([5, 3], 13))),
            ("outOfRange", "transmission.power_cdbm", changed(transmit, put([5, 5], 5001))),
            ("outOfRange", "sequence", changed("seal", put([1], 0))),
            ("wrongLength", "seal", changed("seal", put([3], bytes(31)))),
            ("wrongLength", "payout", changed("payout", put([3], bytes(21)))),
            ("wrongCount", "openings", changed("bundle", put([2], []))),
            ("unknownWord", "slot", changed(transmit, put([3], 2))),
            ("unprintableText", "text", changed("appeal", put([4], "bell\a"))),
            ("badCell", "cell", changed("location", put([3], 0x8C1FB46741AE9FE ^ 7 << 3))),
            ("otherResolution", "cell", changed("location", put([3], 0x8B1FB46741AEFFF))),
            ("notAscending", "commitments", encode({**news, 2: news[2][::-1]})),
            ("notAscending", "commitments", encode({**news, 2: news[2][:1] * 2})),
            ("wrongOrder", "", changed("session-key", lambda value: value.update({3: 9, 4: 8}))),
            ("badExpiry", "", changed("trust-notice", notice)),
            ("badExpiry", "", changed("decision", lambda value: value.update({6: 7, 7: 7}))),
            ("notExactlyOne", "uplinks", encode(uplinks)),
            ("nothingGiven", "", encode({0: 32, 1: 1})),
            ("positionCell", "position", changed(transmit, put([7], far))),
            ("badInner", "certificate", changed("hello", put([3], b"\xd2\x80"))),
            ("periods", "periods", changed("network", put([4, 4], 31))),
        ]


def main():
    schema = Schema()
    keys = {str(number): public(secret(number)).hex() for number in range(1, 10)}
    vectors = golden(schema)
    document = {"origin": ORIGIN, "network": NETWORK, "keys": keys, "vectors": vectors}
    (HERE / "golden.json").write_text(json.dumps(document, indent=1) + "\n")
    bad = [{"code": code, "field": field, "payload": payload.hex()}
           for code, field, payload in Bad(schema).all()]
    (HERE / "bad.json").write_text(
        json.dumps({"origin": ORIGIN, "vectors": bad}, indent=1) + "\n")
    corpus = HERE.parents[1] / "Corpus" / "message"
    for vector in vectors[::2]:
        (corpus / vector["type"]).write_bytes(bytes.fromhex(vector["bytes"]))
    print(f"{len(vectors)} golden vectors of {len(schema.types)} types, {len(bad)} bad ones")


if __name__ == "__main__":
    main()
