#!/usr/bin/env python3
"""Writes 00000001.spool: four commits of a spool's first segment, written by hand from
Sources/Core/Spool/Format's description, without Earshot's code.

    python3 Tests/Vectors/spool/make.py
"""
import pathlib, struct


def crc32c(data, state=0xFFFFFFFF):
    for byte in data:
        state ^= byte
        for _ in range(8):
            state = state >> 1 ^ (0x82F63B78 if state & 1 else 0)
    return state


KEEP, ACKNOWLEDGE, TOTALS = 1, 3, 7
SALT, SEGMENT = 0x5A17, 1


class Segment:
    def __init__(self):
        head = b"earspool" + struct.pack(">HHIQIIQ", 1, 0, SEGMENT, SALT, 1, 0, 0)
        self.bytes = head + struct.pack(">I", crc32c(head) ^ 0xFFFFFFFF)

    def record(self, kind_of_record, kind, number, payload, begins):
        body = struct.pack(">HBBQ", len(payload), kind_of_record | (0x80 if begins else 0), kind,
                           number) + payload
        bound = struct.pack(">QII", SALT, SEGMENT, len(self.bytes))
        self.bytes += body + struct.pack(">I", crc32c(bound + body) ^ 0xFFFFFFFF)


segment = Segment()
segment.record(TOTALS, 0, 0, b"", True)
for number in 1, 2, 3:
    segment.record(KEEP, 1, number, bytes([number, 0xAA, 0xBB]), False)
segment.record(KEEP, 7, 4, b"", True)
segment.record(ACKNOWLEDGE, 1, 2, b"", True)
segment.record(KEEP, 1, 5, bytes([5]) * 40, True)
segment.record(KEEP, 1, 6, bytes([6]) * 40, False)
pathlib.Path(__file__).with_name("00000001.spool").write_bytes(segment.bytes)
print(len(segment.bytes), "bytes")
