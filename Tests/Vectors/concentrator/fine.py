#!/usr/bin/env python3
"""Fine timestamps and the end of frames that were dated at their header, by themselves: nothing here was read from
Earshot's code. Origin of the steps: sx1302_hal 2.1.0 (loragw_sx1302_timestamp.c and sx1302_dc_notch_delay), read.
The three ends of frames marked "measured" were measured by running that library against an emulator.

Every result is computed twice: exactly, with fractions, and as the library does, in doubles and floats. They may
differ by one nanosecond, because the library cuts what it has rounded; this script stops when they differ by more.

  fine.py            writes fine.json and header-ends.csv
  fine.py --check    only says whether they are what it would write"""
import json, math, pathlib, random, struct, sys
from fractions import Fraction

here = pathlib.Path(__file__).parent
SECOND = 32_000_000
WORD = 2**32


def single(value):
    return struct.unpack("f", struct.pack("f", value))[0]


def preamble(sf):
    return 256 * 2**sf * (14 if sf < 7 else 12) + 256 * (2**sf // 4 - 1)


def used(metrics, sf):
    pairs = min(len(metrics) // 2, {12: 4, 11: 8, 10: 16}.get(sf, 32))
    return metrics[: 2 * pairs]


def reference(pulses, t):
    """The newest pulse at or before t, and the neighbour that its second ends or began at."""
    for index in reversed(range(len(pulses))):
        if (t - pulses[index]) % WORD < 2**31:
            other = index + 1 if index + 1 < len(pulses) else index - 1
            length = abs((pulses[other] - pulses[index] + 2**31) % WORD - 2**31)
            return pulses[index], length
    return None


def exact(case):
    pulses, metrics = case["pulses"], used(case["metrics"], case["sf"])
    if len(pulses) < 16 or not metrics:
        return None
    pre = Fraction(preamble(case["sf"]))
    pre += pre * Fraction(case["offset"], case["frequency"])
    t = (case["ticks"] - math.floor(pre + Fraction(1, 2)) + 2138) % WORD
    found = reference(pulses[-16:], t)
    if not found:
        return None
    pulse, length = found
    since = (t - pulse) % WORD
    # 100 millionths either way are a second; see docs/decisions/0123 for where this is stricter.
    if abs(length - SECOND) > 3200 or since > length:
        return None
    mean = Fraction(sum((len(metrics) - i) * m for i, m in enumerate(metrics)), len(metrics))
    x = Fraction(case["if"], 1000)
    notch = Fraction(0)
    if abs(x) <= 75:
        a, b, c, d, e = (Fraction(s) for s in ("0.0000017", "0.0000024", "-0.0101", "-0.01275", "10.2922"))
        notch = a * x**4 + b * x**3 + c * x**2 + d * x + e
    ns = (since + mean + notch) * Fraction(125, 4) * Fraction(SECOND, length)
    return math.floor(ns) if 0 <= ns < 10**9 else None


def library(case):
    """The same in the library's arithmetic, where it has a result."""
    sf, metrics, pulses = case["sf"], used(case["metrics"], case["sf"]), case["pulses"][-16:]
    relative = float(case["frequency"] + case["offset"]) / float(case["frequency"]) - 1.0
    pre = float(preamble(sf))
    pre = int(pre + (pre * relative + 0.5))
    t = (case["ticks"] - pre + 2138) % WORD
    running, total = 0, 0
    for metric in metrics:
        running += metric
        total += running
    mean = single(single(total) / single(len(metrics)))
    pulse, length = reference(pulses, t)
    x = case["if"] / 1e3
    notch = 0.0 if abs(x) > 75 else 1.7e-6 * x**4 + 2.4e-6 * x**3 - 0.0101 * x**2 - 0.01275 * x + 10.2922
    return int(((float((t - pulse) % WORD) + mean) + notch) * 31.25 * (32e6 / length))


def cases():
    rng = random.Random(0x0123)

    def case(**over):
        sf = over.pop("sf", rng.randrange(5, 13))
        crystal = over.pop("crystal", rng.randrange(-640, 641))
        newest = over.pop("newest", rng.randrange(WORD))
        number = over.pop("number", 16)
        age = over.pop("age", rng.randrange(0, 14))
        since = over.pop("since", rng.randrange(SECOND))
        second = SECOND + crystal
        pulses = [(newest - (number - 1 - i) * second + rng.randrange(-3, 4)) % WORD for i in range(number)]
        frequency = over.pop("frequency", rng.choice([868_100_000, 867_500_000, 923_300_000, 486_300_000, 433_175_000]))
        offset = over.pop("offset", rng.randrange(-30_000, 30_001))
        drift = math.floor(preamble(sf) * (1 + Fraction(offset, frequency)) + Fraction(1, 2))
        made = {
            "pulses": pulses, "sf": sf, "frequency": frequency, "offset": offset,
            "ticks": (pulses[max(0, number - 1 - age)] + since + drift - 2138) % WORD,
            "if": rng.choice([-400_000, -200_000, 0, 100_000, 200_000, 75_000, -75_000, 75_001, -75_001, rng.randrange(-75_000, 75_000)]),
            "metrics": [rng.randrange(-128, 128) for _ in range(2 * rng.choice([1, 3, 4, 5, 8, 16, 17, 31, 32, 33, 255]))],
        }
        made.update(over)
        return made

    for sf in range(5, 13):
        for _ in range(20):
            yield case(sf=sf)
        yield case(sf=sf, metrics=[-128] * 64, since=20_000)
        yield case(sf=sf, metrics=[127] * 64)
    zero = dict(crystal=0, age=3, offset=0, metrics=[0, 0])
    for since in (0, 1, SECOND - 1):
        for newest in (0, 1, 2_000_000_000, WORD - 1):
            yield case(**zero, since=since, newest=newest, **{"if": 200_000})
    for number in (0, 1, 15, 16, 17, 20):
        yield case(number=max(number, 1), age=0, since=1000, newest=1_000_000_000) if number else dict(
            case(), pulses=[])
    for crystal in (-3201, -3200, 3200, 3201):
        # Pulses without jitter, so that the bound is met to the tick.
        made = case(crystal=crystal, age=5, since=12345, newest=3_000_000_000, offset=0, metrics=[1, -1])
        made["pulses"] = [(3_000_000_000 - (15 - i) * (SECOND + crystal)) % WORD for i in range(16)]
        made["ticks"] = (made["pulses"][10] + 12345 + preamble(made["sf"]) - 2138) % WORD
        yield made
    lost = case(age=4, since=500_000)
    del lost["pulses"][-4]
    lost["pulses"].insert(0, (lost["pulses"][0] - SECOND) % WORD)
    yield lost
    yield case(metrics=[])
    yield case(age=0, since=2 * SECOND)
    yield case(age=0, since=-1, newest=7)
    yield case(**dict(zero, metrics=[-128] * 8, age=2), since=0)
    yield case(**dict(zero, metrics=[127] * 8, age=2), since=SECOND - 1)
    yield case(age=15, since=-40_000_000, newest=5)


def ends():
    """Frames dated at the header: microseconds to add to the count, to have the frame's end."""
    for bw in (125_000, 250_000, 500_000):
        for sf in range(5, 13):
            for cr in (5, 8):
                for length in (0, 1, 4, 13, 51, 222, 255):
                    for crc in (0, 1):
                        low = 2 if 2**sf * 1000 >= 16 * bw else 0
                        bits = 8 * length + 16 * crc + 20 + (8 if sf > 6 else 0) - 4 * sf
                        symbols = max(0, math.ceil(Fraction(bits, 4 * (sf - low)))) * cr
                        time = Fraction(symbols * 2**sf * 1_000_000, bw)
                        filters = Fraction(16_000_000 * 125_000, bw) + 2_031_250 + 500_000
                        yield bw, sf, cr, length, crc, math.trunc(time - filters / 10**6)


made = []
for case in cases():
    result = exact(case)
    if result is not None and abs(library(case) - result) > 1:
        sys.exit(f"{case}: {result} exactly, {library(case)} by the library")
    made.append(dict(case, ns=result))
assert sum(case["ns"] is None for case in made) >= 10 and sum(case["ns"] is not None for case in made) > 150
table = list(ends())
for row in ((125_000, 7, 5, 13, 1, 25_581), (125_000, 7, 5, 51, 1, 81_901), (125_000, 12, 5, 13, 1, 491_501)):
    assert row in table, ("measured", row)
texts = {
    "fine.json": "[\n" + ",\n".join(json.dumps(case, separators=(",", ":")) for case in made) + "\n]\n",
    "header-ends.csv": "# Made by fine.py.\nbandwidth,sf,cr,length,crc,microseconds\n"
    + "".join(",".join(map(str, row)) + "\n" for row in table),
}
for name, text in texts.items():
    if "--check" in sys.argv:
        if (here / name).read_text() != text:
            sys.exit(f"{here / name} is not what the rules make")
    else:
        (here / name).write_text(text)
