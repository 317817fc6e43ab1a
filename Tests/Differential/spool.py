#!/usr/bin/env python3
"""The spool's format, read and written by a second implementation.

spool-drive (beside earshot) writes folders; this reads them and must find what it said. This writes folders, some of
them torn or damaged; `earshot spool check --json` must count in them what is known to be there.
"""
import argparse, json, os, pathlib, random, struct, subprocess, sys, tempfile

KEEP, MOVE, ACKNOWLEDGE, SUPERSEDE, EVICT, TRIM, TOTALS = range(1, 8)
TABLE = []
for byte in range(256):
    rest = byte
    for _ in range(8):
        rest = rest >> 1 ^ (0x82F63B78 if rest & 1 else 0)
    TABLE.append(rest)


def crc32c(data):
    state = 0xFFFFFFFF
    for byte in data:
        state = TABLE[(state ^ byte) & 255] ^ state >> 8
    return state ^ 0xFFFFFFFF


class Header:
    def __init__(self, data):
        if len(data) < 44 or data[:8] != b"earspool":
            raise ValueError("no segment")
        if crc32c(data[:40]) != struct.unpack(">I", data[40:44])[0]:
            raise ValueError("damaged header")
        (version, zero, self.number, self.salt, self.first, self.previous,
         self.highest) = struct.unpack(">HHIQIIQ", data[8:40])
        if version != 1 or zero:
            raise ValueError("other version")


def records(data, header):
    """(type, begins, kind, number, payload) up to the first that is none, and where that is."""
    place, found = 44, []
    while place + 16 <= len(data):
        length, kind_of, kind, number = struct.unpack(">HBBQ", data[place:place + 12])
        end = place + 16 + length
        if end > len(data):
            break
        bound = struct.pack(">QII", header.salt, header.number, place)
        if crc32c(bound + data[place:end - 4]) != struct.unpack(">I", data[end - 4:end])[0]:
            break
        found.append((kind_of & 0x7F, bool(kind_of & 0x80), kind, number,
                      data[place + 12:end - 4]))
        place = end
    return found, place


def read(folder):
    """What an undamaged folder holds: {number: (kind, payload)} and the totals."""
    files = sorted(p for p in folder.iterdir() if p.suffix == ".spool")
    data = [p.read_bytes() for p in files]
    headers = [Header(d) for d in data]
    newest, _ = records(data[-1], headers[-1])
    first = max([headers[-1].first] + [r[3] for r in newest if r[0] == TRIM])
    live, totals = {}, {}
    for index, header in enumerate(headers):
        assert files[index].name == f"{header.number:08x}.spool"
        if header.number < first:
            continue
        counted = data[index]
        if index + 1 < len(headers):
            counted = counted[:headers[index + 1].previous]
        found, place = records(counted, header)
        assert index + 1 == len(headers) or place == len(counted), "a sealed segment has a gap"
        for kind_of, _, kind, number, payload in found:
            if kind_of in (KEEP, MOVE):
                live[number] = kind, payload
                if kind_of == KEEP:
                    totals.setdefault(kind, [0, 0, 0, 0])[0] += 1
            elif kind_of in (ACKNOWLEDGE, SUPERSEDE, EVICT):
                numbers = [number, *struct.unpack(f">{len(payload) // 8}Q", payload)]
                totals.setdefault(kind, [0, 0, 0, 0])[kind_of - 2] += len(numbers)
                for gone in numbers:
                    live.pop(gone, None)
            elif kind_of == TOTALS:
                totals = {payload[i]: list(struct.unpack(">4Q", payload[i + 1:i + 33]))
                          for i in range(0, len(payload), 33)}
    return live, totals


def splitmix(state):
    """SplitMix64 (Steele, Lea, Flood 2014), of which spool-drive makes its payloads."""
    while True:
        state = (state + 0x9E3779B97F4A7C15) & (2**64 - 1)
        z = (state ^ state >> 30) * 0xBF58476D1CE4E5B9 & (2**64 - 1)
        z = (z ^ z >> 27) * 0x94D049BB133111EB & (2**64 - 1)
        yield z ^ z >> 31


def driven_payload(number):
    chance = splitmix(number)
    return bytes(next(chance) & 255 for _ in range(next(chance) % 501))


class Difference(Exception):
    pass


def same(what, ours, theirs):
    if ours != theirs:
        raise Difference(f"{what}: here {ours}, Earshot {theirs}")


def check(earshot, folder):
    done = subprocess.run([earshot, "spool", "check", "--json", folder], capture_output=True)
    answer = json.loads(done.stdout)
    same("exit code", 1 if answer["verdict"] == "broken" else 0, done.returncode)
    return answer


def read_driven(earshot, folder, seed, commits):
    drive = pathlib.Path(earshot).with_name("spool-drive")
    said = subprocess.run([drive, folder, str(seed), str(commits)], capture_output=True, text=True,
                          check=True).stdout.split("\n")
    kinds, gone = {}, set()
    for line in said:
        word, *rest = line.split(" ")
        if word == "+":
            kinds[int(rest[0])] = int(rest[1])
        elif word in "-~" and rest:
            gone.add(int(rest[0]))
    live, totals = read(folder)
    same("numbers", sorted(set(kinds) - gone), sorted(live))
    for number, (kind, payload) in live.items():
        same(f"kind of {number}", kinds[number], kind)
        same(f"payload of {number}", driven_payload(number), payload)
    answer = check(earshot, folder)
    same("records", len(live), answer["records"])
    same("verdict", "ok", answer["verdict"])
    for index, name in enumerate(("kept", "acknowledged", "superseded", "evicted")):
        same(name, sum(entry[index] for entry in totals.values()), answer[name])


