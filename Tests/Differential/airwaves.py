"""Compares `earshot airtime` and `earshot frame` with independent implementations: time on air by
rational arithmetic, LoRaWAN frames by the parser and builder of Tests/Vectors/lorawan.

    python Tests/Differential/airwaves.py --earshot PATH (--slice|--full) [--seed N]
"""

import argparse
import importlib.util
import json
import pathlib
import random
import subprocess
import sys
from fractions import Fraction
from itertools import product

SHOWN = 10


def load(path):
    """A script of Tests/Vectors as a module, whatever else is called `make`."""
    file = pathlib.Path(__file__).parent.parent / "Vectors" / path
    spec = importlib.util.spec_from_file_location(file.stem, file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


reference = load("lorawan/lorawan_reference.py")
airtime = load("airtime/make.py")

# What people write for each bandwidth: whole hertz, a half upwards.
HERTZ = {int(exact + Fraction(1, 2)): exact for exact in airtime.BANDWIDTHS}


class Comparison:
    def __init__(self, program):
        self.program = program
        self.differences = 0

    def answers(self, command, lines):
        """One answer per line; bad lines are `-` with a reason on standard error and exit code 1."""
        run = subprocess.run(
            [self.program, command], input="\n".join(lines) + "\n", capture_output=True, text=True)
        answers = run.stdout.splitlines()
        bad = [number for number, answer in enumerate(answers, 1) if answer == "-"]
        if len(answers) != len(lines):
            self.differ(f"{command}: {len(lines)} lines, {len(answers)} answers: {run.stderr[:500]}")
            sys.exit(self.report())
        if run.returncode != (1 if bad else 0):
            self.differ(f"{command}: exit code {run.returncode} with {len(bad)} bad lines")
        reasons = run.stderr.splitlines()
        if [reason.split(": ")[0] for reason in reasons] != [f"line {number}" for number in bad]:
            self.differ(f"{command}: {len(bad)} bad lines, standard error {reasons[:3]}")
        return answers

    def differ(self, text):
        self.differences += 1
        if self.differences <= SHOWN:
            print("DIFFERENCE", text)

    def compare(self, command, items):
        """Items are (line, answer expected); None where the line is to be refused."""
        answers = self.answers(command, [line for line, _ in items])
        for (line, expected), answer in zip(items, answers):
            if command == "frame" and answer != "-":
                same = expected is not None and list(json.loads(answer).items()) == expected
            else:
                same = answer == ("-" if expected is None else expected)
            if not same:
                self.differ(f"{command} {line}: {answer}, expected {expected}")

    def report(self):
        print(f"{self.differences} differences")
        return 1 if self.differences else 0


def airtime_items(full):
    lengths = range(256) if full else (0, 1, 2, 12, 13, 24, 51, 52, 53, 222, 254, 255)
    for spread, (hertz, exact), rate, length in product(
            range(5, 13), HERTZ.items(), range(5, 9), lengths):
        found = airtime.nanoseconds(spread, exact, rate, True, True, None, 8, length)
        yield f"{spread},{hertz},{rate},{length}", str(found)
    bad = (
        "", ",,,", "7,125000,5", "7,125000,5,51,", "4,125000,5,51", "13,125000,5,51", "7,125,5,51",
        "7,125001,5,51", "7,203125,5,51", "7,125000,4,51", "7,125000,9,51", "7,125000,5,256",
        "7,125000,5,-1", "7,125000,5,5.0", "07,125000,5,51", "7, 125000,5,51", "7,125000,5,51 ",
        "SF7,125000,5,51", "7,125000,4/5,51", "7,125000,5,99999999999999999999", "7,125000,5,\x00",
        "9" * 5000)
    yield from ((line, None) for line in bad)


def expected_fields(frame):
    try:
        return list(reference.parse(frame).items())
    except reference.Malformed:
        return None


def random_fields(draw):
    kind = draw.choice(reference.TYPES)
    fields = {"type": kind}
    if kind == "proprietary":
        fields["payload"] = draw.randbytes(draw.randrange(255)).hex()
    elif kind == "join_accept":
        fields["payload"] = draw.randbytes(draw.choice((16, 32))).hex()
    elif kind == "join_request":
        fields.update(
            join_eui=draw.randbytes(8).hex(), dev_eui=draw.randbytes(8).hex(),
            dev_nonce=draw.randrange(65536))
    elif kind == "rejoin_request":
        fields["rejoin_type"] = draw.randrange(3)
        if fields["rejoin_type"] == 1:
            fields["join_eui"] = draw.randbytes(8).hex()
        else:
            fields["net_id"] = draw.randbytes(3).hex()
        fields.update(dev_eui=draw.randbytes(8).hex(), rj_count=draw.randrange(65536))
    else:
        data_fields(draw, kind, fields)
    if kind not in ("proprietary", "join_accept"):
        fields["mic"] = draw.randbytes(4).hex()
    return fields


def data_fields(draw, kind, fields):
    options = draw.randbytes(draw.choice((0, 0, 1, 5, 15)))
    port = draw.choice((None, 0, 1, 2, 223, 224, 255))
    if options and port == 0:
        port = 10
    count = 0 if port is None else draw.choice((0, 1, 11, 51, draw.randrange(243 - len(options))))
    fields["dev_addr"] = draw.randbytes(4).hex()
    fields.update((name, draw.random() < 0.5) for name, _ in reference.flag_bits(kind))
    fields.update(
        fcnt=draw.randrange(65536), fopts=options.hex(), fport=port,
        payload=draw.randbytes(count).hex())


def frame_items(draw, count):
    for _ in range(count):
        fields = random_fields(draw)
        frame = reference.build(fields)
        assert reference.parse(frame) == fields, fields
        yield frame.hex(), list(fields.items())
        # The same frame damaged: cut, lengthened, one byte changed; and noise.
        cut = frame[: draw.randrange(len(frame) + 1)]
        longer = frame + draw.randbytes(draw.choice((1, 2, 5, 16)))
        place = draw.randrange(len(frame))
        changed = frame[:place] + draw.randbytes(1) + frame[place + 1 :]
        for damaged in (cut, longer, changed, draw.randbytes(draw.randrange(40))):
            text = damaged.hex()
            yield (text.upper() if draw.random() < 0.1 else text), expected_fields(damaged)
    for bad in ("0", "4 0", "0x40", "zz", "é", "40f17dbe4900020001954378762b11ff0", "e0" * 3000):
        yield bad, None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--earshot", required=True)
    size = parser.add_mutually_exclusive_group(required=True)
    size.add_argument("--slice", action="store_true")
    size.add_argument("--full", action="store_true")
    parser.add_argument("--seed", type=int, default=868)
    options = parser.parse_args()
    draw = random.Random(options.seed)
    comparison = Comparison(options.earshot)
    times = list(airtime_items(options.full))
    comparison.compare("airtime", times)
    frames = list(frame_items(draw, 200_000 if options.full else 3_000))
    comparison.compare("frame", frames)
    accepted = sum(expected is not None for _, expected in frames)
    print(f"seed {options.seed}: {len(times)} times on air, "
          f"{len(frames)} frames, {accepted} of them well-formed")
    return comparison.report()


if __name__ == "__main__":
    sys.exit(main())
