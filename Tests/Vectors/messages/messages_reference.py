"""An independent reader of docs/messages.md: takes the document's tables as the only schema, makes
seeded messages by them, encodes with cbor2, signs with cryptography's Ed25519, and writes the JSON
form. Nothing here comes from the Swift code: what the document does not say, this cannot know.
"""

import hashlib
import pathlib
import re

import cbor2
import h3
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

DOCUMENT = pathlib.Path(__file__).resolve().parents[3] / "docs" / "messages.md"
SCHEMA = "earshot.message.v1"
CHARSET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


class Field:
    def __init__(self, key, name, kind, needed):
        self.key, self.name, self.kind, self.needed = key, name, kind, needed


class Record:
    def __init__(self, name):
        self.name, self.fields, self.rule, self.number, self.form = name, [], None, None, None


class Schema:
    """The tables between the document's markers."""

    def __init__(self, text=None):
        text = text or DOCUMENT.read_text()
        text = text[text.index("<!-- tables") : text.index("<!-- end of tables")]
        self.types, self.maps, self.words = {}, {}, {}
        forms, current = {}, None
        for line in text.splitlines():
            if heading := re.match(r"### (\d+) `(.*)`$", line):
                current = Record(heading[2])
                current.number = int(heading[1])
                current.form = forms[heading[2]]
                self.types[heading[2]] = current
            elif heading := re.match(r"### map (.*)$", line):
                current = Record(heading[1])
                assert heading[1] not in self.maps, f"two maps are called {heading[1]}"
                self.maps[heading[1]] = current
            elif row := re.match(r"\| (\d+) \| `(.*?)` \| (statement|link|content) \|", line):
                forms[row[2]] = row[3]
            elif row := re.match(r"\| (\d+) \| `(.*?)` \| (.*?) \| .*? \| (yes|no) \|", line):
                current.fields.append(Field(int(row[1]), row[2], row[3], row[4] == "yes"))
            elif rule := re.match(r"Relation: `(\w+)\((\d+), (\d+)\)`", line):
                current.rule = (rule[1], int(rule[2]), int(rule[3]))
            elif row := re.match(r"\| ([a-zA-Z ]+) \| (`.*`) \|$", line):
                self.words[row[1]] = re.findall(r"`(.*?)`", row[2])


def bounds(text):
    return [int(end) for end in text.split("..")]


def encode(value):
    return cbor2.dumps(value, canonical=True)


# --- Signing -------------------------------------------------------------------------------------


def secret(number):
    """The test keys: 32 bytes of one number. Never used outside of tests."""
    return Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)


def public(key):
    return key.public_key().public_bytes_raw()


def protected(key):
    return encode({1: -8, 4: public(key)})


def sig_structure(network, name, header, payload):
    return encode(["Signature1", header, f"earshot/{network}/{name}/v1".encode(), payload])


def statement(network, name, payload, key):
    header = protected(key)
    signature = key.sign(sig_structure(network, name, header, payload))
    return encode(cbor2.CBORTag(18, [header, {}, payload, signature]))


def statement_id(network, name, payload, key):
    return hashlib.sha256(sig_structure(network, name, protected(key), payload)).hexdigest()


# --- Text ----------------------------------------------------------------------------------------


def polymod(values):
    state = 1
    for value in values:
        top = state >> 25
        state = (state & 0x1FFFFFF) << 5 ^ value
        for bit, factor in enumerate([0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3]):
            state ^= factor if top >> bit & 1 else 0
    return state


def address(key):
    """BIP-350 bech32m with prefix ear."""
    bits = "".join(f"{byte:08b}" for byte in key)
    bits += "0" * (-len(bits) % 5)
    words = [int(bits[at : at + 5], 2) for at in range(0, len(bits), 5)]
    prefix = [ord(c) >> 5 for c in "ear"] + [0] + [ord(c) & 31 for c in "ear"]
    check = polymod(prefix + words + [0] * 6) ^ 0x2BC830A3
    words += [check >> 5 * (5 - at) & 31 for at in range(6)]
    return "ear1" + "".join(CHARSET[word] for word in words)


def to_json(schema, record, value):
    members = {}
    for field in record.fields:
        if field.key in value and field.name != "type":
            members[field.name] = value_to_json(schema, field.kind, value[field.key])
    return members


def value_to_json(schema, kind, value):
    head, _, rest = kind.partition(" ")
    if head == "map":
        return to_json(schema, schema.maps[rest], value)
    if head == "list":
        return [value_to_json(schema, rest.partition(" of ")[2], item) for item in value]
    if head == "word":
        return schema.words[rest.removeprefix("of ")][value]
    if head == "words":
        names = schema.words[rest.removeprefix("of ")]
        return [name for code, name in enumerate(names) if value >> code & 1]
    if head == "message":
        return message_to_json(schema, rest, value)
    if head == "key":
        return address(value)
    if head == "cell":
        return f"{value:015x}"
    if head == "devaddr":
        return f"{value:08x}"
    return value.hex() if isinstance(value, bytes) else value


