"""An independent packet forwarder and an independent server, over real loopback sockets, around
`earshot packets listen`: every dialect of PUSH_DATA is heard as it was meant and passed on byte for byte,
every answer to a transmission reaches the server that asked for it, and what no forwarder sends does no harm.

    python Tests/Differential/forwarders.py --earshot PATH (--slice|--full) [--seed N]

Written from Semtech's protocol description and the C of lora_pkt_fwd's field order; shares nothing with the
Swift but this page.
"""

import argparse
import base64
import json
import queue
import random
import socket
import struct
import subprocess
import sys
import threading
import time

SHOWN = 10
PUSH_DATA, PUSH_ACK, PULL_DATA, PULL_RESP, PULL_ACK, TX_ACK = range(6)
EUI = 0xA840411FDDEC4150


class Check:
    def __init__(self):
        self.count = 0
        self.differences = 0

    def same(self, what, found, expected):
        self.count += 1
        if found == expected:
            return
        self.differences += 1
        if self.differences <= SHOWN:
            print(f"DIFFERENCE {what}: {found!r}, expected {expected!r}")


class Listener:
    """`earshot packets listen --json`, event by event."""

    def __init__(self, program, *flags):
        self.process = subprocess.Popen(
            [program, "packets", "listen", "--json", "--listen", "127.0.0.1:0", *flags],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.events = queue.Queue()
        threading.Thread(target=self.read, daemon=True).start()
        host, port = self.event("listening")["address"].rsplit(":", 1)
        self.address = (host, int(port))

    def read(self):
        for line in self.process.stdout:
            self.events.put(json.loads(line))
        self.events.put(None)

    def event(self, kind):
        """The next event of a kind."""
        while True:
            try:
                event = self.events.get(timeout=10)
            except queue.Empty:
                raise SystemExit(f"no event {kind} within 10 s")
            if event is None:
                raise SystemExit(f"the listener ended: {self.process.stderr.read()}")
            if event["event"] == kind:
                return event

    def end(self):
        self.process.terminate()
        total = self.event("sum")
        self.process.wait(10)
        return total


class Forwarder:
    """Two sockets, as lora_pkt_fwd has."""

    def __init__(self, server, eui=EUI, version=2):
        self.server = server
        self.eui = struct.pack(">Q", eui)
        self.version = version
        self.up, self.down = (socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2))
        for one in (self.up, self.down):
            one.bind(("127.0.0.1", 0))
            one.settimeout(5)
        self.token = 0

    def header(self, kind, token=None):
        if token is None:
            self.token = (self.token + 1) & 0xFFFF
            token = self.token
        return struct.pack(">BHB", self.version, token, kind) + self.eui

    def pull(self):
        sent = self.header(PULL_DATA)
        self.down.sendto(sent, self.server)
        return self.down.recv(2000) == sent[:3] + bytes([PULL_ACK])

    def push(self, body, token=None):
        sent = self.header(PUSH_DATA, token) + body
        self.up.sendto(sent, self.server)
        return self.up.recv(2000) == sent[:3] + bytes([PUSH_ACK])

    def order(self):
        bytes_ = self.down.recv(20000)
        version, token, kind = struct.unpack(">BHB", bytes_[:4])
        assert kind == PULL_RESP, bytes_
        return version, token, json.loads(bytes_[4:])["txpk"]

    def answer(self, token, body):
        self.down.sendto(self.header(TX_ACK, token) + body, self.server)


class Server:
    """A network server that packets are passed on to."""

    def __init__(self):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.settimeout(5)
        self.name = "127.0.0.1:%d" % self.socket.getsockname()[1]
        self.puller = None

    def next(self, kind, timeout=5):
        """The next datagram of a kind, acknowledged; None when nothing comes."""
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            self.socket.settimeout(max(0.01, end - time.monotonic()))
            try:
                bytes_, peer = self.socket.recvfrom(20000)
            except TimeoutError:
                return None
            version, token, found = struct.unpack(">BHB", bytes_[:4])
            assert version == 2, bytes_
            if found == PULL_DATA:
                self.puller = peer
                self.socket.sendto(bytes_[:3] + bytes([PULL_ACK]), peer)
            elif found == PUSH_DATA:
                self.socket.sendto(bytes_[:3] + bytes([PUSH_ACK]), peer)
            if found == kind:
                return token, bytes_[4:12], bytes_[12:]
        return None

    def want(self, token, txpk):
        body = json.dumps({"txpk": txpk}).encode()
        self.socket.sendto(struct.pack(">BHB", 2, token, PULL_RESP) + body, self.puller)


