"""Makes frames.json: frames of every kind with integrity codes, by lorawan_reference.py.

    .venv/bin/python Tests/Vectors/lorawan/make.py > Tests/Vectors/lorawan/frames.json

Checks itself first against the published vectors of published.json, so that a mistake shared by
this script and the Swift would have to be shared by the authors of those as well."""

import json
import pathlib
import random

import lorawan_reference as reference

HERE = pathlib.Path(__file__).parent
CASES = 40


def check_published():
    for vector in json.loads((HERE / "published.json").read_text())["vectors"]:
        frame = bytes.fromhex(vector["frame"])
        keys = [bytes.fromhex(key) for key in vector["keys"]]
        code = {
            "request": lambda: reference.mic_request(keys[0], frame),
            "plain_accept": lambda: reference.mic_request(keys[0], frame),
            "up_1_0": lambda: reference.mic_1_0(keys[0], frame, 0, vector["counter"]),
            "down_1_0": lambda: reference.mic_1_0(keys[0], frame, 1, vector["counter"]),
            "up_1_1": lambda: reference.mic_1_1_up(
                keys[0], keys[1], frame, vector["counter"], vector["acknowledging"],
                vector["data_rate"], vector["channel"]),
        }[vector["rule"]]()
        assert code == frame[-4:], vector


class Maker:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def bytes(self, count):
        return self.random.randbytes(count)

    def key(self):
        return self.bytes(16)

    def data(self, kind):
        options = self.bytes(self.random.choice((0, 0, 1, 3, 15)))
        port = self.random.choice((None, 1, 2, 223, 224, 255) + (() if options else (0,)))
        longest = 242 - len(options)
        count = 0 if port is None else self.random.choice((0, 1, 15, 16, 17, 51, longest))
        control = self.random.choice(range(0, 256, 16)) if kind % 2 == 0 else (
            self.random.choice((0, 0x80, 0x20, 0x10, 0xB0)))
        port = b"" if port is None else bytes([port])
        return (
            bytes([kind << 5]) + self.bytes(4) + bytes([control + len(options)]) + self.bytes(2)
            + options + port + self.bytes(count) + b"\0\0\0\0")

    def counter(self, frame):
        low = int.from_bytes(frame[6:8], "little")
        return low + 65536 * self.random.choice((0, 0, 1, 2, 7, 65535))

    def vector(self, rule):
        keys, extra = [self.key(), self.key()], {}
        up = rule.startswith("up")
        if up or rule.startswith("down"):
            frame = self.data(self.random.choice((2, 4) if up else (3, 5)))
            extra["counter"] = self.counter(frame)
            if rule == "up_1_0":
                code = reference.mic_1_0(keys[0], frame, 0, **extra)
            elif rule == "down_1_0":
                code = reference.mic_1_0(keys[0], frame, 1, **extra)
            else:
                extra["acknowledging"] = self.random.choice((0, 1, 0x1234, 65535))
                if up:
                    extra["data_rate"] = self.random.randrange(16)
                    extra["channel"] = self.random.randrange(72)
                    code = reference.mic_1_1_up(
                        *keys, frame, extra["counter"], extra["acknowledging"],
                        extra["data_rate"], extra["channel"])
                else:
                    code = reference.mic_1_1_down(keys[1], frame, **extra)
        elif rule == "request":
            frame = b"\0" + self.bytes(18) + b"\0\0\0\0"
            code = reference.mic_request(keys[0], frame)
        elif rule == "rejoin":
            kind = self.random.randrange(3)
            frame = b"\xc0" + bytes([kind]) + self.bytes((13, 18, 13)[kind]) + b"\0\0\0\0"
            code = reference.mic_request(keys[0], frame)
        else:
            frame = b"\x20" + self.bytes(self.random.choice((12, 28))) + b"\0\0\0\0"
            if rule == "accept_1_0":
                code = reference.mic_request(keys[0], frame)
            else:
                extra["request_type"] = self.random.choice((0, 1, 2, 255))
                extra["join_eui"] = self.bytes(8).hex()
                extra["nonce"] = self.random.randrange(65536)
                code = reference.mic_accept_1_1(keys[0], frame, *extra.values())
            extra["on_air"] = reference.seal_accept(keys[1], frame[:-4] + code).hex()
        frame = frame[:-4] + code
        return {
            "rule": rule, "frame": frame.hex(), "keys": [key.hex() for key in keys], **extra}


def main():
    check_published()
    maker = Maker(seed=104)
    rules = ("up_1_0", "down_1_0", "up_1_1", "down_1_1", "request", "rejoin",
             "accept_1_0", "accept_1_1")
    vectors = [maker.vector(rule) for rule in rules for _ in range(CASES)]
    lines = ",\n".join(json.dumps(vector) for vector in vectors)
    print('{"made_by": "Tests/Vectors/lorawan/make.py", "seed": 104, "vectors": [')
    print(lines)
    print("]}")


if __name__ == "__main__":
    main()
