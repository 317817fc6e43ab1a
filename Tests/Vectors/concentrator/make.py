#!/usr/bin/env python3
"""Derives the register image that a start must lead to, from the tables beside it, by itself: nothing here
was read from Earshot's code. Origin of the tables: sx1302_hal 2.1.0, observed on the wire and read.

  make.py            writes eu868.image, us915.image and in865.image (ADDRESS VALUE, hexadecimal, ascending)
  make.py --check    only says whether they are what it would write

For eu868 the rules below must give exactly what was observed, or nothing is written."""
import pathlib, sys
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
