#!/usr/bin/env python3
"""Golden vectors for the derivations of PROTOCOL 1, 2, 3 and 5.

An implementation of its own, from the text of docs/protocol.md, with nothing but Python's hashlib
and hmac (Python 3.11). It writes the JSON files beside itself; the same command gives the same
bytes:  python3 Tests/Vectors/derivations/make.py
Numbers above 2^53 are text. Every input that stands for randomness is SHA-256 of its name.
"""
import hashlib
import hmac
import json
import os

HERE = os.path.dirname(os.path.abspath(__file__))

PERIODS = {
    "main": dict(milliseconds=60000, periodsPerWindow=360, windowsPerEpoch=4, cutoff=25,
                 opening=30, slotStart=30, slotEnd=220, spareStart=20, spareEnd=80,
                 lastReception=304, close=60, sealDue=10, openingInterval=10,
                 oldCommitments=330, greatestSpreadingFactor=12),
    "demo": dict(milliseconds=1000, periodsPerWindow=60, windowsPerEpoch=4, cutoff=15,
                 opening=20, slotStart=3, slotEnd=23, spareStart=4, spareEnd=10,
                 lastReception=40, close=10, sealDue=2, openingInterval=2,
                 oldCommitments=53, greatestSpreadingFactor=9),
}
# Longest frames by SF7 to SF12 (0: none) and channels; the plans' own data are checked elsewhere.
PLANS = {
    "six": ([52] * 6, 8),
    "dwell 400 ms": ([52, 52, 52, 24, 0, 0], 8),
    "short ones": ([255, 23, 30, 24, 25, 26], 3),
    "two": ([0, 40, 0, 52, 23, 0], 64),
    "three": ([30, 0, 51, 0, 0, 53], 7),
    "one": ([0, 0, 0, 0, 0, 24], 1),
}


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def u64(number):
    return number.to_bytes(8, "big")


def made(*names):
    return sha(" ".join(str(name) for name in names).encode())


def network_id(payload):
    return sha(payload).hex()[:16]


def hkdf_extract(salt, ikm):
    return hmac.new(salt, ikm, hashlib.sha256).digest()