def encode(frame, chance):
    """Base64 in one of the spellings of the field."""
    text = base64.b64encode(frame).decode()
    if chance.random() < 0.3:
        text = text.rstrip("=")
    if chance.random() < 0.2:
        text = text.replace("+", "-").replace("/", "_")
    return text


def entry(chance, dialect, ticks):
    """An rxpk of a dialect as text, and what should be heard of it."""
    frame = bytes(chance.randrange(256) for _ in range(chance.randrange(1, 60)))
    if frame[:1] == b"\xe0":
        frame = b"\x40" + frame[1:]
    mhz = chance.choice([868.1, 868.3, 868.5, 867.1, 903.9, 923.3])
    factor, width = chance.randrange(7, 13), chance.choice([125, 250, 500])
    rate = chance.choice(["4/5", "4/6", "4/7", "4/8"])
    rssi, rssis = chance.randrange(-140, -20), chance.randrange(-140, -20)
    snr = chance.randrange(-200, 150) / 10
    stat = chance.choice([1, 1, 1, -1, 0])
    channel = chance.randrange(10)
    heard = {
        "freq_hz": round(mhz * 1e6), "sf": factor, "bw_hz": width * 1000, "cr": rate,
        "crc": {1: "ok", -1: "bad", 0: "none"}[stat], "phy_hex": frame.hex(),
        "count_us": ticks,
    }
    data = encode(frame, chance)
    common = f'"freq":{mhz:.6f},"stat":{stat},"modu":"LORA","datr":"SF{factor}BW{width}","codr":"{rate}"'
    if dialect == "sx1302":
        fine, offset = chance.randrange(10**9), chance.randrange(-20000, 20000)
        heard |= {
            "rssi_dbm": rssi, "signal_dbm": rssis, "snr_db": snr, "channel": channel,
            "fine_ns": fine, "offset_hz": offset, "time": "2026-11-21T02:18:00.528Z",
        }
        text = (
            f'{{"jver":1,"tmst":{ticks},"time":"2026-11-21T02:18:00.528000Z","tmms":1479262698528,'
            f'"ftime":{fine},"chan":{channel},"rfch":0,{common.split(",", 1)[0]},"mid": 8,'
            f'{common.split(",", 1)[1]},"rssis":{rssis},"lsnr":{snr:.1f},"foff":{offset},"rssi":{rssi},'
            f'"size":{len(frame)},"data":"{data}"}}')
    elif dialect == "sx1301":
        heard |= {"rssi_dbm": rssi, "snr_db": snr, "channel": channel}
        text = (
            f'{{"tmst":{ticks},"chan":{channel},"rfch":1,{common},"lsnr":{snr:.1f},"rssi":{rssi},'
            f'"size":{len(frame)},"data":"{data}"}}')
    elif dialect == "rsig":
        best = snr + 1
        heard |= {
            "rssi_dbm": rssi, "signal_dbm": rssis, "snr_db": round(best, 1), "channel": channel,
            "antenna": 1,
        }
        text = (
            f'{{"brd":262148,"aesk":0,"tmst":{ticks},{common},"rsig":['
            f'{{"ant":0,"chan":9,"rssic":-1,"lsnr":{snr:.1f},"etime":"bm8gdGltZQ=="}},'
            f'{{"ant":1,"chan":{channel},"rssic":{rssi},"rssis":{rssis},"rssisd":0,"lsnr":{best:.1f}}}],'
            f'"rssi":-2,"lsnr":99,"size":{len(frame)},"data":"{data}"}}')
    elif dialect == "fsk":
        bits = chance.choice([50000, 1200])
        for key in ("sf", "bw_hz", "cr"):
            del heard[key]
        heard |= {"fsk_bps": bits, "rssi_dbm": rssi}
        text = (
            f'{{"tmst":{ticks},"freq":{mhz:.6f},"stat":{stat},"modu":"FSK","datr":{bits},"rssi":{rssi},'
            f'"data":"{data}"}}')
    else:
        text = (
            f'{{"tmst": {ticks}, {common}, "rssi": null, "lsnr": null, "time": "soon", "meta": '
            f'{{"x": [1, "}}]\\"", {{"y": null}}]}}, "data": "{data}"}}')
    return text, heard, frame


MEASURES = ("rssi_dbm", "signal_dbm", "snr_db", "channel", "fine_ns", "offset_hz", "time", "antenna")


