"""DeterministicMath and the integer measures against mpmath, on fresh seeded inputs.

    python Tests/Differential/arithmetic.py --earshot PATH (--slice | --full) [--seed N]

The command line has no arithmetic of its own, so this builds arithmetic/main.swift with the sources of
Units, optimised, and drives that in place of `earshot`: one `function input…` a line, one result a line.
"""
import argparse
import math
import pathlib
import random
import struct
import subprocess
import sys
import tempfile

from mpmath import asin, atan2, cos, floor, log, mp, mpf, pi, sin, sqrt

mp.prec = 200
TOP = pathlib.Path(__file__).resolve().parent.parent.parent

# Function, the bound in ulp of its doc comment, and the truth.
FUNCTIONS = {
    "sqrt": (0.5, lambda x, _: sqrt(x)), "sin": (0.85, lambda x, _: sin(x)),
    "cos": (0.85, lambda x, _: cos(x)), "atan2": (0.56, lambda y, x: atan2(y, x)),
    "asin": (0.65, lambda x, _: asin(x)), "log2": (0.51, lambda x, _: log(x, 2)),
    "log10": (0.51, lambda x, _: log(x, 10)), "exp2": (0.53, lambda x, _: mpf(2) ** x),
}


def bits(value):
    return struct.pack(">d", value).hex()


def number(text):
    return struct.unpack(">d", bytes.fromhex(text))[0]


def any_number(generator):
    return struct.unpack(">d", struct.pack(">Q", generator.randrange(1, 0x7FF0 << 48)))[0]


def point(generator, name):
    sign = generator.choice((-1.0, 1.0))
    near = sign * math.ldexp(1 + generator.random(), -generator.randrange(1, 1000))
    if name in ("sin", "cos"):
        close = generator.randrange(1, 4096) * (math.pi / 2) * (1 + generator.randrange(-9, 9) * 2.0**-52)
        return generator.choice((close, generator.uniform(-6433, 6433), generator.uniform(-7, 7), near)), 1.0
    if name == "atan2":
        y = sign * any_number(generator)
        return generator.choice((
            (y, y * generator.uniform(-1, 1)), (y * generator.uniform(-1, 1), y), (near, sign * any_number(generator)),
            (generator.uniform(-1, 1), generator.uniform(-1, 1))))
    if name == "asin":
        return generator.choice((near, generator.uniform(-1, 1), sign * (1 - abs(near)))), 1.0
    if name == "exp2":
        return generator.choice((near, generator.uniform(-1074, 1023.9), generator.uniform(-1, 1))), 1.0
    if name == "sqrt":
        return any_number(generator), 1.0
    return generator.choice((1 + near / 2, any_number(generator), generator.uniform(0.001, 10))), 1.0


def half_away(value):
    return int(floor(abs(value) + mpf(1) / 2)) * (-1 if value < 0 else 1)


def any_size(generator, most):
    return generator.getrandbits(generator.randrange(1, most + 1))


def integers(generator):
    """A line for each integer measure, and the truth."""
    n = max(1, any_size(generator, 64))
    yield f"log {n}", half_away(log(n, 2) * 65536)
    metres, hertz = any_size(generator, 63), any_size(generator, 64)
    product = mpf(max(1, metres)) * max(1, hertz)
    yield f"loss {metres} {hertz}", half_away(2000 * log(4 * pi * product / 299792458) / log(10))
    a, b = max(1, any_size(generator, 64)), max(1, any_size(generator, 64))
    yield f"ratio {a} {b}", half_away(1000 * log(mpf(a) / b) / log(10))
    reach = 10 ** generator.uniform(-7, 2.3)
    lat, lng = generator.uniform(-90, 90), generator.uniform(-180, 180)
    lat2 = max(-90.0, min(90.0, generator.choice((-1, 1)) * lat + generator.uniform(-reach, reach)))
    lng2 = max(-180.0, min(180.0, lng + generator.choice((0, 180, -180)) + generator.uniform(-reach, reach)))
    u, v, w, x = (mpf(value) * pi / 180 for value in (lat, lng, lat2, lng2))
    h = sin((w - u) / 2) ** 2 + cos(u) * cos(w) * sin((x - v) / 2) ** 2
    yield f"distance {lat!r},{lng!r} {lat2!r},{lng2!r}", half_away(2 * 6371007 * atan2(sqrt(h), sqrt(1 - h)))


def build(folder):
    program = pathlib.Path(folder) / "arithmetic"
    sources = sorted(map(str, (TOP / "Sources/Core/Units").rglob("*.swift")))
    subprocess.run(["swiftc", "-O", "-wmo", "-o", program, TOP / "Tests/Differential/arithmetic/main.swift", *sources],
                   check=True)
    return program


def answers(program, lines):
    run = subprocess.run([program], input="\n".join(lines) + "\n", capture_output=True, text=True, check=True)
    results = run.stdout.splitlines()
    if len(results) != len(lines):
        sys.exit(f"{len(lines)} lines in, {len(results)} out")
    return results


def compare_functions(program, generator, count):
    failures = []
    for name, (bound, truth) in FUNCTIONS.items():
        points = [point(generator, name) for _ in range(count)]
        results = answers(program, [f"{name} {bits(x)} {bits(y)}" for x, y in points])
        worst = mpf(0)
        for (x, y), text in zip(points, results):
            true, result = truth(mpf(x), mpf(y)), number(text)
            nearest = float(true)
            error = abs(mpf(result) - true) / mpf(math.ulp(nearest))
            normal = abs(nearest) >= 2.0**-1022
            if error > (bound if normal else 1):
                failures.append(f"{name}({x!r}, {y!r}) = {result!r}: {float(error):.4f} ulp off")
            worst = max(worst, error if normal else 0)
        print(f"{name}: {count} points, worst {float(worst):.4f} ulp, bound {bound}")
    return failures


def compare_integers(program, generator, count):
    pairs = [pair for _ in range(count) for pair in integers(generator)]
    results = answers(program, [line for line, _ in pairs])
    failures = [f"{line} = {result}, not {truth}"
                for (line, truth), result in zip(pairs, results) if result != str(truth)]
    print(f"log, loss, ratio, distance: {len(pairs)} values, {len(failures)} differ")
    return failures


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--earshot")
    parser.add_argument("--seed", type=int, default=1)
    size = parser.add_mutually_exclusive_group(required=True)
    size.add_argument("--slice", action="store_true")
    size.add_argument("--full", action="store_true")
    arguments = parser.parse_args()
    generator = random.Random(arguments.seed)
    count = 100_000 if arguments.full else 2_000
    with tempfile.TemporaryDirectory() as folder:
        program = build(folder)
        failures = compare_functions(program, generator, count)
        failures += compare_integers(program, generator, count)
    for failure in failures[:10]:
        print(failure)
    sys.exit(1 if failures else 0)


main()
