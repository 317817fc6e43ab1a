"""Compares `earshot convert` with Python's base64 and bytes.fromhex, both ways, on good lines and
on damaged ones.

    python Tests/Differential/notation.py --earshot PATH (--slice|--full) [--seed N]
"""

import argparse
import base64
import binascii
import random
import re
import subprocess
import sys

SHOWN = 10


def from_hex(line):
    if not re.fullmatch(r"([0-9a-f]{2})*", line):
        return "-"
    return base64.b64encode(bytes.fromhex(line)).decode()


def from_base64(line):
    try:
        data = base64.b64decode(line, validate=True)
    except (binascii.Error, ValueError):
        return "-"
    # Python takes left-over bits that are not zero: a second spelling.
    return data.hex() if base64.b64encode(data).decode() == line else "-"


def lines(source, count, text):
    letters = "0123456789abcdefABCDEFZz+/=-_ ."
    for _ in range(count):
        line = text(source.randbytes(source.randrange(40)))
        if source.random() < 0.5:
            place = source.randrange(len(line) + 1)
            cut = source.randrange(2)
            line = line[:place] + source.choice(letters) + line[place + cut :]
        yield line


def ask(program, command, given):
    done = subprocess.run(
        [program, "convert", command], input="\n".join(given) + "\n", capture_output=True,
        text=True, check=False)
    complaints = done.stderr.splitlines()
    answers = done.stdout.splitlines()
    bad = [f"line {index + 1}: " for index, line in enumerate(answers) if line == "-"]
    told = len(bad) == len(complaints) and all(
        complaint.startswith(start) for complaint, start in zip(complaints, bad))
    return answers, told and done.returncode == (1 if bad else 0)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--earshot", required=True)
    parser.add_argument("--slice", action="store_true")
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--seed", type=int, default=50)
    chosen = parser.parse_args()
    source = random.Random(chosen.seed)
    count = 1_000_000 if chosen.full else 20_000
    differences = 0
    for command, text, expected in [
        ("base64", bytes.hex, from_hex),
        ("hex", lambda data: base64.b64encode(data).decode(), from_base64),
    ]:
        given = list(lines(source, count, text))
        answers, told = ask(chosen.earshot, command, given)
        wrong = [
            (line, answer, expected(line))
            for line, answer in zip(given, answers)
            if answer != expected(line)
        ]
        if len(answers) != len(given) or not told:
            print(f"convert {command}: {len(answers)} answers to {len(given)} lines, told {told}")
            differences += 1
        for row in wrong[:SHOWN]:
            print(f"convert {command}: {row[0]!r} gave {row[1]!r}, not {row[2]!r}")
        differences += len(wrong)
        refused = sum(1 for answer in answers if answer == "-")
        print(f"convert {command}: {len(given)} lines, {refused} refused, {len(wrong)} differ")
    sys.exit(1 if differences else 0)


if __name__ == "__main__":
    main()