def heard_as_meant(check, program, rounds, chance):
    """All dialects, several entries in a datagram; what was not measured is absent."""
    listener = Listener(program)
    forwarder = Forwarder(listener.address)
    ticks = chance.randrange(2**32)
    check.same("PULL_DATA is acknowledged", forwarder.pull(), True)
    for _ in range(rounds):
        texts, expected = [], []
        for _ in range(chance.randrange(1, 9)):
            ticks = (ticks + chance.randrange(1, 2000)) & 0xFFFFFFFF
            dialect = chance.choice(["sx1302", "sx1301", "rsig", "fsk", "odd"])
            text, heard, _ = entry(chance, dialect, ticks)
            texts.append(text)
            expected.append((dialect, heard))
        body = '{"rxpk":[' + ",".join(texts) + "]}"
        check.same("PUSH_DATA is acknowledged", forwarder.push(body.encode()), True)
        for dialect, heard in expected:
            event = listener.event("heard")
            for key, value in heard.items():
                found = event.get(key)
                same = found is not None and (
                    abs(found - value) < 0.001 if isinstance(value, float) else found == value)
                check.same(f"{dialect} {key}", value if same else found, value)
            for key in MEASURES:
                if key not in heard:
                    check.same(f"{dialect} {key} is absent", event.get(key), None)
    # The same datagram once more, and one as version 1.
    check.same("repeated", forwarder.push(body.encode(), forwarder.token), True)
    first = Forwarder(listener.address, EUI + 1, version=1)
    check.same("version 1 is acknowledged", first.push(b'{"stat":{"rxnb":7}}'), True)
    check.same("status", listener.event("status").get("received"), 7)
    total = listener.end()
    check.same("repetitions", total["drops"], {"duplicate": 1})


def passed_on(check, program, rounds, chance):
    """Byte for byte to each server by its filters, never a beacon."""
    everything, devices, joins = Server(), Server(), Server()
    listener = Listener(
        program, "--pass-on",
        f"{everything.name},{devices.name} dev_addr=0000ff00/24 uplink_only,"
        f"{joins.name} join_eui=70b3d57ed0000000/40")
    forwarder = Forwarder(listener.address)
    forwarder.pull()
    for number in range(rounds):
        kept = {one: [] for one in (everything, devices, joins)}
        texts = []
        for _ in range(chance.randrange(1, 6)):
            dialect = chance.choice(["sx1302", "sx1301", "rsig", "odd"])
            text, _, frame = entry(chance, dialect, chance.randrange(2**32))
            kind = chance.randrange(5)
            frame = {
                0: b"\x40\x12\xff\x00\x00\x00\x01\x00" + frame[:20].ljust(4, b"1"),
                1: b"\x80\xf1\x7d\xbe\x49\x00\x01\x00" + frame[:20].ljust(4, b"1"),
                2: b"\x00\x05\x00\x00\xd0\x7e\xd5\xb3\x70" + bytes(14),
                3: b"\x00" + bytes(22),
                4: b"\xe0\x01" + frame.ljust(22, b"2"),
            }[kind]
            start = text.index('"data"')
            text = text[:start] + f'"data":"{base64.b64encode(frame).decode()}"}}'
            text = text.replace(f'"size":{text.split(chr(34) + "size" + chr(34) + ":")[1].split(",")[0]},', "") \
                if '"size":' in text else text
            texts.append(text)
            if kind < 4:
                kept[everything].append(text)
            if kind in (0, 2, 3):
                kept[devices].append(text)
            if kind in (0, 1, 2):
                kept[joins].append(text)
        status = f',"stat":{{"rxnb":{number},"odd":"}}"}}' if number % 3 == 0 else ""
        forwarder.push(('{"rxpk":[' + ",".join(texts) + "]" + status + "}").encode())
        for server, entries in kept.items():
            body = ('"rxpk":[' + ",".join(entries) + "]" if entries else "") + (
                status if entries else status[1:])
            if not body:
                continue
            datagram = server.next(PUSH_DATA)
            check.same("passed on", datagram and datagram[2].decode(), "{" + body + "}")
            check.same("as this gateway", datagram and datagram[1], forwarder.eui)
    total = listener.end()
    for server in total["passed_on"]:
        check.same("unreadable", server["unreadable"], 0)
        check.same("acknowledged", server["acknowledged"] > 0, True)
    check.same("asked for downlinks", devices.puller, None)


