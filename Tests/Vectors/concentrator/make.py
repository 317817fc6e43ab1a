#!/usr/bin/env python3
"""Derives the register image that a start must lead to, from the tables beside it, by itself: nothing here
was read from Earshot's code. Origin of the tables: sx1302_hal 2.1.0, observed on the wire and read.

  make.py            writes eu868.image, us915.image and in865.image (ADDRESS VALUE, hexadecimal, ascending), and
                     regions.csv, where the image of each region's plan differs from eu868.image
  make.py --check    only says whether they are what it would write

For eu868 the rules below must give exactly what was observed, or nothing is written."""
import csv, pathlib, sys
from fractions import Fraction

here = pathlib.Path(__file__).parent


def rows(name):
    lines = [l for l in (here / name).read_text().splitlines() if l and not l.startswith("#")]
    return [line.split(",") for line in lines[1:]]


RESET = {int(a, 16): int(v, 16) for a, v, _ in rows("reset.csv")}

# radio centres in Hz; channels as (radio, offset); service (radio, offset, SF, kHz); FSK (radio, offset)
EU868 = dict(
    radios={"A": 867_500_000, "B": 868_500_000},
    channels=[("B", -400_000), ("B", -200_000), ("B", 0)]
    + [("A", k * 200_000) for k in (-2, -1, 0, 1, 2)],
    service=("B", -200_000, 7, 250), fsk=("B", 300_000), public=True,
)
US915 = dict(
    radios={"A": 904_300_000, "B": 905_000_000},
    channels=[("A", -400_000), ("A", -200_000), ("A", 0), ("A", 200_000)]
    + [("B", k * 100_000) for k in (-3, -1, 1, 3)],
    service=("A", 300_000, 8, 500), fsk=None, public=True,
)
# Made to differ in all that a plan can: one radio, which is B, few channels, short factors, private word.
IN865 = dict(
    radios={"B": 865_500_000},
    channels=[("B", -437_500), None, ("B", -97_500), ("B", 485_000)],
    service=("B", 0, 12, 125), fsk=None, public=False,
)