def message_to_json(schema, name, data):
    """The JSON form of a whole message, from its bytes."""
    record = schema.types[name]
    if record.form != "statement":
        return {"schema": SCHEMA, "type": name, **to_json(schema, record, cbor2.loads(data))}
    header, _, payload, signature = cbor2.loads(data).value
    return {
        "schema": SCHEMA,
        "type": name,
        "signer": address(cbor2.loads(header)[4]),
        **to_json(schema, record, cbor2.loads(payload)),
        "signature": signature.hex(),
    }


# --- Seeded messages -----------------------------------------------------------------------------

# The main network's periods, as PROTOCOL 1 has them: numbers at random would contradict each other.
PERIODS = [60000, 360, 4, 25, 30, 30, 220, 20, 80, 304, 60, 10, 10, 330, 12]


class Maker:
    """Messages by the tables, from a seeded generator. `full` fills every optional field."""

    def __init__(self, schema, chance, network, full=False):
        self.schema, self.chance, self.network, self.full = schema, chance, network, full

    def message(self, name):
        """The bytes of a message of this type, with its payload and signing key."""
        record = self.schema.types[name]
        payload = encode(self.record(record, {0: record.number}))
        if record.form != "statement":
            return payload, payload, None
        key = secret(self.chance.randint(1, 9))
        return statement(self.network, name, payload, key), payload, key

    def record(self, record, value=None):
        value = dict(value or {})
        if record.name == "periods":
            return {key + 1: number for key, number in enumerate(PERIODS)}
        for field in record.fields:
            if field.key in value:
                continue
            if field.needed or self.full or self.chance.random() < 0.5:
                value[field.key] = self.value(field.kind)
        if record.rule:
            self.obey(record, value)
        return dict(sorted(value.items()))

    def obey(self, record, value):
        rule, first, second = record.rule
        if rule == "ordered" and value[first] > value[second]:
            value[first], value[second] = value[second], value[first]
        if rule == "expiry":
            value[first] = min(value[first], (1 << 36) - 14)
            value[second] = value[first] + self.chance.randint(1, 14)
        if rule == "exactlyOne":
            keep = self.chance.choice([first, second])
            value.pop(first + second - keep, None)
            if keep not in value:
                value[keep] = self.value(self.kind(record, keep))
        if rule == "atLeastOne" and not any(key in value for key in range(first, second + 1)):
            keep = self.chance.choice(
                [field.key for field in record.fields if first <= field.key <= second])
            value[keep] = self.value(self.kind(record, keep))
        if rule == "positionCell":
            value[second] = self.cell(12 if value[first] <= 500 else 5)

    @staticmethod
    def kind(record, key):
        return next(field.kind for field in record.fields if field.key == key)

    def number(self, low, high):
        """Both ends are as likely as all between."""
        near = [low, high, min(high, low + 1), max(low, high - 1)]
        middle = self.chance.randint(low, min(high, low + (1 << self.chance.randint(0, 63))))
        return self.chance.choice([*near, middle, middle, middle, middle])

    def cell(self, resolution):
        point = (self.chance.uniform(-89, 89), self.chance.uniform(-180, 180))
        return int(h3.latlng_to_cell(*point, resolution), 16)

    def value(self, kind):
        head, _, rest = kind.partition(" ")
        chance = self.chance
        if head in ("uint", "int"):
            return self.number(*bounds(rest))
        if head == "bool":
            return chance.random() < 0.5
        if head == "word":
            return chance.randrange(len(self.schema.words[rest.removeprefix("of ")]))
        if head == "words":
            return chance.randrange(1 << len(self.schema.words[rest.removeprefix("of ")]))
        if head == "bytes":
            low, high = bounds(rest)
            return chance.randbytes(chance.choice([low, min(high, 300), min(high, low + 9)]))
        if head in ("hash", "key", "signature", "eui", "network"):
            return chance.randbytes({"signature": 64, "eui": 8, "network": 8}.get(head, 32))
        if head == "text":
            low, high = bounds(rest)
            count = chance.choice([low, high, min(high, low + 12)])
            return "".join(chance.choice("abcXYZ 09-_.:/\"\\'") for _ in range(count))
        if head == "cell":
            return self.cell(chance.randint(*bounds(rest)))
        if head == "devaddr":
            return self.number(0, 0xFFFFFFFF)
        if head == "map":
            return self.record(self.schema.maps[rest])
        if head == "message":
            return self.message(rest)[0]
        assert head == "list", kind
        return self.list(rest)

    def list(self, rest):
        span, _, kind = rest.partition(" of ")
        span, _, order = span.partition(" ")
        low, high = bounds(span)
        items = [self.value(kind) for _ in range(max(low, min(high, self.chance.choice([0, 1, 3]))))]
        if not order:
            return items
        unique = {}
        while True:
            for item in items:
                unique[encode(next(iter(item.values())) if isinstance(item, dict) else item)] = item
            if len(unique) >= low:
                return [unique[name] for name in sorted(unique)]
            items = [self.value(kind)]
