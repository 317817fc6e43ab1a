"""Makes airtime.json: LoRa time on air by rational arithmetic, independent of Earshot's Swift.

    python3 Tests/Vectors/airtime/make.py > Tests/Vectors/airtime/airtime.json

The formula is that of Semtech's SX1261/2 data sheet, 6.1.4, in seconds as fractions; a time that is
no whole number of nanoseconds would stop the script. The hash is FNV-1a over 64-bit words, one word
per combination in the order of the loops; the rows are what others published."""

import json
import math
from fractions import Fraction
from itertools import product

BANDWIDTHS = tuple(Fraction(500_000, divisor) for divisor in (64, 48, 32, 24, 16, 12, 8, 4, 2, 1))
PREAMBLES = (6, 8, 12, 65_535)

# SF, bytes, milliseconds printed: HIP-127 (Helium), 52-byte beacons at 125 kHz.
HIP_127 = ((7, 52, "102.7"), (8, 52, "184.8"), (9, 52, "328.7"), (10, 52, "616.4"),
           (11, 52, "1314.8"), (12, 52, "2465.8"))
# kHz, SF, bytes, microseconds: lgw_time_on_air of Semtech's sx1302_hal 2.1.0.
SX1302_HAL = (
    (125, 7, 0, 25856), (125, 7, 13, 46336), (125, 7, 51, 102656), (125, 7, 222, 348416),
    (125, 8, 0, 51712), (125, 8, 13, 82432), (125, 8, 51, 184832), (125, 8, 222, 614912),
    (125, 9, 0, 103424), (125, 9, 13, 164864), (125, 9, 51, 328704), (125, 9, 222, 1106944),
    (125, 10, 0, 206848), (125, 10, 13, 288768), (125, 10, 51, 616448), (125, 10, 222, 2009088),
    (125, 11, 0, 331776), (125, 11, 13, 577536), (125, 11, 51, 1314816), (125, 11, 222, 4427776),
    (125, 12, 0, 663552), (125, 12, 13, 1155072), (125, 12, 51, 2465792), (125, 12, 222, 8036352),
    (500, 8, 0, 12928), (500, 8, 13, 20608), (500, 8, 51, 46208), (500, 8, 222, 153728),
)


def nanoseconds(spread, bandwidth, rate, explicit, checksum, optimised, preamble, length):
    symbol = Fraction(2**spread) / bandwidth
    if optimised is None:
        optimised = symbol >= Fraction(16, 1000)
    short = spread < 7
    bits = 8 * length + 16 * checksum - 4 * spread + (0 if short else 8) + 20 * explicit
    blocks = math.ceil(Fraction(max(bits, 0), 4 * (spread - 2 * optimised)))
    symbols = preamble + Fraction("6.25" if short else "4.25") + 8 + blocks * rate
    result = symbols * symbol * 10**9
    assert result.denominator == 1, result
    return result.numerator


def hashed():
    state, count = 0xCBF29CE484222325, 0
    for combination in product(
            range(5, 13), BANDWIDTHS, range(5, 9), (1, 0), (1, 0), (None, True, False), PREAMBLES,
            range(0, 256, 3)):
        state = (state ^ nanoseconds(*combination)) * 0x100000001B3 % 2**64
        count += 1
    return count, state


def main():
    for spread, length, milliseconds in HIP_127:
        found = nanoseconds(spread, Fraction(125_000), 5, 1, 1, None, 8, length)
        assert abs(found / 10**6 - float(milliseconds)) < 0.06, (spread, found)
    rows = []
    for kilohertz, spread, length, microseconds in SX1302_HAL:
        found = nanoseconds(spread, Fraction(kilohertz * 1000), 5, 1, 1, None, 8, length)
        assert found == microseconds * 1000, (kilohertz, spread, length, found)
        rows.append({"sf": spread, "hz": kilohertz * 1000, "bytes": length, "ns": found})
    count, state = hashed()
    print(json.dumps(
        {"made_by": "Tests/Vectors/airtime/make.py", "combinations": count,
         "hash": f"{state:016x}", "sx1302_hal": rows}, indent=1))


if __name__ == "__main__":
    main()
