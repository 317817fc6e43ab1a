#!/usr/bin/env python3
"""The emulated CoreCell board from outside: a client of its own, written from sx1302_hal 2.1.0's account of
the USB bridge, plays the stages of the vendor's programs against `earshot radio emulate --corecell` over a
pseudo-terminal (and TCP with --full), in real time. Nothing here was read from Earshot's code.

  corecell.py --earshot PATH (--slice|--full) [--seed N]
  corecell.py --emulator 'COMMAND …' (--slice|--full)     another command that makes the same promises
"""
import argparse, fcntl, json, os, pathlib, queue, random, select, shlex, signal, socket, subprocess
import sys, tempfile, termios, threading, time

TOP = pathlib.Path(__file__).resolve().parents[2]
EUI = "0016c001f1234567"


class Mismatch(Exception):
    pass


def check(condition, text):
    if not condition:
        raise Mismatch(text)


class Emulator:
    """The command as a process: one line when ready, frames in, transmissions out, as JSON lines."""

    def __init__(self, command):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.lines = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()
        ready = self.next_line(20)
        check("ready" in ready, f"the first line is {ready}")
        check(ready.get("eui") == EUI, f"EUI {ready.get('eui')}")
        self.ready = ready["ready"]

    def _read(self):
        for line in self.process.stdout:
            self.lines.put(json.loads(line))

    def next_line(self, seconds):
        try:
            return self.lines.get(timeout=seconds)
        except queue.Empty:
            raise Mismatch(f"no line within {seconds} s")

    def tell(self, **frame):
        self.process.stdin.write(json.dumps(frame) + "\n")
        self.process.stdin.flush()

    def close(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise Mismatch("the emulator did not end on SIGTERM")


class Line:
    """Bytes to the bridge: a terminal set as the vendor's library sets it, or TCP."""

    def __init__(self, ready):
        if ready.startswith("/"):
            self.socket = None
            self.fd = os.open(ready, os.O_RDWR | os.O_NOCTTY | os.O_SYNC)
            mode = termios.tcgetattr(self.fd)
            mode[0] &= ~(termios.IXON | termios.IXOFF | termios.IXANY | termios.ICRNL)
            mode[1] = 0
            mode[2] |= termios.CLOCAL | termios.CREAD
            mode[3] = 0
            mode[6][termios.VMIN], mode[6][termios.VTIME] = 0, 0
            termios.tcsetattr(self.fd, termios.TCSANOW, mode)
            while os.read(self.fd, 1):  # drained until empty
                pass
            mode[6][termios.VMIN] = 1
            termios.tcsetattr(self.fd, termios.TCSANOW, mode)
        else:
            host, port = ready.removeprefix("tcp:").rsplit(":", 1)
            self.socket = socket.create_connection((host, int(port)))
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.fd = self.socket.fileno()

    def write(self, data):
        while data:
            data = data[os.write(self.fd, data):]

    def read(self, count, seconds=5):
        if not select.select([self.fd], [], [], seconds)[0]:
            raise Mismatch(f"no answer within {seconds} s")
        data = os.read(self.fd, count)
        check(data, "the line was closed")
        return data

    def close(self):
        self.socket.close() if self.socket else os.close(self.fd)


class Bridge:
    def __init__(self, line, order=0x05):
        self.line, self.order, self.requests = line, order, 0
        self.numbers = random.Random(0)

    def ask(self, order, payload=b"", room=None):
        """Header and payload as two writes; the answer's header with one read, as the vendor has it."""
        payload = bytes(payload)
        self.requests += 1
        self.line.write(bytes([self.numbers.randrange(255), len(payload) >> 8, len(payload) & 255, order]))
        if payload:
            self.line.write(payload)
        header = self.line.read(4)
        check(len(header) == 4, f"one read brought {len(header)} bytes of a header")
        check(header[3] == order | 0x40, f"order {order:#x} answered as {header[3]:#x}")
        size = header[1] << 8 | header[2]
        check(room is None or size <= room, f"{size} bytes answer order {order:#x}, room for {room}")
        answer = b""
        while len(answer) < size:
            answer += self.line.read(size - len(answer))
        return answer

    def transfers(self, operations):
        request = b"".join(operations)
        answer = self.ask(self.order, request, len(request))
        at = 0
        while at < len(answer):
            check(answer[at + 2] == 0, f"operation {answer[at]} failed with {answer[at + 2]}")
            at += 5 if answer[at + 1] == 2 else 5 + (answer[at + 3] << 8 | answer[at + 4])
        return answer

    @staticmethod
    def raw(data, target=0, number=0):
        return bytes([number, 1, target, len(data) >> 8, len(data) & 255]) + bytes(data)

    @staticmethod
    def change(address, high, low, value, number=0):
        mask = ((1 << (high - low + 1)) - 1) << low
        return bytes([number, 2, address >> 8, address & 255, mask, value << low & 255])

    def write(self, address, data):
        self.transfers([self.raw([0, 0x80 | address >> 8, address & 255, *data])])

    def read(self, address, count):
        return self.transfers([self.raw([0, address >> 8, address & 255, 0] + [0xEE] * count)])[9:]

    def set(self, address, high, low, value):
        if (high, low) == (7, 0):
            self.write(address, [value])
        else:
            self.transfers([self.change(address, high, low, value)])

    def get(self, address):
        return self.read(address, 1)[0]

    def radio(self, target, command, data=()):
        time.sleep(0.001)
        return self.transfers([self.raw([target, command, *data])])[7:]

    def listener(self, command, data=()):
        return self.transfers([self.raw([command, *data], target=1)])[6:]

    def pin(self, pin, level):
        check(self.ask(0x04, [0, pin, level], 1) == b"\0", f"pin {pin}")


# The stages, in the order in which the vendor's programs meet them.


def stage_open(b, emulator):
    name = b.ask(0, room=21)
    check(len(name) == 21 and name[12:] == b"V01.00.00", f"PING says {name}")
    status = b.ask(1, room=6)
    check(-4000 <= int.from_bytes(status[4:], "big", signed=True) <= 9000, f"status {status.hex()}")
    for pin, level in [(1, 1), (2, 1), (2, 0), (8, 0), (8, 1)]:
        b.pin(pin, level)
    check(b.get(0x5606) == 0x10, "chip version")
    return 8


RESET = []
for row in (TOP / "Tests/Vectors/concentrator/reset.csv").read_text().splitlines():
    if row and not row.startswith(("#", "address")):
        RESET.append([int(part, 16) for part in row.split(",")])
PULSES = {0x5200: 0x08, 0x520B: 3, 0x5270: 7, 0x5400: 0x08, 0x540B: 3, 0x5470: 7, 0x5651: 0x3F, 0x587F: 0x10,
          0x58C8: 0xE0}


def stage_registers(b, emulator):
    for address, reset, read_only in RESET:
        found = b.get(address)
        check(found & ~read_only == reset & ~read_only, f"{address:04x} is {found:02x} after reset")
    numbers, written = random.Random(b.seed), []
    for address, reset, read_only in RESET:
        mask = ~read_only & ~PULSES.get(address, 0) & 255
        value = numbers.randrange(256) & mask
        b.transfers([bytes([0, 2, address >> 8, address & 255, mask, value])])
        written.append((address, mask, value))
    for address, mask, value in written:
        found = b.get(address)
        check(found & mask == value, f"{address:04x} holds {found & mask:02x}, {value:02x} was written")
    stage_open(b, emulator)
    return 3 * len(RESET)


def stage_communication(b, emulator):
    numbers = random.Random(b.seed)
    b.write(0x5780, [0x06])
    for size in [0, 1, 4096] + [numbers.randrange(4096) for _ in range(b.effort)]:
        data = numbers.randbytes(size)
        b.write(0, data)
        check(b.read(0, size) == data, f"a burst of {size} bytes came back changed")
        pieces = max(1, min(254, size // 8))
        each = 8
        places = [k * each for k in range(pieces)]
        b.transfers([b.raw([0, 0x80 | at >> 8, at & 255, *data[at:at + each]], number=k)
                     for k, at in enumerate(places)])
        check(b.read(0, size) == data, f"a batch of {pieces} writes came back changed")
    return 4 * (3 + b.effort)


def reset_radio(b, radio):
    lines = 0x5783 + radio
    b.set(0x5601, 4, 4, 0)
    b.set(lines, 2, 2, 1)
    b.set(lines, 3, 3, 1)
    time.sleep(0.5)
    b.set(lines, 3, 3, 0)
    time.sleep(0.01)
    b.set(lines, 3, 3, 1)
    time.sleep(0.01)
    b.set(0x5601, radio, radio, 1)


def clock(b):
    b.set(0x57C0, 0, 0, 1)
    b.set(0x57C0, 1, 1, 0)
    b.set(0x57C0, 2, 2, 1)
    b.set(0x5601, 4, 4, 1)


def stage_links(b, emulator):
    numbers = random.Random(b.seed)
    reset_radio(b, 0)
    clock(b)
    b.radio(1, 0x80, [1])
    check(b.radio(1, 0xC0, [0])[0] >> 4 & 7 == 3, "SX1250 mode")
    b.listener(0x80, [0])
    check(b.listener(0xC0, [0]) == b"\x22", "SX1261 status")
    for _ in range(b.effort):
        value = bytes([numbers.randrange(128)]) + numbers.randbytes(3)
        b.radio(1, 0x86, value)
        check(b.radio(1, 0x1D, [8, 0x8B, 0, 0, 0, 0, 0])[3:] == value, "SX1250 frequency")
        b.listener(0x86, value)
        check(b.listener(0x1D, [8, 0x8B, 0, 0, 0, 0, 0])[3:] == value, "SX1261 frequency")
    return 4 * b.effort


RADIOS = [867_500_000, 868_500_000]
CHANNELS = [(1, -400_000), (1, -200_000), (1, 0), (0, -400_000), (0, -200_000), (0, 0), (0, 200_000), (0, 400_000)]


def offset(hertz):
    steps = hertz * 32 // 15625 if hertz >= 0 else -(-hertz * 32 // 15625)
    return steps % 8192


def stage_start(b, emulator):
    stage_open(b, emulator)
    b.write(0x5643, [0])
    for radio in 0, 1:
        reset_radio(b, radio)
    clock(b)
    for radio in 1, 2:
        b.radio(radio, 0x98, [0xD7, 0xDB])
        time.sleep(0.01)
        check(b.radio(radio, 0x17, [0, 0, 0])[2] & 0x10 == 0, "image calibration")
    for radio in 0, 1:
        b.radio(radio + 1, 0x80, [0])
        check(b.radio(radio + 1, 0xC0, [0])[0] >> 4 & 7 == 2, "standby by resistor")
        b.radio(radio + 1, 0x89, [0x7F])
        b.radio(radio + 1, 0x80, [1])
        check(b.radio(radio + 1, 0xC0, [0])[0] >> 4 & 7 == 3, "standby by crystal")
        b.radio(radio + 1, 0x86, (RADIOS[radio] * 2**25 // 32_000_000).to_bytes(4, "big"))
        b.radio(radio + 1, 0x82, [255, 255, 255])
    b.set(0x5601, 3, 3, 0)
    b.set(0x58C0, 2, 2, 1)
    b.set(0x5785, 7, 4, 4)
    b.set(0x5785, 3, 0, 2)
    b.write(0x5810, [0b00000111])
    for index, (_, hertz) in enumerate(CHANNELS):
        value = offset(hertz)
        b.set(0x5800 + 2 * index, 4, 0, value >> 8)
        b.write(0x5801 + 2 * index, [value & 255])
    b.write(0x5820, [0xFF])
    b.write(0x5821, [0xFF])
    for address, peak in [(0x588A, 2), (0x588B, 4), (0x588C, 2), (0x588D, 4), (0x588E, 6), (0x588F, 8),
                          (0x5B2E, 6), (0x5B2F, 8)]:
        b.set(address, 4, 0, peak)
    value = offset(-200_000)  # service channel: radio B, SF7, 250 kHz
    b.set(0x5B02, 0, 0, 1)
    b.set(0x5B00, 4, 0, value >> 8)
    b.write(0x5B01, [value & 255])
    b.set(0x5B21, 3, 0, 7)
    b.set(0x5B21, 7, 4, 5)
    b.set(0x5B22, 5, 4, 0)
    b.set(0x5B22, 3, 3, 1)
    b.set(0x5B23, 1, 1, 0)
    value = offset(300_000)  # FSK: radio B
    b.set(0x5B54, 1, 1, 1)
    b.set(0x5B50, 4, 0, value >> 8)
    b.write(0x5B51, [value & 255])
    b.set(0x5B53, 5, 3, 2)
    for address, byte in [(0x5B5F, 0xC1), (0x5B5E, 0x94), (0x5B5D, 0xC1), (0x5B5B, 2), (0x5B5C, 0x80)]:
        b.write(address, [byte])
    b.set(0x5B52, 1, 1, 1)
    b.set(0x5605, 3, 0, 0xF)
    start_gain(b)
    start_arbiter(b)
    b.set(0x6100, 0, 0, 1)
    b.set(0x6100, 1, 1, 1)
    b.write(0x5643, [1])
    return b.requests


def load(b, control, memory):
    image = random.Random(memory).randbytes(8192)
    b.set(control, 2, 2, 1)
    b.set(control, 1, 1, 1)
    b.set(0x5600, 1, 0, 0)
    for half in 0, 4096:
        b.write(memory + half, image[half:half + 4096])
    for half in 0, 4096:
        check(b.read(memory + half, 4096) == image[half:half + 4096], "an image came back changed")
    b.set(control, 1, 1, 0)
    b.set(control, 2, 2, 0)
    check(b.get(control) & 1 == 0, "parity")


def reach(b, register, status):
    for _ in range(100):
        if b.get(register) == status:
            return
        time.sleep(0.001)
    raise Mismatch(f"{register:04x} never became {status:02x}")


def start_gain(b):
    load(b, 0x5780, 0)
    reach(b, 0x5781, 1)
    check(b.get(0x5790) == 10, "the gain controller's version")
    rows = [(0x80, [255, 255], 2), (0x20, [255, 255], 3), (3, [1, 13], 4), (4, [3, 12], 5), (5, [4, 15], 6),
            (6, [40, 80, 90], 7), (7, [4, 14], 8), (8, [52, 132], 9), (9, [0, 7, 4], 10), (10, [8], 11), (11, [0], 15)]
    for command, parameters, status in rows:
        for place, value in enumerate(parameters):
            b.write(0x578C - place, [value])
        b.write(0x5789, [command])
        reach(b, 0x5781, status)
        for place, value in enumerate(parameters):
            check(b.get(0x5790 - place) == value, f"command {command:02x} came back changed")
    b.write(0x5789, [15])


def start_arbiter(b):
    load(b, 0x6080, 0x2000)
    reach(b, 0x6081, 1)
    check(b.get(0x608D) == 2, "the arbiter's version")
    for address, value in [(0x6089, 7), (0x608C, 0), (0x608B, 3), (0x608A, 1)]:
        b.write(address, [value])
    reach(b, 0x6081, 0)


def stage_identity(b, emulator):
    eui = b""
    for index in range(8):
        b.write(0x6180, [index])
        eui += b.read(0x6181, 1)
    check(eui.hex() == EUI, f"EUI {eui.hex()}")
    b.write(0x6180, [0xD0])
    check(b.get(0x6181) == 3, "model")
    return 18


def counters(b):
    data = b.read(0x6101, 8)
    return int.from_bytes(data[:4], "big"), int.from_bytes(data[4:], "big")


def stage_counter(b, emulator):
    began, (_, first) = time.monotonic(), counters(b)
    pulses, last = set(), first
    while time.monotonic() - began < 2.2:
        pulse, now = counters(b)
        check((now - last) % 2**32 < 32_000_000, "the counter leapt")
        last = now
        pulses.add(pulse)
        time.sleep(0.02)
    elapsed, ticks = time.monotonic() - began, (last - first) % 2**32
    check(abs(ticks / 32e6 - elapsed) < 0.1, f"{ticks} ticks in {elapsed:.3f} s")
    seen = sorted(pulses - {0})
    check(len(seen) >= 2, f"{len(seen)} pulses in 2.2 s")
    for earlier, later in zip(seen, seen[1:]):
        check(later - earlier == 32_000_000, f"{later - earlier} ticks between pulses")
    return 100


def crc16(payload):
    value = 0
    for byte in payload:
        top = value >> 8 << 8
        for _ in range(8):
            top = (top << 1 ^ 0x1021 if top & 0x8000 else top << 1) & 0xFFFF
        value = (value << 8 & 0xFFFF) ^ top ^ byte
    return value


def receive(b, seconds=5):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        counts = [int.from_bytes(b.read(0x58C8, 2), "big") for _ in range(2)]
        if max(counts):
            return b.read(0x4000, max(counts))
        time.sleep(0.01)
    raise Mismatch("no frame within the time")


def level(raw, celsius):
    return raw - 215.4 + (20.41 * celsius**2 + 2162.56 * celsius) / 65536


def bent(byte):
    """What FSK's byte stands for. 0 is about -124 dBm: nothing weaker can be said."""
    return 90.636423 + 0.420835 * byte + 0.007129 * byte**2 - 0.000026 * byte**3


def stage_receive(b, emulator):
    numbers = random.Random(b.seed)
    celsius = int.from_bytes(b.ask(1)[4:], "big", signed=True) / 100
    for count in range(max(10, b.effort)):
        kind = count % 10
        payload = numbers.randbytes(numbers.randrange(1, 60))
        rssi, snr = numbers.randrange(-130, -30), numbers.randrange(-40, 52) / 4
        frame = dict(rssi_dbm=rssi, snr_db=snr, crc="ok", phy_hex=payload.hex())
        if kind < 8:
            radio, hertz = CHANNELS[kind]
            factor = numbers.randrange(7, 11)
            frame.update(freq_hz=RADIOS[radio] + hertz, sf=factor, bw_hz=125_000, cr="4/5")
        elif kind == 8:
            factor = 7
            frame.update(freq_hz=868_300_000, sf=7, bw_hz=250_000, cr="4/6")
        else:
            frame.update(freq_hz=868_800_000, fsk_bps=50_000)
        emulator.tell(**frame)
        record = receive(b)
        size = record[2]
        tail = 9 + size
        check(record[:2] == b"\xA5\xC0", f"record {record.hex()}")
        check(sum(record[:-1]) & 255 == record[-1], "the record's sum")
        check(record[9:tail] == payload, "the payload")
        check(record[3] == kind, f"channel {record[3]} instead of {kind}")
        check(record[5] == {8: 16, 9: 17}.get(kind, record[5]) and (kind > 7 or record[5] < 16), "modem")
        check(record[4] & 1 == 1 and record[tail] & 1 == 0, "checksum flags")
        if kind < 9:
            check(record[4] >> 4 == factor, "spreading factor")
            check(int.from_bytes(record[tail + 10:tail + 12], "little") == crc16(payload), "CRC-16")
            check(abs(int.from_bytes(record[tail + 1:tail + 2], "big", signed=True) / 4 - snr) < 0.01, "SNR")
            check(abs(level(record[tail + 2], celsius) - rssi) <= 0.51, "RSSI")
        else:
            found = abs(level(bent(record[tail + 2]), celsius) - rssi)
            best = min(abs(level(bent(byte), celsius) - rssi) for byte in range(256))
            check(found <= best + 0.02, f"RSSI of FSK: {found:.2f} dB beside, {best:.2f} can be")
        stamp = int.from_bytes(record[tail + 6:tail + 10], "little")
        ago = (counters(b)[1] - stamp) % 2**32 / 32e6
        check(ago < 1, f"dated {ago:.3f} s before it was read")
    return max(10, b.effort)


def send(b, payload, factor, frequency, trigger_at=None, power=0x40 + 14):
    width, number, batch = 4, 0, []

    def put(address, *data):
        batch.append(b.raw([0, 0x80 | address >> 8, address & 255, *data], number=len(batch)))

    def bits(address, high, low, value):
        batch.append(b.change(address, high, low, value, number=len(batch)))

    steps = frequency * 2**18 // 32_000_000
    delay = 48000 - (19 + (63 if factor < 10 else 127) * 1_000_000 // 125_000 + 64)
    bits(0x5209, 0, 0, 0)
    bits(0x5220, 1, 0, 1)
    put(0x520D, power)
    put(0x5225, steps >> 16, steps >> 8 & 255, steps & 255)
    bits(0x5260, 7, 4, width)
    put(0x5267, 0)
    put(0x5266, 8)
    bits(0x5260, 3, 0, factor)
    bits(0x5261, 2, 0, 1)
    bits(0x5269, 1, 1, 1)
    bits(0x5262, 1, 1, 0)
    bits(0x5262, 0, 0, 0)
    bits(0x526D, 4, 0, 6)
    bits(0x526E, 4, 0, 8)
    put(0x5263, len(payload))
    bits(0x5261, 5, 4, 1 if factor > 10 else 0)
    put(0x5205, delay >> 8, delay & 255)
    bits(0x5207, 0, 0, 1)
    put(0x5300, *payload)
    bits(0x5207, 0, 0, 0)
    bit = 0
    if trigger_at is not None:
        bit = 1
        put(0x5201, *((trigger_at - delay) % 2**32).to_bytes(4, "big"))
    bits(0x5200, bit, bit, 0)
    bits(0x5200, bit, bit, 1)
    b.transfers(batch)


def stage_send(b, emulator):
    numbers = random.Random(b.seed)
    for count in range(4):
        payload, factor = numbers.randbytes(numbers.randrange(1, 40)), numbers.randrange(7, 10)
        check(b.get(0x5211) == 0x80, "the path is not free")
        if count % 2:
            now = counters(b)[1]
            send(b, payload, factor, 868_100_000, (now + 32 * 50_000) % 2**32)
            check(b.get(0x5211) == 0x91, "not scheduled")
        else:
            send(b, payload, factor, 868_100_000)
        states, deadline = set(), time.monotonic() + 3
        while time.monotonic() < deadline and b.get(0x5211) != 0x80:
            states.add(b.get(0x5211))
        check(0x30 in states and states <= {0x91, 0x30, 0x80}, f"states {states}")
        tx = emulator.next_line(5)["tx"]
        check(tx["phy_hex"] == payload.hex(), f"sent {tx}")
        check((tx["sf"], tx["bw_hz"], tx["cr"], tx["freq_hz"]) == (factor, 125_000, "4/5", 868_100_000), f"{tx}")
        check(tx["power_dbm"] == 27, f"{tx}")
    return 4


def stage_scan(b, emulator):
    b.listener(0x80, [0])
    check(b.listener(0xC0, [0])[0] & 0x7E == 0x22, "SX1261 status")
    b.listener(0x0D, [0x06, 0x10, 0x10])
    patch = random.Random(3).randbytes(4 * 386)
    for word in range(386):
        address = 0x8000 + 4 * word
        b.listener(0x0D, [address >> 8, address & 255, *patch[4 * word:4 * word + 4]])
    b.listener(0x0D, [0x06, 0x10, 0x00])
    b.listener(0xD9)
    version = b.listener(0x1D, [0x03, 0x20] + [0] * 16)[3:]
    check(version[11:15] == b"2D06", f"patch version {version}")
    frequency = (868_100_000 * 2**25 // 32_000_000).to_bytes(4, "big")
    commands = [[0x0D, 8, 0x9B, 0], [0xC1], [0x86, *frequency], [0x0D, 8, 0x9B, 0x14], [0x8A, 0],
                [0x8B, 0, 0x14, 0, 0, 10, 2, 0xE9, 0x0F], [0x8C, 0, 0x20, 5, 0x20, 0, 1, 255, 0, 0],
                [0x82, 255, 255, 255]]
    b.transfers([b.raw(c, target=1, number=k) for k, c in enumerate(commands)])
    b.listener(0x9B, [1000 >> 8, 1000 & 255, 11, 0, 0, 0, 0, 0, 0])
    deadline = time.monotonic() + 2
    while b.listener(0x1D, [7, 0xCD, 0, 0])[3] != 0xFF:
        check(time.monotonic() < deadline, "the scan never ends")
    bins = b.listener(0x1D, [4, 1, 0] + [0] * 66)[3:]
    total = sum(int.from_bytes(bins[k:k + 2], "big") for k in range(0, 66, 2))
    check(total == 1000, f"{total} looks counted")
    return 400


def stage_stop(b, emulator):
    for path in 0x5200, 0x5400:
        for bit in 0, 1, 2:
            b.set(path, bit, bit, 0)
        check(b.get(path + 0x11) == 0x80, "a path is not free")
    for pin, level in [(1, 1), (2, 1), (2, 0), (8, 0), (8, 1)]:
        b.pin(pin, level)
    return 13


def stage_boot(b, emulator):
    check(b.ask(2, room=0) == b"", "the bootloader order")
    return 1


STAGES = [stage_open, stage_registers, stage_communication, stage_links, stage_start, stage_identity, stage_counter,
          stage_receive, stage_send, stage_scan, stage_stop, stage_boot]


def run(command, seed, effort):
    emulator = Emulator(command)
    try:
        line = Line(emulator.ready)
        bridge = Bridge(line)
        bridge.seed, bridge.effort = seed, effort
        for stage in STAGES:
            began = time.monotonic()
            try:
                count = stage(bridge, emulator)
            except Mismatch as mismatch:
                raise Mismatch(f"{stage.__name__[6:]}: {mismatch}")
            print(f"{stage.__name__[6:]}: {count} checked, {time.monotonic() - began:.1f} s")
        line.close()
        print(f"{bridge.requests} requests over {emulator.ready}")
    finally:
        emulator.close()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--earshot")
    parser.add_argument("--emulator", help="another command instead; the way in is appended")
    parser.add_argument("--slice", action="store_true")
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--seed", type=int, default=24301)
    options = parser.parse_args()
    if options.emulator:
        base = shlex.split(options.emulator)
    else:
        base = [options.earshot, "radio", "emulate", "--corecell", "--eui", EUI, "--seed", str(options.seed)]
    try:
        with tempfile.TemporaryDirectory(prefix="ec", dir="/tmp") as folder:
            # The vendor's library has 50 bytes for the path.
            run(base + ["--pty", os.path.join(folder, "radio")], options.seed, 20 if options.slice else 400)
            if options.full:
                run(base + ["--tcp", "127.0.0.1:0"], options.seed + 1, 400)
    except Mismatch as mismatch:
        print(f"DIFFERENT: {mismatch}")
        return 1
    print("corecell: all stages as the vendor's programs need them")
    return 0


if __name__ == "__main__":
    sys.exit(main())
