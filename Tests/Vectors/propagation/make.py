"""Makes propagation.json: bounds of propagation with 60 digits (PyPI's mpmath).

    .venv/bin/python Tests/Vectors/propagation/make.py > Tests/Vectors/propagation/propagation.json
"""

import json
import random

from mpmath import ceil, floor, log10, mp, mpf, pi, sqrt

mp.dps = 60
LIGHT = 299_792_458
CURVE = mpf(8) / 3 * 6_371_007
FREQUENCIES = (433_175_000, 470_300_000, 868_100_000, 915_000_000, 923_300_000)


def nearest(value):
    """Half away from zero."""
    return int(floor(value + mpf(1) / 2)) if value >= 0 else -int(floor(-value + mpf(1) / 2))


def free_space(distance, frequency):
    return 20 * log10(4 * pi * distance * frequency / LIGHT)


def main():
    draw = random.Random(433)
    rows = []
    for _ in range(1_000):
        distance = int(10 ** draw.uniform(0, 5.5))
        first, second = int(10 ** draw.uniform(0, 3.2)), int(10 ** draw.uniform(0, 2))
        near = draw.randint(1, max(1, distance - 1))
        far = max(1, distance - near)
        frequency = draw.choice(FREQUENCIES)
        path = free_space(distance, frequency)
        plane = 40 * log10(distance) - 20 * log10(first * second)
        eirp, gain = draw.randint(-900, 3_600), draw.randint(-300, 800)
        rows.append({
            "distance": distance, "frequency": frequency, "h1": first, "h2": second, "near": near,
            "far": far, "eirp": eirp, "gain": gain,
            "strongest": nearest(100 * (mpf(eirp + gain) / 100 - path + 6)),
            "least_flat_loss": nearest(100 * max(path - 6, plane)),
            "breakpoint": nearest(mpf(4) * first * second * frequency / LIGHT),
            "horizon": int(ceil(sqrt(CURVE * first)) + ceil(sqrt(CURVE * second))),
            "bulge": nearest(mpf(near) * far / CURVE),
            "fresnel": nearest(sqrt(mpf(LIGHT) * near * far / frequency / (near + far))),
        })
    print('{"made_by": "Tests/Vectors/propagation/make.py", "seed": 433, "rows": [')
    print(",\n".join(json.dumps(row) for row in rows))
    print("]}")


if __name__ == "__main__":
    main()
