#!/usr/bin/env python3
"""Derives what a transmission leaves in the SX1302's registers, by itself: nothing here was read from Earshot's
code. Origin of the rules: sx1302_hal 2.1.0 (sx1302_send), read; the delay of SF7 at 125 kHz, 0xB935, and the
frequency word of 868.1 MHz, 0x6C8333, were observed on the wire. Registers begin as eu868.image (make.py) has them.

  transmit.py            writes transmit.json
  transmit.py --check    only says whether it is what it would write"""
import json, math, pathlib, random, sys
from fractions import Fraction

here = pathlib.Path(__file__).parent
START = {int(a, 16): int(v, 16) for a, v in (l.split() for l in (here / "eu868.image").read_text().splitlines())}
BANDWIDTHS = {125_000: 4, 250_000: 5, 500_000: 6}


class Chip:
    def __init__(self, path):
        self.memory, self.offset = dict(START), 0x200 if path == "b" else 0

    def put(self, address, value, high=7, low=0, shared=False):
        address += 0 if shared else self.offset
        mask = ((1 << (high - low + 1)) - 1) << low
        assert value << low & ~mask == 0, (hex(address), value)
        self.memory[address] = self.memory.get(address, 0) & ~mask | value << low

    def changed(self):
        return {f"{a:04X}": f"{v:02X}" for a, v in sorted(self.memory.items()) if START.get(a, 0) != v}