def hkdf_expand(prk, info, count):
    blocks, last = b"", b""
    for counter in range(1, -(-count // 32) + 1):
        last = hmac.new(prk, last + info + bytes([counter]), hashlib.sha256).digest()
        blocks += last
    return blocks[:count]


def commitment(net, key, window, nonce):
    return sha(b"earshot/commit/v1", net.encode(), key, u64(window), nonce)


def seal(net, key, window, salt, content):
    return sha(b"earshot/seal/v1", net.encode(), key, u64(window), salt, content)


def slots(net, key, first_value, p):
    def number(tag):
        return int.from_bytes(sha(tag, net.encode(), key, first_value)[:8], "big")

    ms = p["milliseconds"]
    slot = p["slotStart"] * ms + number(b"earshot/slot/v1") % ((p["slotEnd"] - p["slotStart"]) * ms)
    spare = slot + p["spareStart"] * ms + number(b"earshot/spare/v1") % (
        (p["spareEnd"] - p["spareStart"]) * ms)
    return slot, spare


def draw_period(window, offset, p):
    return window * p["periodsPerWindow"] + offset // p["milliseconds"] - 2


class Words:
    """The numbers of a draw, with a note of each word that was skipped."""

    def __init__(self, stream):
        self.words = [int.from_bytes(stream[i:i + 4], "big") for i in range(0, len(stream), 4)]
        self.skipped = []

    def below(self, n):
        bound = n * (2 ** 32 // n)
        while True:
            word = self.words.pop(0)
            if word < bound:
                return word % n
            self.skipped.append(word)


def draw(net, key, window, nonce, value, plan, greatest):
    frames, channels = plan
    info = b"earshot/draw/v1" + net.encode() + key + u64(window)
    stream = hkdf_expand(hkdf_extract(value, nonce), info, 1024)
    words = Words(stream[32:])
    allowed = [(7 + i, n) for i, n in enumerate(frames) if n >= 24 and 7 + i <= greatest]
    factor, longest = allowed[words.below(len(allowed))]
    length = 24 + words.below(min(52, longest) - 24 + 1)
    channel = words.below(channels)
    power = [0, 0, 0, 0, 0, -3, -6, -9][words.below(8)]
    return dict(seed=stream[:32].hex(), spreadingFactor=factor, frameLength=length,
                channel=channel, powerDecibels=power, skippedWords=words.skipped)


def frame(net, key, window, nonce, value, length):
    info = b"earshot/filler/v1" + net.encode() + key + u64(window)
    filler = hkdf_expand(hkdf_extract(value, nonce), info, 1024)
    return (bytes([0xE0, 1]) + filler)[:length]


def write(name, description, **content):
    with open(os.path.join(HERE, name), "w") as file:
        json.dump(dict(source="Tests/Vectors/derivations/make.py", about=description, **content),
                  file, indent=1)
        file.write("\n")


def hashes():
    rows = []
    for i in range(12):
        net = network_id(made("network file", i))
        key, nonce, salt = made("key", i), made("nonce", i), made("salt", i)
        window = [0, 1, 2, 255, 256, 65535, 65536, 2 ** 32, 2 ** 38][i % 9]
        content = (made("content", i) * 1600)[:[0, 1, 63, 64, 65, 1000, 50000][i % 7]]
        heard = (made("frame", i) * 8)[:[2, 24, 52, 255][i % 4]]
        seed, witness = made("seed", i), made("witness", i)
        rows.append(dict(
            networkFile=made("network file", i).hex(), network=net, hotspot=key.hex(),
            window=str(window), nonce=nonce.hex(), salt=salt.hex(),
            contentUnit=made("content", i).hex(), contentLength=len(content), frame=heard.hex(),
            seed=seed.hex(), witness=witness.hex(),
            commitment=commitment(net, key, window, nonce).hex(),
            seal=seal(net, key, window, salt, content).hex(),
            frameHash=sha(b"earshot/frame/v1", net.encode(), heard).hex(),
            rank=sha(b"earshot/rank/v1", seed, witness).hex(),
            ownership=(b"earshot/own/v1" + net.encode() + witness).hex()))
    write("hashes.json", "network id, commitment, seal, frame hash, rank, ownership bytes",
          rows=rows)


def slot_rows():
    rows = []
    for name, p in PERIODS.items():
        for i in range(64):
            net, key = network_id(made(name, i)), made("slot key", i)
            value = made("first value", name, i)
            window = [0, 1, 1000, 2 ** 38][i % 4]
            slot, spare = slots(net, key, value, p)
            rows.append(dict(
                periods=name, network=net, hotspot=key.hex(), firstValue=value.hex(),
                window=str(window), slot=slot, spare=spare,
                slotPeriod=str(draw_period(window, slot, p)),
                sparePeriod=str(draw_period(window, spare, p))))
    write("slots.json", "slot, spare (ms from the window's start) and m of each",
          periods=PERIODS, rows=rows)


def draw_row(name, plan_name, net, key, window, nonce, slot_value, spare_value, used):
    plan = PLANS[plan_name]
    greatest = PERIODS[name]["greatestSpreadingFactor"]
    value = slot_value if slot_value is not None else spare_value
    drawn = draw(net, key, window, nonce, value, plan, greatest)
    filler_value = slot_value if used == "slot" else spare_value
    sent = frame(net, key, window, nonce, filler_value, drawn["frameLength"])
    return dict(periods=name, plan=plan_name, longestFrames=plan[0], channels=plan[1],
                network=net, hotspot=key.hex(), window=str(window), nonce=nonce.hex(),
                slotValue=slot_value.hex() if slot_value else None,
                spareValue=spare_value.hex() if spare_value else None, used=used,
                frame=sent.hex(), **drawn)


# Nonces found by search.c under the plan "six": the word for the length, and in the second the one for
# the spreading factor, is skipped.
SKIPPED = [247412194, 247623727]


def draws():
    rows = []
    for i in range(96):
        name = "main" if i % 7 % 3 else "demo"
        plan_name = list(PLANS)[i % len(PLANS)]
        if plan_name == "one" and name == "demo":
            plan_name = "six"
        slot_value = made("slot value", i) if i % 4 != 3 else None
        spare_value = made("spare value", i) if i % 5 != 4 or slot_value is None else None
        used = "spare" if slot_value is None or (spare_value and i % 2) else "slot"
        rows.append(draw_row(name, plan_name, network_id(made("draw network", i)),
                             made("draw key", i), i * i, made("draw nonce", i), slot_value,
                             spare_value, used))
    for nonce in SKIPPED:
        row = draw_row("main", "six", "0123456789abcdef", sha(b"search key"), 7,
                       nonce.to_bytes(32, "big"), sha(b"search value"), None, "slot")
        assert row["skippedWords"], nonce
        rows.append(row)
    write("draws.json", "draw and frame; used names the slot the frame is sent at; a value that "
          "is null was not made", rows=rows)


def word_rows():
    """The rejection rule alone, at counts where it skips often."""
    rows = []
    for i, n in enumerate([1, 2, 3, 5, 6, 7, 8, 29, 2 ** 31, 2 ** 31 + 1, 3 * 2 ** 30,
                           2 ** 32 - 1]):
        net, key = network_id(made("word network", i)), made("word key", i)
        value, nonce = made("word value", i), made("word nonce", i)
        info = b"earshot/draw/v1" + net.encode() + key + u64(i)
        words = Words(hkdf_expand(hkdf_extract(value, nonce), info, 1024)[32:])
        rows.append(dict(below=n, network=net, hotspot=key.hex(), window=i, value=value.hex(),
                         nonce=nonce.hex(), numbers=[words.below(n) for _ in range(32)],
                         skipped=len(words.skipped)))
    write("words.json", "numbers below a count from the draw's stream after its seed", rows=rows)


def entropy():
    step = made("entropy chain")
    steps = [step]
    for _ in range(40):
        steps.append(sha(steps[-1]))
    end, first, net = steps[-1], 1000, network_id(made("entropy network"))
    rows = []
    for distance in range(1, 41):
        period = first + distance - 1
        root = made("log root", distance)
        value = sha(b"earshot/entropy/v1", net.encode(), u64(period), steps[40 - distance], root)
        rows.append(dict(period=period, step=steps[40 - distance].hex(), logRoot=root.hex(),
                         value=value.hex()))
    write("entropy.json", "a reverse hash chain of 40 steps and the values of its records",
          network=net, end=end.hex(), first=first, rows=rows)


if __name__ == "__main__":
    hashes()
    slot_rows()
    draws()
    word_rows()
    entropy()
