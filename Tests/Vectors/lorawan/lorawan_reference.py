"""LoRaWAN frames and integrity codes, written from the LoRaWAN 1.0.4 and 1.1 specifications and
independently of Earshot's Swift. AES and CMAC are those of PyPI's `cryptography`."""

import struct

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.cmac import CMAC

TYPES = (
    "join_request", "join_accept", "unconfirmed_data_up", "unconfirmed_data_down",
    "confirmed_data_up", "confirmed_data_down", "rejoin_request", "proprietary",
)


class Malformed(Exception):
    pass


def little(data):
    """The text of a number that is sent with its last byte first."""
    return data[::-1].hex()


def parse(frame):
    """One frame as the fields that `earshot frame` prints, or Malformed."""
    if not 1 <= len(frame) <= 255:
        raise Malformed("length")
    kind = TYPES[frame[0] // 32]
    if kind == "proprietary":
        return {"type": kind, "payload": frame[1:].hex()}
    if frame[0] % 4:
        raise Malformed("version")
    if kind == "join_accept":
        if len(frame) not in (17, 33):
            raise Malformed("join accept length")
        return {"type": kind, "payload": frame[1:].hex()}
    if kind == "join_request":
        return parse_join_request(kind, frame)
    if kind == "rejoin_request":
        return parse_rejoin(kind, frame)
    return parse_data(kind, frame)


def parse_join_request(kind, frame):
    if len(frame) != 23:
        raise Malformed("join request length")
    return {
        "type": kind, "join_eui": little(frame[1:9]), "dev_eui": little(frame[9:17]),
        "dev_nonce": struct.unpack("<H", frame[17:19])[0], "mic": frame[19:].hex(),
    }


def parse_rejoin(kind, frame):
    if len(frame) < 2 or frame[1] > 2 or len(frame) != (19, 24, 19)[frame[1]]:
        raise Malformed("rejoin")
    fields = {"type": kind, "rejoin_type": frame[1]}
    if frame[1] == 1:
        fields["join_eui"] = little(frame[2:10])
    else:
        fields["net_id"] = little(frame[2:5])
    fields["dev_eui"] = little(frame[-14:-6])
    fields["rj_count"] = struct.unpack("<H", frame[-6:-4])[0]
    fields["mic"] = frame[-4:].hex()
    return fields


def parse_data(kind, frame):
    body, mic = frame[1:-4], frame[-4:]
    if len(frame) < 12:
        raise Malformed("data length")
    control = body[4]
    options, rest = body[7 : 7 + control % 16], body[7 + control % 16 :]
    if len(options) != control % 16:
        raise Malformed("options")
    if rest[:1] == b"\0" and options:
        raise Malformed("commands twice")
    flags = {name: bool(control & bit) for name, bit in flag_bits(kind)}
    return {
        "type": kind, "dev_addr": little(body[:4]), **flags,
        "fcnt": struct.unpack("<H", body[5:7])[0], "fopts": options.hex(),
        "fport": rest[0] if rest else None, "payload": rest[1:].hex(), "mic": mic.hex(),
    }


def flag_bits(kind):
    if kind.endswith("up"):
        return (("adr", 0x80), ("adr_ack_req", 0x40), ("ack", 0x20), ("class_b", 0x10))
    return (("adr", 0x80), ("ack", 0x20), ("fpending", 0x10))


def build(fields):
    """The inverse of parse, for frames whose reserved bits are zero."""
    kind = fields["type"]
    head = bytes([TYPES.index(kind) << 5])
    code = bytes.fromhex(fields.get("mic", ""))

    def reverse(name):
        return bytes.fromhex(fields[name])[::-1]

    if kind in ("proprietary", "join_accept"):
        return head + bytes.fromhex(fields["payload"])
    if kind == "join_request":
        nonce = struct.pack("<H", fields["dev_nonce"])
        return head + reverse("join_eui") + reverse("dev_eui") + nonce + code
    if kind == "rejoin_request":
        whose = reverse("join_eui" if fields["rejoin_type"] == 1 else "net_id")
        count = struct.pack("<H", fields["rj_count"])
        return head + bytes([fields["rejoin_type"]]) + whose + reverse("dev_eui") + count + code
    options = bytes.fromhex(fields["fopts"])
    control = sum(bit for name, bit in flag_bits(kind) if fields[name]) + len(options)
    port = b"" if fields["fport"] is None else bytes([fields["fport"]])
    counter = struct.pack("<H", fields["fcnt"])
    payload = bytes.fromhex(fields["payload"])
    return head + reverse("dev_addr") + bytes([control]) + counter + options + port + payload + code


def cmac(key, message):
    code = CMAC(algorithms.AES(key))
    code.update(message)
    return code.finalize()


def block(frame, direction, counter, extra=b"\0\0\0\0"):
    return (
        b"\x49" + extra + bytes([direction]) + frame[1:5] + struct.pack("<I", counter)
        + b"\0" + bytes([len(frame) - 4])
    )


def mic_1_0(key, frame, direction, counter):
    return cmac(key, block(frame, direction, counter) + frame[:-4])[:4]


def mic_1_1_down(serving, frame, counter, acknowledging):
    extra = struct.pack("<H", acknowledging) + b"\0\0"
    return cmac(serving, block(frame, 1, counter, extra) + frame[:-4])[:4]


def mic_1_1_up(forwarding, serving, frame, counter, acknowledging, rate, channel):
    extra = struct.pack("<HBB", acknowledging, rate, channel)
    serving_code = cmac(serving, block(frame, 0, counter, extra) + frame[:-4])
    forwarding_code = cmac(forwarding, block(frame, 0, counter) + frame[:-4])
    return serving_code[:2] + forwarding_code[:2]


def mic_request(key, frame):
    return cmac(key, frame[:-4])[:4]


def mic_accept_1_1(key, plain, request_type, join_eui, nonce):
    message = bytes([request_type]) + bytes.fromhex(join_eui)[::-1] + struct.pack("<H", nonce)
    return cmac(key, message + plain[:-4])[:4]


def seal_accept(key, plain):
    """A join accept goes on air *decrypted*, so that a device only ever encrypts."""
    decryptor = Cipher(algorithms.AES(key), modes.ECB()).decryptor()
    return plain[:1] + decryptor.update(plain[1:]) + decryptor.finalize()
