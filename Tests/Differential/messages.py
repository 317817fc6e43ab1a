"""Compares `earshot message decode|encode|verify` with an independent reader of docs/messages.md
(cbor2, cryptography, pycose): seeded messages of every type read and written back, and changed ones
refused or read as cbor2 reads them.

    python Tests/Differential/messages.py --earshot PATH (--slice|--full) [--seed N]
"""

import argparse
import json
import pathlib
import random
import subprocess
import sys

import cbor2
from pycose.keys import OKPKey
from pycose.keys.curves import Ed25519
from pycose.messages import Sign1Message

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "Vectors" / "messages"))
from messages_reference import Maker, Schema, address, encode, message_to_json, public  # noqa: E402
from messages_reference import statement_id  # noqa: E402

SHOWN = 10
NETWORK = "00c0ffee00c0ffee"


class Comparison:
    def __init__(self, program):
        self.program, self.differences, self.counts = program, 0, {}

    def run(self, command, lines):
        """The answers of one command, line by line."""
        done = subprocess.run(
            [self.program, "message", *command], input="\n".join(lines) + "\n",
            capture_output=True, text=True, check=False)
        answers = done.stdout.splitlines()
        if len(answers) != len(lines) or done.returncode not in (0, 1):
            sys.exit(f"message {command}: {len(lines)} lines in, {len(answers)} out\n{done.stderr}")
        return answers

    def check(self, what, asked, found, wanted):
        self.counts[what] = self.counts.get(what, 0) + 1
        if found == wanted:
            return
        self.differences += 1
        if self.differences <= SHOWN:
            print(f"{what}: {asked}\n  earshot {found}\n  here    {wanted}")


def compare_good(comparison, schema, chance, rounds):
    made = []
    for _ in range(rounds):
        for name in schema.types:
            made.append((name, *Maker(schema, chance, NETWORK).message(name)))
    lines = [data.hex() for _, data, _, _ in made]
    decoded = comparison.run(["decode"], lines)
    for (name, data, _, _), line, answer in zip(made, lines, decoded):
        wanted = message_to_json(schema, name, data)
        comparison.check(
            "decode", line, answer if answer == "-" else json.loads(answer), wanted)
    objects = [json.dumps(message_to_json(schema, name, data)) for name, data, _, _ in made]
    for line, text, answer in zip(lines, objects, comparison.run(["encode"], objects)):
        comparison.check("encode", text, answer, line)
    signed = [entry for entry in made if entry[3]]
    answers = comparison.run(
        ["verify", "--network-id", NETWORK], [data.hex() for _, data, _, _ in signed])
    for (name, data, payload, key), answer in zip(signed, answers):
        number = statement_id(NETWORK, name, payload, key)
        wanted = f"valid {name} {address(public(key))} {number}"
        comparison.check("verify", data.hex(), answer, wanted)
        # pycose reads and verifies what was made here, so both sides agree with a third.
        header, unprotected, content, signature = cbor2.loads(data).value
        message = Sign1Message.from_cose_obj(
            [header, dict(unprotected), content, signature], True)
        message.external_aad = f"earshot/{NETWORK}/{name}/v1".encode()
        message.key = OKPKey(crv=Ed25519, x=public(key))
        comparison.check("pycose", data.hex(), message.verify_signature(), True)
    return made


def compare_changed(comparison, schema, chance, made, rounds):
    """A changed message is refused, or it is what cbor2 reads, in the one encoding."""
    lines, sources = [], []
    for name, data, payload, key in made:
        bare = payload if schema.types[name].form != "statement" else data
        for _ in range(rounds):
            changed = bytearray(bare)
            for _ in range(chance.choice([1, 1, 2])):
                at = chance.randrange(len(changed))
                match chance.randrange(3):
                    case 0: changed[at] ^= 1 << chance.randrange(8)
                    case 1: del changed[at]
                    case 2: changed.insert(at, chance.randrange(256))
                if not changed:
                    changed = bytearray(b"\0")
            lines.append(bytes(changed).hex())
            sources.append(name)
    refused = 0
    answers = comparison.run(["decode"], lines)
    again = comparison.run(["encode"], [a if a != "-" else "{}" for a in answers])
    verdicts = comparison.run(["verify", "--network-id", NETWORK], lines)
    for line, answer, back, verdict in zip(lines, answers, again, verdicts):
        if answer == "-":
            refused += 1
            comparison.check("changed", line, verdict.split()[0], "invalid")
            continue
        comparison.check("changed", line, back, line)
        data = bytes.fromhex(line)
        comparison.check("changed, one encoding", line, encode(cbor2.loads(data)).hex(), line)
        found = json.loads(answer)
        comparison.check(
            "changed, meaning", line, found, message_to_json(schema, found["type"], data))
    print(f"{len(lines)} changed messages, {refused} refused")


def compare_bad(comparison):
    """The words of refusal, through the whole command."""
    from messages_reference import secret, statement
    file = pathlib.Path(__file__).parent.parent / "Vectors" / "messages" / "bad.json"
    schema = Schema()
    numbers = {record.number: record for record in schema.types.values()}
    lines, wanted = [], []
    for vector in json.loads(file.read_text())["vectors"]:
        payload = bytes.fromhex(vector["payload"])
        record = numbers.get(payload[2] if payload[2] < 24 else payload[3])
        if vector["code"] in ("malformed", "unknownType") or record.form != "statement":
            continue
        lines.append(statement(NETWORK, record.name, payload, secret(1)).hex())
        wanted.append(f"invalid {vector['code']}")
    for line, answer, due in zip(
            lines, comparison.run(["verify", "--network-id", NETWORK], lines), wanted):
        comparison.check("refusal", line, answer, due)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--earshot", required=True)
    size = parser.add_mutually_exclusive_group(required=True)
    size.add_argument("--slice", action="store_true")
    size.add_argument("--full", action="store_true")
    parser.add_argument("--seed", type=int, default=20260101)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    comparison, schema = Comparison(options.earshot), Schema()
    made = compare_good(comparison, schema, chance, 3 if options.slice else 60)
    compare_changed(comparison, schema, chance, made, 10 if options.slice else 20)
    compare_bad(comparison)
    counts = ", ".join(f"{what} {count}" for what, count in comparison.counts.items())
    print(f"messages of {len(schema.types)} types, seed {options.seed}: {counts}")
    print(f"{comparison.differences} differences")
    sys.exit(1 if comparison.differences else 0)


if __name__ == "__main__":
    main()
