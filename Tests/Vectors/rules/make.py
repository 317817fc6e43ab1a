"""Makes links.json: W-9, W-12 to W-16 and their suspicions for made-up links, from the text of
docs/protocol.md 5 and the numbers of networks/rules.toml, with PyPI's h3 (cells' centres) and 40
digits of mpmath.

    .venv/bin/python Tests/Vectors/rules/make.py > Tests/Vectors/rules/links.json
"""

import json
import pathlib
import random
import tomllib

import h3
from mpmath import asin, ceil, cos, floor, log10, mp, mpf, pi, radians, sin, sqrt

mp.dps = 40
ROOT = pathlib.Path(__file__).resolve().parents[3]
BOOK = tomllib.loads((ROOT / "networks/rules.toml").read_text())
RADIUS = 6_371_007
LIGHT = 299_792_458
PLAN_EIRP = 1_615  # EU868


def number(rule, name):
    return BOOK[rule][name][0]


def nearest(value):
    """Half away from zero."""
    return int(floor(value + mpf(1) / 2)) if value >= 0 else -int(floor(-value + mpf(1) / 2))


def distance(one, other):
    (a, b), (c, d) = h3.cell_to_latlng(one), h3.cell_to_latlng(other)
    a, b, c, d = (radians(mpf(x)) for x in (a, b, c, d))
    haversine = sin((c - a) / 2) ** 2 + cos(a) * cos(c) * sin((d - b) / 2) ** 2
    return nearest(2 * RADIUS * asin(sqrt(haversine)))


def free_space(metres, hertz):
    return nearest(2000 * log10(4 * pi * max(metres, 1) * hertz / LIGHT))


def horizon(one, other):
    curve = RADIUS * 8 // 3
    return sum(int(ceil(sqrt(mpf(curve * min(h, number("W-13", "height")))))) for h in (one, other))


def bandwidth_decibels(hertz):
    return nearest(1000 * log10(hertz))


def judge(link):
    """Rule -> pass, or [reason, measured, limit], or a reason alone for not judged."""
    metres = link["distance"]
    verdict = {}
    offset = link["channel"] + link["error"] - link["frequency"]
    tolerance = link["bandwidth"] * number("W-9", "tolerance") // 1000
    if abs(offset) > tolerance:
        verdict["W-9"] = ["offFrequency", abs(offset), tolerance]
    else:
        mean = nearest(mpf(link["errorSum"]) / link["errorCount"])
        limit = link["frequency"] * number("W-9", "drift") // 10**9
        drift = abs(offset - mean)
        enough = link["errorCount"] >= number("W-9", "receptions")
        verdict["W-9"] = ["driftImplausible", drift, limit] if enough and drift > limit else "pass"
    verdict["W-12"] = (
        "pass" if metres >= number("W-12", "distance")
        else ["tooClose", metres, number("W-12", "distance")])
    verdict["W-13"] = (
        "pass" if metres <= number("W-13", "distance")
        else ["tooFar", metres, number("W-13", "distance")])
    eirp = min(link["eirp"], PLAN_EIRP)
    loss = free_space(metres - number("W-14", "cell_slack"), link["frequency"])
    strongest = eirp - loss + min(link["gain"], number("W-14", "gain"))
    strongest += number("W-14", "over_free_space")
    signal = link["signal"]
    if metres < number("W-14", "distance"):
        verdict["W-14"] = "closeBy"
    else:
        verdict["W-14"] = "pass" if signal <= strongest else ["tooStrong", signal, strongest]
    floor_ratio = -250 * (link["sf"] - 4)
    least = floor_ratio - number("W-15", "slack")
    weakest = (
        -17_400 + bandwidth_decibels(link["bandwidth"]) + number("W-15", "noise_figure") + floor_ratio)
    if link["ratio"] < least:
        verdict["W-15"] = ["ratioTooLow", link["ratio"], least]
    else:
        verdict["W-15"] = "pass" if signal >= weakest else ["signalTooWeak", signal, weakest]
    wider = bandwidth_decibels(link["bandwidth"]) - bandwidth_decibels(125_000)
    noise = signal - link["ratio"] - wider
    least_noise = number("W-16", "floor")
    verdict["W-16"] = "pass" if noise >= least_noise else ["noiseTooLow", noise, least_noise]
    far = horizon(link["h1"], link["h2"]) * number("W-13", "horizon") // 1000
    verdict["suspicions"] = (["W-13"] if metres > far else []) + (
        ["W-14"]
        if metres >= number("W-14", "distance")
        and signal > strongest - number("W-14", "suspicious")
        else [])
    return verdict


def main():
    draw = random.Random(2_026)
    rows = []
    while len(rows) < 1_500:
        latitude, longitude = draw.uniform(-80, 80), draw.uniform(-179, 179)
        reach = 10 ** draw.uniform(1.8, 5.2)
        share = draw.uniform(-1, 1)
        north = reach * share / 111_195
        east = reach * (1 - share * share) ** 0.5 / 111_195 / max(0.2, float(cos(radians(latitude))))
        one = h3.latlng_to_cell(latitude, longitude, 12)
        other = h3.latlng_to_cell(latitude + north, (longitude + east + 180) % 360 - 180, 12)
        frequency = draw.choice((433_175_000, 868_100_000, 867_500_000, 915_900_000))
        link = {
            "one": one, "other": other, "distance": distance(one, other),
            "frequency": frequency, "channel": frequency + draw.choice((0, 0, 0, 200_000)),
            "bandwidth": draw.choice((125_000, 125_000, 250_000, 500_000)),
            "error": draw.choice((-1, 1)) * int(10 ** draw.uniform(0, 4.8)),
            "errorCount": draw.randint(1, 40), "sf": draw.randint(7, 12),
            "eirp": draw.randint(400, 2_400), "gain": draw.randint(-300, 1_400),
            "h1": draw.choice((1, 3, 10, 50, 51, 400)), "h2": draw.choice((1, 5, 20, 80)),
            "ratio": draw.randint(-2_600, 1_300),
        }
        link["errorSum"] = link["errorCount"] * draw.randint(-2_000, 2_000) + draw.randint(0, 9)
        # Around the bounds that it is judged by.
        bound = judge(link | {"signal": 10**6})["W-14"]
        aim = bound[2] if isinstance(bound, list) else -9_000
        link["signal"] = draw.choice((
            aim + draw.randint(-400, 200), aim, -12_600 + link["ratio"] + draw.randint(-5, 600),
            -17_503 + bandwidth_decibels(link["bandwidth"]) - 250 * (link["sf"] - 4)
            + draw.randint(-3, 900)))
        link["signal"] = max(-20_000, min(3_000, link["signal"]))
        rows.append(link | {"judged": judge(link)})
    print('{"made_by": "Tests/Vectors/rules/make.py", "seed": 2026, "rows": [')
    print(",\n".join(json.dumps(row) for row in rows))
    print("]}")


if __name__ == "__main__":
    main()