def lora(chip, case):
    sf, bw = case["sf"], case["bw"]
    code = BANDWIDTHS[bw]
    chip.put(0x5209, 0, 0, 0)
    chip.put(0x5220, 1, 1, 0)
    chip.put(0x520C, code)
    dev = math.floor(Fraction(bw // 2 * 2**18, 32_000_000))
    chip.put(0x5228, dev >> 8, 3, 0)
    chip.put(0x5229, dev & 255)
    chip.put(0x5260, code << 4 | sf)
    chip.put(0x5267, case["preamble"] >> 8)
    chip.put(0x5266, case["preamble"] & 255)
    lowpass = 7 if sf >= 10 else 6
    chip.put(0x5269, lowpass, 6, 4)
    chip.put(0x5269, 0, 0, 0)
    chip.put(0x5269, int(case["inverted"]), 1, 1)
    chip.put(0x5261, case["cr"] - 4, 2, 0)
    chip.put(0x5261, 0, 7, 6)
    chip.put(0x5261, int((sf, bw) in ((11, 125_000), (12, 125_000), (12, 250_000))), 5, 4)
    # fine synchronisation, modem on, direction 2, implicit header, checksum; bits 3 and 2 stay.
    chip.put(0x5262, int(sf < 7), 7, 7)
    chip.put(0x5262, 1, 6, 6)
    chip.put(0x5262, 2, 5, 4)
    chip.put(0x5262, int(case["implicit"]), 1, 1)
    chip.put(0x5262, int(case["crc"]), 0, 0)
    chip.put(0x5265, 1, 7, 7)
    first, second = (6, 8) if case["public"] and sf > 6 else (2, 4)
    chip.put(0x526D, first, 4, 0)
    chip.put(0x526E, second, 4, 0)
    chip.put(0x5263, len(case["payload"]) // 2)
    delay = 48_000 - {4: 19, 5: 24, 6: 21}[code] - (2**lowpass - 1) * 1_000_000 // bw - 8_000_000 // bw
    chip.put(0x5205, delay >> 8)
    chip.put(0x5206, delay & 255)
    for place, byte in enumerate(bytes.fromhex(case["payload"])):
        chip.put(0x5300 + place, byte)
    return delay


def mailbox(chip, deviation):
    word = deviation * 2**25 // 32_000_000
    for place in range(3):
        chip.put(0x578C - place, word >> 8 * place & 255, shared=True)


def fsk(chip, case):
    chip.put(0x5209, 1, 0, 0)
    chip.put(0x5220, 2, 1, 0)
    chip.put(0x520C, 0x80)
    dev = case["deviation"] * 2**18 // 32_000_000
    chip.put(0x5228, dev >> 8, 3, 0)
    chip.put(0x5229, dev & 255)
    mailbox(chip, case["deviation"])
    word = bytes.fromhex(case["sync"])
    chip.put(0x5240, len(case["payload"]) // 2)
    # packets of any length, checksum, whitening, the CCITT polynomial; bits 7 to 5 stay.
    for value, high, low in ((1, 0, 0), (int(case["crc"]), 1, 1), (2, 3, 2), (0, 4, 4)):
        chip.put(0x5241, value, high, low)
    for place, value in enumerate(case["preamble"].to_bytes(2, "big")):
        chip.put(0x5242 + place, value)
    for place, value in enumerate((32_000_000 // case["rate"]).to_bytes(2, "big")):
        chip.put(0x5244 + place, value)
    chip.put(0x5246, (len(word) - 1) << 5 | 1 << 3 | 2 << 1 | 1)
    for place, value in enumerate(word.ljust(8, b"\0")):
        chip.put(0x5247 + place, value)
    payload = bytes.fromhex(case["payload"])
    for place, byte in enumerate(bytes([len(payload)]) + payload):
        chip.put(0x5300 + place, byte)
    return 0


def carrier(chip, case):
    chip.put(0x5209, 0, 0, 0)
    chip.put(0x5220, 0, 1, 0)
    chip.put(0x520C, 0x80)
    offset = case["offset"]
    deviation = math.ceil(Fraction(abs(offset), 10)) * 10_000
    dev = deviation * 2**18 // 32_000_000
    chip.put(0x5228, dev >> 8, 3, 0)
    chip.put(0x5229, dev & 255)
    mailbox(chip, deviation)
    turn = int(Fraction(offset * 64_000, deviation)) if deviation else 0
    chip.put(0x522A, turn & 255)
    return 0


def derive(case):
    chip = Chip(case["path"])
    delay = {"lora": lora, "fsk": fsk, "carrier": carrier}[case["kind"]](chip, case)
    chip.put(0x5223, 0)
    chip.put(0x5224, 0)
    chip.put(0x520D, (0x40 if case["amplifier"] else 0) + case["index"])
    chip.put(0x5222, 0, 1, 0)
    for place, byte in enumerate((case["frequency"] * 2**18 // 32_000_000).to_bytes(3, "big")):
        chip.put(0x5225 + place, byte)
    chip.put(0x5207, 0, 0, 0)
    at = case["at"]
    chip.put(0x5200, 1, *{"now": (0, 0), "pulse": (2, 2)}.get(at, (1, 1)))
    if at not in ("now", "pulse"):
        for place, byte in enumerate(((at * 32 - delay) % 2**32).to_bytes(4, "big")):
            chip.put(0x5201 + place, byte)
    return dict(case, delay=delay, registers=chip.changed())


def cases():
    rng = random.Random(0x0120)
    common = lambda: dict(
        path=rng.choice("ab"), amplifier=rng.random() < 0.5, index=rng.randrange(23),
        frequency=rng.choice([433_175_000, 486_300_000, 868_100_000, 869_525_000, 923_300_000, 902_000_000]),
        at=rng.choice(["now", "pulse", 0, 1_499, 1_500, rng.randrange(2**32), 2**32 - 1]),
    )
    payload = lambda least=1: rng.randbytes(rng.choice([least, 5, 51, 254, 255])).hex()
    for sf in range(5, 13):
        for bw in BANDWIDTHS:
            yield dict(
                kind="lora", sf=sf, bw=bw, cr=rng.randrange(5, 9), preamble=rng.choice([6, 8, 255, 256, 65535]),
                implicit=rng.random() < 0.3, crc=rng.random() < 0.5, inverted=rng.random() < 0.5,
                public=rng.random() < 0.7, payload=payload(), **common())
    for rate, deviation, size in ((50_000, 25_000, 3), (500, 1_000, 1), (250_000, 200_000, 8), (64_000, 50_000, 4)):
        yield dict(
            kind="fsk", rate=rate, deviation=deviation, preamble=rng.choice([3, 5, 65535]), crc=rng.random() < 0.5,
            sync="c194c1" if size == 3 else rng.randbytes(size).hex(), payload=payload(), **common())
    for offset in (0, 1, -1, 10, 11, -60, 65, -65):
        yield dict(kind="carrier", offset=offset, **common())


made = [derive(case) for case in cases()]
seen = derive(
    dict(kind="lora", path="a", amplifier=False, index=17, frequency=868_100_000, at=1_000_000, sf=7, bw=125_000,
         cr=5, preamble=8, implicit=False, crc=True, inverted=True, public=True, payload="0102030405"))
assert seen["delay"] == 0xB935, seen["delay"]
word = [seen["registers"].get(a, f"{START[int(a, 16)]:02X}") for a in ("5225", "5226", "5227")]
assert word == ["6C", "83", "33"], word
text = json.dumps([seen] + made, indent=0).replace("\n", " ").replace("}, {", "},\n{") + "\n"
path = here / "transmit.json"
if "--check" in sys.argv:
    if path.read_text() != text:
        sys.exit(f"{path} is not what the rules make")
else:
    path.write_text(text)