class Writer:
    """Writes folders as the format allows them, not as Earshot would."""

    def __init__(self, chance):
        self.chance = chance
        self.files, self.live, self.totals = {}, {}, {}
        self.highest, self.first = 0, 1
        self.ends = []

    def begin(self):
        number = len(self.files) + 1
        before = self.files.get(number - 1, b"")
        self.salt = self.chance.getrandbits(64)
        head = b"earspool" + struct.pack(">HHIQIIQ", 1, 0, number, self.salt, self.first,
                                         len(before), self.highest)
        self.files[number] = head + struct.pack(">I", crc32c(head))
        self.number = number
        payload = b"".join(struct.pack(">B4Q", kind, *self.totals[kind])
                           for kind in sorted(self.totals))
        self.record(TOTALS, 0, 0, payload, True)

    def record(self, kind_of, kind, number, payload, begins):
        data = self.files[self.number]
        body = struct.pack(">HBBQ", len(payload), kind_of | (0x80 if begins else 0), kind,
                           number) + payload
        self.files[self.number] = data + body + struct.pack(
            ">I", crc32c(struct.pack(">QII", self.salt, self.number, len(data)) + body))

    def commit(self):
        begins = True
        if not self.files or self.chance.random() < 0.2:
            self.begin()
            begins = False
        for _ in range(self.chance.randint(1, 6)):
            self.one(begins)
            begins = False
        self.ends.append((self.number, len(self.files[self.number]), len(self.live)))

    def one(self, begins):
        chance = self.chance
        what = chance.random()
        if what < 0.65 or not self.live:
            self.highest += chance.choice((1, 1, 1, 7, 1 << 40))
            kind, payload = chance.choice((0, 1, 200, 255)), chance.randbytes(chance.randint(0, 90))
            self.record(KEEP, kind, self.highest, payload, begins)
            self.live[self.highest] = kind, payload
            self.totals.setdefault(kind, [0, 0, 0, 0])[0] += 1
        elif what < 0.75:
            number = chance.choice(sorted(self.live))
            self.record(MOVE, self.live[number][0], number, self.live[number][1], begins)
        else:
            kind = self.live[chance.choice(sorted(self.live))][0]
            same_kind = sorted(n for n in self.live if self.live[n][0] == kind)
            leaving = chance.sample(same_kind, chance.randint(1, min(5, len(same_kind))))
            kind_of = chance.choice((ACKNOWLEDGE, SUPERSEDE, EVICT))
            self.record(kind_of, kind, leaving[0],
                        struct.pack(f">{len(leaving) - 1}Q", *leaving[1:]), begins)
            self.totals[kind][kind_of - 2] += len(leaving)
            for number in leaving:
                del self.live[number]

    def store(self, folder):
        folder.mkdir(mode=0o700)
        for number, data in self.files.items():
            (folder / f"{number:08x}.spool").write_bytes(data)


def check_written(earshot, folder, chance):
    writer = Writer(chance)
    for _ in range(chance.randint(3, 40)):
        writer.commit()
    fault = chance.choice(("none", "torn", "damaged", "missing", "copied"))
    newest = len(writer.files)
    if fault == "torn":
        writer.files[newest] += chance.randbytes(chance.randint(1, 60))
    elif fault == "damaged" and len(writer.ends) > 1 and writer.ends[-1][0] == writer.ends[-2][0]:
        # Somewhere before the last commit of the newest segment.
        place = chance.randrange(44, writer.ends[-2][1])
        data = bytearray(writer.files[newest])
        data[place] ^= 1 << chance.randrange(8)
        writer.files[newest] = bytes(data)
    elif fault == "missing" and newest > 2:
        del writer.files[chance.randrange(2, newest)]
    elif fault == "copied" and newest > 1:
        writer.files[newest - 1] = writer.files[newest]
    else:
        fault = "none"
    writer.store(folder)
    answer = check(earshot, folder)
    broken = fault in ("damaged", "missing", "copied")
    same(f"{fault}: verdict", "broken" if broken else "ok", answer["verdict"])
    same(f"{fault}: torn", 1 if fault == "torn" else 0, answer["torn"])
    if not broken:
        same("records", len(writer.live), answer["records"])
        size = sum(16 + len(payload) for _, payload in writer.live.values())
        same("bytes", size, answer["bytes"])
        for index, name in enumerate(("kept", "acknowledged", "superseded", "evicted")):
            same(name, sum(entry[index] for entry in writer.totals.values()), answer[name])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--earshot", required=True)
    size = parser.add_mutually_exclusive_group(required=True)
    size.add_argument("--slice", action="store_true")
    size.add_argument("--full", action="store_true")
    parser.add_argument("--seed", type=int, default=24301)
    options = parser.parse_args()
    driven, written = (6, 120) if options.slice else (100, 5_000)
    failures = []
    with tempfile.TemporaryDirectory() as top:
        for index in range(driven + written):
            folder = pathlib.Path(top) / str(index)
            try:
                if index < driven:
                    read_driven(options.earshot, folder, options.seed + index, 60 + index * 10 % 90)
                else:
                    check_written(options.earshot, folder, random.Random(options.seed + index))
            except (Difference, AssertionError, ValueError) as error:
                failures.append(f"{index}: {error}")
    print(f"{driven} folders read here, {written} read by Earshot, {len(failures)} differ")
    for failure in failures[:10]:
        print(failure)
    sys.exit(1 if failures else 0)


main()
