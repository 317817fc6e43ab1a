"""What Python's json and tomllib (standard library, Python 3.11) make of documents.

Reads `json HEX` or `toml HEX` lines on standard input, the document in hex, and writes one line
each: `-` where the document is refused, else the value in a plain tagged form that the Swift tests
write as well. Where Earshot is stricter on purpose, the same refusal is made here by hand, so that
every difference that is left is a finding.
"""

import datetime
import json
import struct
import sys
import tomllib


class Refused(Exception):
    pass


def text(value):
    try:
        return "s" + value.encode("utf-8").hex()
    except UnicodeEncodeError as error:  # half a surrogate pair
        raise Refused from error


def double(value):
    if value != value:
        return "fnan"
    return "f" + struct.pack(">d", value).hex()


def instant(value, kind):
    return kind + value


def dump(value):
    if value is None:
        return "n"
    if value is True or value is False:
        return "t" if value else "u"
    if isinstance(value, str):
        return text(value)
    if isinstance(value, int):
        return f"i{value}"
    if isinstance(value, float):
        return double(value)
    if isinstance(value, datetime.datetime):
        form = value.replace(tzinfo=None).isoformat(timespec="microseconds")
        if value.tzinfo is None:
            return "l" + form
        return "o" + form + f"{int(value.utcoffset().total_seconds()) // 60:+d}"
    if isinstance(value, datetime.date):
        return "d" + value.isoformat()
    if isinstance(value, datetime.time):
        return "c" + value.isoformat(timespec="microseconds")
    if isinstance(value, list):
        return "[" + ",".join(dump(item) for item in value) + "]"
    if isinstance(value, Pairs):
        return "{" + ",".join(text(name) + ":" + dump(item) for name, item in value.pairs) + "}"
    if isinstance(value, dict):
        # TOML tables carry no order.
        rows = sorted((text(name), item) for name, item in value.items())
        return "{" + ",".join(name + ":" + dump(item) for name, item in rows) + "}"
    raise TypeError(type(value))


class Pairs:
    def __init__(self, pairs):
        self.pairs = pairs
        if len({name for name, _ in pairs}) != len(pairs):
            raise Refused("a name twice")


def finite(text):
    value = float(text)
    if value in (float("inf"), float("-inf")):
        raise Refused("too large")
    return value


def whole(text):
    value = int(text)
    if text == "-0" or not -(2**63) <= value < 2**64:
        return finite(text)
    return value


def refuse(_):
    raise Refused


def read_json(document):
    return json.loads(
        document.decode("utf-8"), object_pairs_hook=Pairs, parse_float=finite, parse_int=whole,
        parse_constant=refuse)


def check_toml(value):
    """Earshot keeps TOML's whole numbers in 64 bits, as the standard asks, and refuses others."""
    if isinstance(value, dict):
        for item in value.values():
            check_toml(item)
    elif isinstance(value, list):
        for item in value:
            check_toml(item)
    elif isinstance(value, int) and not -(2**63) <= value < 2**63:
        raise Refused


def toml_float(text):
    value = float(text)
    if value in (float("inf"), float("-inf")) and "inf" not in text:
        raise Refused("too large")
    return value


def read_toml(document):
    value = tomllib.loads(document.decode("utf-8"), parse_float=toml_float)
    check_toml(value)
    return value


READERS = {"json": read_json, "toml": read_toml}

for line in sys.stdin:
    kind, _, document = line.rstrip("\n").partition(" ")
    try:
        print(dump(READERS[kind](bytes.fromhex(document))))
    except (ValueError, Refused, RecursionError):
        print("-")