ANSWERS = [
    (b"", {"error": "NONE"}, "sent_at_once"), (b"{}", {"error": "NONE"}, "sent_at_once"),
    (b'{"txpk_ack":{"error":"NONE"}}', {"error": "NONE"}, "sent_at_once"),
    (b'{"txpk_ack":{"error":""}}', {"error": "NONE"}, "sent_at_once"),
    (b'{"txpk_ack":{"warn":"TX_POWER","value":12}}', {"warn": "TX_POWER", "value": 12}, "sent_at_once"),
    (b'{"txpk_ack":{"error":"TX_POWER","value":11.5}}', {"warn": "TX_POWER", "value": 11.5},
     "sent_at_once"),
    (b'{"txpk_ack":{"error":"TOO_LATE"}}', {"error": "TOO_LATE"}, "too_late"),
    (b'{"txpk_ack":{"error":"TOO_EARLY"}}', {"error": "TOO_EARLY"}, "too_early"),
    (b'{"txpk_ack":{"error":"COLLISION_PACKET"}}', {"error": "COLLISION_PACKET"}, "collision"),
    (b'{"txpk_ack":{"error":"COLLISION_BEACON"}}', {"error": "COLLISION_BEACON"}, "collision"),
    (b'{"txpk_ack":{"error":"TX_FREQ"}}', {"error": "TX_FREQ"}, "frequency_refused"),
    (b'{"txpk_ack":{"error":"GPS_UNLOCKED"}}', {"error": "GPS_UNLOCKED"}, "radio_away"),
    (b'{"txpk_ack":{"error":"UNKNOWN"}}', {"error": "UNKNOWN"}, "frame_refused"),
    (b'{"txpk_ack":{"error":"ELSEWHERE"}}', {"error": "UNKNOWN"}, "frame_refused"),
    (None, {"error": "UNKNOWN"}, "radio_away"),
]


def downlink(frame, **more):
    return {
        "imme": True, "freq": 923.3, "rfch": 0, "powe": 20, "modu": "LORA", "datr": "SF9BW500",
        "codr": "4/5", "ipol": True, "ncrc": True, "size": len(frame),
        "data": base64.b64encode(frame).decode(),
    } | more


def answered(check, program, chance):
    """Every answer of a forwarder reaches the server, and the plan's limits come first."""
    server, rival = Server(), Server()
    listener = Listener(program, "--plan", "US915", "--pass-on", f"{server.name},{rival.name}")
    forwarder = Forwarder(listener.address)
    forwarder.pull()
    for one in (server, rival):
        check.same("asked for downlinks", one.next(PULL_DATA) is not None, True)
    token = 0

    def outcome(expected, word, one=server):
        found = one.next(TX_ACK)
        check.same(f"answer {token}", found and found[0], token)
        check.same(f"answer for {word}", found and json.loads(found[2])["txpk_ack"], expected)

    for body, expected, word in ANSWERS:
        token += 1
        frame = bytes([0x60]) + chance.randbytes(12)
        server.want(token, downlink(frame))
        version, handed, txpk = forwarder.order()
        check.same("frame", base64.b64decode(txpk["data"]), frame)
        check.same("order", (txpk["imme"], txpk["freq"], txpk["datr"], txpk["ipol"], txpk["powe"]),
                   (True, 923.3, "SF9BW500", True, 20))
        if body is not None:
            forwarder.answer(handed, body)
        outcome(expected, word)
        check.same("outcome", listener.event("ended")["outcome"], word)
    # Too strong: sent with what the plan allows, which the server is told.
    token += 1
    server.want(token, downlink(b"\x60a", powe=40))
    _, handed, txpk = forwarder.order()
    check.same("lowered", txpk["powe"], 36)
    forwarder.answer(handed, b"")
    outcome({"warn": "TX_POWER", "value": 36}, "lowered power")
    # Never handed over: outside of the plan, a made-up beacon, no JSON.
    for more, expected in [
        ({"freq": 868.1}, "TX_FREQ"), ({"data": "4AEA", "size": 3}, "UNKNOWN"),
        ({"datr": "SF12BW125", "freq": 903.9, "size": 12, "data": "AAAAAAAAAAAAAAAA"}, "UNKNOWN"),
        ({"datr": "nonsense"}, "UNKNOWN"), ({"imme": False, "tmms": 1_500_000_000_000}, "GPS_UNLOCKED"),
    ]:
        token += 1
        server.want(token, downlink(b"\x60b", **more))
        outcome({"error": expected}, str(more))
    # Two servers for one time: the first has it.
    ticks = 1_000_000
    forwarder.push(b'{"rxpk":[{"tmst":%d,"freq":903.9,"stat":1,"datr":"SF7BW125","data":"QAAA"}]}' % ticks)
    listener.event("heard")
    token += 1
    server.want(token, downlink(b"\x60c", imme=False, tmst=ticks + 3_000_000))
    time.sleep(0.2)
    rival.want(token, downlink(b"\x60d", imme=False, tmst=ticks + 3_000_000))
    outcome({"error": "COLLISION_PACKET"}, "the second for one time", rival)
    begin = time.monotonic()
    _, handed, txpk = forwarder.order()
    check.same("just in time", 1.9 < time.monotonic() - begin + 0.2 < 3.0, True)
    check.same("time", txpk["tmst"], ticks + 3_000_000)
    check.same("the first", base64.b64decode(txpk["data"]), b"\x60c")
    forwarder.answer(handed, b"")
    outcome({"error": "NONE"}, "the first for one time")
    listener.end()


