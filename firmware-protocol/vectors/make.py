#!/usr/bin/env python3
"""python3 firmware-protocol/vectors/make.py [--check]: writes messages.json and refusals.json.

An independent reading of firmware-protocol/SPEC.md: the standard library only (zlib's CRC-32, struct),
a COBS of its own written from the paper (Cheshire and Baker 1999). --check compares instead.
"""
import json
import pathlib
import struct
import sys
import zlib

here = pathlib.Path(__file__).parent


def cobs(data):
    out = bytearray()
    blocks = data.split(b"\0")
    for block in blocks:
        while len(block) >= 254:
            out += b"\xff" + block[:254]
            block = block[254:]
            if not block:
                break
        else:
            out += bytes([len(block) + 1]) + block
            continue
        # A block of exactly 254 bytes: what follows it is a zero of the data, or the end.
        out += b"\x01"
    # No empty block stands behind a full one at the very end.
    if len(blocks[-1]) and len(blocks[-1]) % 254 == 0:
        out = out[:-1]
    return bytes(out)


def body(type_, session, sequence, payload=b""):
    return struct.pack("<BHH", type_, session, sequence) + payload


def wire(data):
    return cobs(data + struct.pack("<I", zlib.crc32(data))) + b"\0"


def short(data):
    return bytes([len(data)]) + data


MAGIC = b"ESLK"
MODULATION = struct.pack("<IIBBBHB", 868_100_000, 125_000, 7, 5, 0x34, 8, 2)
SLOW = struct.pack("<IIBBBHB", 902_300_000, 500_000, 12, 8, 0x12, 65535, 7)
FRAME = bytes.fromhex("40112233440001000155aabbccdd")
FULL = bytes(range(255))
TIME = 0x0102030405060708

messages = [
    ("hello", body(0x01, 0x1234, 0, MAGIC + b"\x01\x01")),
    ("acknowledge", body(0x02, 0x1234, 0, struct.pack("<HB", 0xFFFE, 8))),
    ("ping", body(0x10, 0x1234, 1, struct.pack("<I", 0xDEADBEEF))),
    ("read capabilities", body(0x11, 0x1234, 2)),
    ("configure", body(0x12, 0x1234, 3, b"\x01" + MODULATION)),
    ("transmit now", body(0x13, 0x1234, 4, struct.pack("<IBQ", 7, 0, 0) + MODULATION
                          + struct.pack("<h", 1400) + short(FRAME))),
    ("transmit at", body(0x13, 0x1234, 5, struct.pack("<IBQ", 8, 1, TIME) + SLOW
                         + struct.pack("<h", -900) + short(FULL))),
    ("cancel transmit", body(0x14, 0x1234, 6, struct.pack("<I", 8))),
    ("read status", body(0x15, 0x1234, 7)),
    ("read statistics", body(0x16, 0x1234, 8)),
    ("set log level", body(0x17, 0x1234, 9, b"\x04")),
    ("restart", body(0x18, 0x1234, 10)),
    ("welcome", body(0x81, 0x1234, 0, MAGIC + struct.pack("<BIQ", 1, 0xA1B2C3D4, TIME))),
    ("pong", body(0x90, 0x1234, 1, b"\x00" + struct.pack("<IQ", 0xDEADBEEF, TIME))),
    ("capabilities", body(0x91, 0x1234, 2, b"\x00" + struct.pack(
        "<QBIIIhhHII", 0x1122334455667788, 2, 9, 150_000_000, 960_000_000, -900, 2200, 0x1FE0,
        10_000, 5_000) + short(b"bench") + short(b"0.1"))),
    ("configured", body(0x92, 0x1234, 3, b"\x00" + struct.pack("<H", 1) + MODULATION)),
    ("transmit accepted", body(0x93, 0x1234, 4, b"\x00")),
    ("transmit refused", body(0x93, 0x1234, 5, b"\x08" + struct.pack("<I", 5000))),
    ("status", body(0x95, 0x1234, 7, b"\x00" + struct.pack(
        "<QBHBBBh", TIME, 2, 1, 3, 1, 1, -525))),
    ("status, not measured", body(0x95, 0x1234, 7, b"\x00" + struct.pack(
        "<QBHBBBh", TIME, 0, 0, 0, 0, 0, 0))),
    ("statistics", body(0x96, 0x1234, 8, b"\x00" + struct.pack("<16I", *range(1, 17)))),
    ("awake", body(0xE0, 0, 0, MAGIC + struct.pack("<BBI", 1, 1, 0xA1B2C3D4))),
    ("heartbeat", body(0xE1, 0x1234, 0, struct.pack("<Q", TIME))),
    ("reception", body(0xE8, 0x1234, 0, struct.pack("<QIH", TIME, 20, 1) + MODULATION
                       + struct.pack("<BBhhhi", 1, 15, -10250, -10400, -750, -1234)
                       + short(FRAME))),
    ("reception, not measured", body(0xE8, 0x1234, 1, struct.pack("<QIH", TIME, 20, 1)
                                     + SLOW + struct.pack("<BBhhhi", 2, 0, 0, 0, 0, 0)
                                     + short(FULL))),
    ("transmitted", body(0xE9, 0x1234, 2, struct.pack("<IBQI", 7, 0, TIME, 46_336) + MODULATION
                         + struct.pack("<hI", 1400, zlib.crc32(FRAME)))),
    ("time mark", body(0xEA, 0x1234, 3, struct.pack("<QBQI", TIME, 1, 1_792_000_000, 100))),
    ("time mark, no time", body(0xEA, 0x1234, 4, struct.pack("<QBQI", TIME, 0, 0, 100))),
    ("fault", body(0xEB, 0x1234, 5, struct.pack("<QBI", TIME, 3, 0x20))),
    ("log line", body(0xEC, 0x1234, 65535, struct.pack("<QB", TIME, 3) + short(b"radio: up"))),
    # An odd extension is passed over, so this is the heartbeat again with more behind it.
    ("heartbeat with extension", body(0xE1, 0x1234, 0, struct.pack("<Q", TIME)
                                      + b"\x01\x02\x00\xff" + b"\x03\x00")),
]