def toward_zero(value):
    return -(-value.numerator // value.denominator) if value < 0 else value.numerator // value.denominator


def steps(hertz):
    return toward_zero(Fraction(hertz * 32, 15625)) % 8192


def drift(kilohertz, centre):
    mantissa, exponent = kilohertz * 1000 * 2**20 // centre, 0
    while mantissa < 2048:
        mantissa, exponent = mantissa * 2, exponent + 1
    return mantissa, exponent


class Image(dict):
    def bits(self, address, high, low, value):
        mask = (1 << (high - low + 1)) - 1
        assert 0 <= value <= mask
        self[address] = self[address] & ~(mask << low) & 0xFF | value << low


SERVICE = range(0x5B00, 0x5B50)
FSK = range(0x5B50, 0x5B67)


def image(plan):
    result = Image(RESET)
    for address, _, value, _ in rows("after-start.csv"):
        address = int(address, 16)
        if address in SERVICE and not plan["service"] or address in FSK and not plan["fsk"]:
            continue
        result[address] = int(value, 16)
    for address, high, low, value in rows("correlators.csv"):
        for factor in range(8):
            result.bits(int(address, 16) + 7 * factor, int(high), int(low), int(value))
    for address, value, _ in rows("handshakes.csv"):
        result[int(address, 16)] = int(value, 16)
    for radio, address in (("A", 0x5783), ("B", 0x5784)):
        if radio not in plan["radios"]:
            result[address] = 0
    result.bits(0x57C0, 1, 0, 1 if "A" in plan["radios"] else 2)

    channels = list(plan["channels"]) + [None] * (8 - len(plan["channels"]))
    on_b = in_use = 0
    for index, channel in enumerate(channels):
        for address in (0x5800 + 2 * index, 0x5801 + 2 * index):
            result[address] = RESET[address]
        if channel:
            in_use |= 1 << index
            on_b |= (channel[0] == "B") << index
            result.bits(0x5800 + 2 * index, 4, 0, steps(channel[1]) >> 8)
            result[0x5801 + 2 * index] = steps(channel[1]) & 0xFF
    if plan.get("fine"):
        # Counts are taken at the header, with up to 32 pairs of metrics; each frame is demodulated twice.
        result.bits(0x58C0, 2, 2, 0)
        result[0x58C1] = 32
        result.bits(0x58B3, 3, 0, 8)
        result[0x608C] = 0xFF
    if plan.get("listens"):
        result[0x578C] = 1
    result[0x5810], result[0x5820], result[0x5821] = on_b, in_use, in_use
    centre = plan["radios"].get("A") or plan["radios"]["B"]
    mantissa, exponent = drift(125, centre)
    result.bits(0x58A0, 3, 0, mantissa >> 8)
    result[0x58A1] = mantissa & 0xFF
    result.bits(0x58A2, 2, 0, exponent)
    peaks = (6, 8) if plan["public"] else (2, 4)
    result[0x588E], result[0x588F] = peaks
    result.bits(0x5605, 0, 0, bool(plan["service"]))
    result.bits(0x5605, 2, 2, bool(plan["fsk"]))
    if plan["service"]:
        radio, offset, factor, kilohertz = plan["service"]
        code = {125: 4, 250: 5, 500: 6}[kilohertz]
        short = factor <= 6
        result[0x5B02] = radio == "B"
        result.bits(0x5B00, 4, 0, steps(offset) >> 8)
        result[0x5B01] = steps(offset) & 0xFF
        result[0x5B21] = code << 4 | factor
        result.bits(0x5B22, 5, 4, (factor, kilohertz) in ((11, 125), (12, 125), (12, 250)))
        result.bits(0x5B23, 5, 5, short)
        result[0x5B27] = 12 if short else 8
        result.bits(0x5B32, 2, 0, 4 if short else 6 if factor <= 10 else 7)
        result.bits(0x5B33, 7, 6, 0 if factor <= 10 else {125: 1, 250: 2, 500: 3}[kilohertz])
        mantissa, exponent = drift(kilohertz, centre)
        result.bits(0x5B36, 3, 0, mantissa >> 8)
        result[0x5B37] = mantissa & 0xFF
        result.bits(0x5B38, 2, 0, exponent)
        result[0x5B2E], result[0x5B2F] = (2, 4) if short else peaks
    if plan["fsk"]:
        radio, offset = plan["fsk"]
        result.bits(0x5B54, 1, 1, radio == "B")
        result.bits(0x5B50, 4, 0, steps(offset) >> 8)
        result[0x5B51] = steps(offset) & 0xFF
    return result


def span(channels):
    return max(channels) - min(channels)


def centre(channels):
    return (max(channels) + min(channels)) // 2


def around(channels):
    """One radio if all lie within 500 kHz of its centre, else two, cut so that the wider half is narrowest; of equal
    cuts the later one."""
    if span(channels) <= 1_000_000:
        return {"A": centre(channels)}
    cuts = range(1, len(channels))
    cut = min(cuts, key=lambda c: (max(span(channels[:c]), span(channels[c:])), -c))
    return {"A": centre(channels[:cut]), "B": centre(channels[cut:])}


def region(name, row, first=None):
    """The plan of a region out of maps/regions/plans.csv. `first` is the lowest channel of another sub-band."""
    channels = [int(hertz) for hertz in row["beacon_channels_hz"].split()]
    if first is not None:
        channels = [first + 200_000 * k for k in range(8)]
    if name == "EU868":
        return EU868
    service = None
    if name[:2] in ("US", "AU"):
        radios = {"A": channels[0] + 400_000, "B": channels[0] + 1_100_000}
        service = ("A", 300_000, 8, 500)
    else:
        radios = around(channels)
    nearest = lambda hertz: min(sorted(radios), key=lambda r: abs(hertz - radios[r]))
    return dict(
        radios=radios, channels=[(nearest(c), c - radios[nearest(c)]) for c in channels], service=service,
        fsk=None, public=True, listens=bool(row["listen_before_talk"]))


def regions():
    table = list(csv.DictReader((here.parents[2] / "maps/regions/plans.csv").open()))
    for row in table:
        yield row["plan"], "", region(row["plan"], row)
    bands = {"US915": (902_300_000, 8), "AU915": (915_200_000, 8), "CN470": (470_300_000, 12)}
    for row in table:
        if row["plan"] in bands:
            zero, count = bands[row["plan"]]
            for band in range(1, count + 1):
                yield row["plan"], band, region(row["plan"], row, zero + 1_600_000 * (band - 1))
    yield "EU868", "fine", dict(EU868, fine=True)


observed = {int(a, 16): int(v, 16) for a, _, v, _ in rows("after-start.csv")}
reached = image(EU868)
wrong = [f"{a:04X}: {reached[a]:02X}, seen {v:02X}" for a, v in observed.items() if reached[a] != v]
unseen = [
    f"{a:04X}"
    for a, v in reached.items()
    if v != RESET[a] and a not in observed and not 0x5826 <= a <= 0x585D
    and a not in {int(row[0], 16) for row in rows("handshakes.csv")}
]
if wrong or unseen:
    sys.exit(f"the rules differ from what was observed: {wrong} {unseen}")
for name, plan in dict(eu868=EU868, us915=US915, in865=IN865).items():
    made = image(plan)
    text = "".join(f"{address:04X} {int(made[address]):02X}\n" for address in sorted(made))
    path = here / f"{name}.image"
    if "--check" in sys.argv:
        if path.read_text() != text:
            sys.exit(f"{path} is not what the tables make")
    else:
        path.write_text(text)

lines = ["# Made by make.py: where the image of a region's plan differs from eu868.image. A second column",
         "# names a sub-band, or `fine` for fine timestamps.", "plan,variant,differences"]
for name, variant, plan in regions():
    made = image(plan)
    lines.append(f"{name},{variant}," + " ".join(
        f"{a:04X}:{int(made[a]):02X}" for a in sorted(made) if int(made[a]) != int(reached[a])))
text, path = "\n".join(lines) + "\n", here / "regions.csv"
if "--check" in sys.argv:
    if path.read_text() != text:
        sys.exit(f"{path} is not what the tables make")
else:
    path.write_text(text)