def hostile(check, program, count, chance):
    """A flood of what no forwarder sends, between which a real one is still served."""
    listener = Listener(program)
    forwarder = Forwarder(listener.address)
    forwarder.pull()
    flooder = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    good = b'{"rxpk":[{"tmst":1,"freq":868.1,"stat":1,"datr":"SF7BW125","data":"QBEiM0Q="}]}'
    before = memory(listener.process.pid)
    for number in range(count):
        kind = number % 6
        flooder.sendto({
            0: chance.randbytes(chance.randrange(0, 600)),
            1: struct.pack(">BHBQ", 2, number & 0xFFFF, PULL_DATA, chance.getrandbits(64)),
            2: struct.pack(">BHBQ", 2, number & 0xFFFF, PUSH_DATA, EUI) + b"[" * 200,
            3: struct.pack(">BHBQ", 2, number & 0xFFFF, PUSH_DATA, chance.getrandbits(64)) + good,
            4: struct.pack(">BHBQ", 2, number & 0xFFFF, TX_ACK, EUI) + b'{"txpk_ack":{}}',
            5: struct.pack(">BHBQ", 2, number & 0xFFFF, PUSH_DATA, EUI)
               + b'{"rxpk":[' + b",".join([b'{"a":1}'] * 40) + b"]}",
        }[kind], listener.address)
        if number % 200 == 199:
            time.sleep(0.02)
            check.same("served in the flood", forwarder.pull(), True)
    forwarder.push(good)
    after = memory(listener.process.pid)
    total = listener.end()
    check.same("memory is bounded", after < before + 4096, True)
    print(f"flood: {count} datagrams, RssAnon {before} kB before and {after} kB after, "
          + ", ".join(f"{count} {name}" for name, count in total["drops"].items()))
    for name in ("too-many-forwarders", "unknown-version", "body-not-json", "stray-answer",
                 "entry-missing", "duplicate"):
        if name != "duplicate":
            check.same(f"counted {name}", total["drops"].get(name, 0) > 0, True)


def memory(identifier):
    for line in open(f"/proc/{identifier}/status"):
        if line.startswith("RssAnon"):
            return int(line.split()[1])


def sends(check, program):
    """`earshot packets send` to a forwarder that lowers the power."""
    probe = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    probe.bind(("127.0.0.1", 0))
    port = probe.getsockname()[1]
    probe.close()
    process = subprocess.Popen(
        [program, "packets", "send", "--to", f"{EUI:016x}", "--plan", "US915", "--freq", "903900000",
         "--sf", "8", "--power", "14", "--listen", f"127.0.0.1:{port}", "--json", "e00102030405"],
        stdout=subprocess.PIPE, text=True)
    forwarder = Forwarder(("127.0.0.1", port))
    forwarder.down.settimeout(0.2)
    for _ in range(50):
        try:
            if forwarder.pull():
                break
        except (TimeoutError, ConnectionRefusedError):
            pass
    forwarder.down.settimeout(5)
    _, token, txpk = forwarder.order()
    check.same("polarity", (txpk["ipol"], "ncrc" in txpk, txpk["powe"]), (False, False, 14))
    forwarder.answer(token, b'{"txpk_ack":{"warn":"TX_POWER","value":12}}')
    answer = json.loads(process.communicate(timeout=10)[0])
    check.same("sent", (answer["outcome"], answer["power_dbm"], answer["power_confirmed"]),
               ("sent_at_once", 12, True))
    check.same("exit code", process.returncode, 0)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--earshot", required=True)
    size = parser.add_mutually_exclusive_group(required=True)
    size.add_argument("--slice", action="store_true")
    size.add_argument("--full", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    check = Check()
    factor = 20 if options.full else 1
    heard_as_meant(check, options.earshot, 60 * factor, chance)
    passed_on(check, options.earshot, 40 * factor, chance)
    answered(check, options.earshot, chance)
    sends(check, options.earshot)
    hostile(check, options.earshot, 3000 * factor, chance)
    print(f"{check.count} comparisons, {check.differences} differences")
    return 1 if check.differences else 0


sys.exit(main())