by_name = dict(messages)
BEAT = by_name["heartbeat"]
STATUS = by_name["status, not measured"]

refusals = [
    ("endsEarly", BEAT[:-1]),
    ("outOfRange", by_name["configure"].replace(b"\x07\x05\x34", b"\x0d\x05\x34")),
    ("reservedBits", by_name["configure"][:-1] + b"\x0a"),
    ("unknownWord", by_name["set log level"][:-1] + b"\x05"),
    ("unmeasuredNotZero", STATUS[:-1] + b"\x01"),
    ("unprintableText", by_name["log line"][:-1] + b"\x1b"),
    ("extensionOrder", BEAT + b"\x03\x00\x01\x00"),
    ("extensionNeeded", BEAT + b"\x02\x00"),
    ("wrongMagic", by_name["hello"].replace(b"ESLK", b"ESLL")),
    ("unknownType", body(0xFF, 0x1234, 0)),
    ("wrongSession", body(0xE1, 0, 0, struct.pack("<Q", TIME))),
]

good = wire(BEAT)
frames = [
    ("tooLong", wire(bytes([1]) * 509)),
    ("endsWithinBlock", good[:-2] + b"\0"),
    ("tooShort", wire(b"\x01\x02\x03\x04")),
    ("wrongChecksum", good[:3] + bytes([good[3] ^ 1]) + good[4:]),
]

files = {
    "messages.json": {
        "source": "firmware-protocol/SPEC.md, version 1",
        "command": "python3 firmware-protocol/vectors/make.py",
        "messages": [{"name": n, "body": b.hex(), "wire": wire(b).hex()} for n, b in messages]
        + [{"name": f"body of {n} times {v:02x}", "body": (bytes([v]) * n).hex(),
            "wire": wire(bytes([v]) * n).hex()}
           for n, v in [(5, 0), (249, 1), (250, 1), (251, 1), (508, 0), (508, 255)]],
    },
    "refusals.json": {
        "source": "firmware-protocol/SPEC.md, version 1",
        "command": "python3 firmware-protocol/vectors/make.py",
        "frames": [{"code": c, "wire": w.hex()} for c, w in frames],
        "payloads": [{"code": c, "body": b.hex()} for c, b in refusals],
    },
}

same = True
for name, content in files.items():
    text = json.dumps(content, indent=1) + "\n"
    if "--check" in sys.argv:
        if (here / name).read_text() != text:
            print(f"{name} differs from what make.py writes")
            same = False
    else:
        (here / name).write_text(text)
sys.exit(0 if same else 1)
