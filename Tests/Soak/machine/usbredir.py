"""The device's end of usbredir (the protocol of QEMU's usb-redir device), for one CDC-ACM device whose
data pipes are a TCP connection to an emulated radio.

Written from the protocol's public description (usbredirproto.h 0.13) with the capabilities
that QEMU's xhci demands: a packet is 16 bytes of header (kind, length, number) and its own; the
first one, hello, still has a number of 32 bits.
"""

import select
import socket
import struct
import threading

HELLO, CONNECT, DISCONNECT, RESET, INTERFACES, ENDPOINTS = 0, 1, 2, 3, 4, 5
SET_CONFIGURATION, GET_CONFIGURATION, CONFIGURATION = 6, 7, 8
SET_ALTERNATE, GET_ALTERNATE, ALTERNATE = 9, 10, 11
START_INTERRUPT, STOP_INTERRUPT, INTERRUPT_STATUS = 15, 16, 17
CANCEL, FILTER_REJECT, FILTER, DISCONNECTED = 21, 22, 23, 24
CONTROL, BULK = 100, 101
TELLS_RELEASE, ACKNOWLEDGES_DISCONNECT, TELLS_PACKET_SIZES = 1 << 1, 1 << 3, 1 << 4
LONG_NUMBERS, LONG_BULK = 1 << 5, 1 << 6
CAPABILITIES = (
    TELLS_RELEASE | ACKNOWLEDGES_DISCONNECT | TELLS_PACKET_SIZES | LONG_NUMBERS | LONG_BULK)
DONE, CANCELLED, STALLED = 0, 1, 4

VENDOR, PRODUCT, RELEASE = 0x0483, 0x5740, 0x0200
STRINGS = {1: "STMicroelectronics", 2: "STM32 Virtual ComPort"}
DEVICE = struct.pack("<BBHBBBBHHHBBBB", 18, 1, 0x0200, 2, 2, 0, 64, VENDOR, PRODUCT, RELEASE, 1, 2, 3, 1)
CONFIGURATION_BYTES = bytes.fromhex(
    "09024300020100c032"
    "090400000102020100" "0524001001" "0524010001" "04240202" "0524060001"  # abstract control model
    "07058203080010"  # interrupt in
    "09040100020a000000" "07050102400000" "07058102400000"  # bulk out, bulk in
)


def bulk(endpoint, status, length, stream):
    """The head of a bulk packet."""
    return struct.pack("<BBHIH", endpoint, status, length & 0xFFFF, stream, length >> 16)


class Device:
    """Serves one QEMU over a unix socket, until closed. `plug` and `unplug` from any thread."""

    def __init__(self, path, radio, serial):
        self.radio_address, self.serial = radio, serial
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(path)
        self.listener.listen(1)
        self.lock = threading.Lock()
        self.peer = self.radio = None
        self.is_greeted = False
        self.waiting = []  # bulk in requests: (id, endpoint, length, stream)
        self.bytes = b""
        self.line_coding = bytes(7)
        self.counts = {"control": 0, "out": 0, "in": 0, "reset": 0, "stall": 0}
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    # What a person does with the plug.

    def unplug(self):
        with self.lock:
            self._send(DISCONNECT, 0, b"")
            self.waiting, self.bytes = [], b""
            if self.radio:
                self.radio.close()
            self.radio = None

    def plug(self):
        with self.lock:
            self.radio = socket.create_connection(self.radio_address, timeout=10)
            self.radio.setblocking(False)
            classes = bytes([2, 10]) + bytes(30)
            self._send(
                INTERFACES, 0,
                struct.pack("<I", 2) + bytes([0, 1]) + bytes(30) + classes
                + bytes([2, 0]) + bytes(30) + bytes([1, 0]) + bytes(30))
            kinds = bytearray([255] * 32)
            kinds[0] = kinds[16] = 0
            kinds[1] = kinds[17] = 2
            kinds[18] = 3
            intervals, interfaces = bytearray(32), bytearray(32)
            intervals[18] = 16
            interfaces[1] = interfaces[17] = 1
            sizes = [0] * 32
            sizes[0] = sizes[16] = sizes[1] = sizes[17] = 64
            sizes[18] = 8
            self._send(
                ENDPOINTS, 0,
                bytes(kinds + intervals + interfaces) + struct.pack("<32H", *sizes))
            self._send(CONNECT, 0, struct.pack("<BBBBHHH", 1, 2, 2, 0, VENDOR, PRODUCT, RELEASE))

    # The wire to QEMU.

    def _send(self, kind, number, body):
        form = "<III" if kind == HELLO else "<IIQ"
        self.peer.sendall(struct.pack(form, kind, len(body), number) + body)

    def _serve(self):
        self.peer, _ = self.listener.accept()
        with self.lock:
            version = b"earshot soak".ljust(64, b"\0")
            self._send(HELLO, 0, version + struct.pack("<I", CAPABILITIES))
        buffer = b""
        while True:
            sources = [self.peer] + ([self.radio] if self.radio else [])
            try:
                ready, _, _ = select.select(sources, [], [], 0.05)
            except (OSError, ValueError):
                continue  # the radio's connection was closed by `unplug` meanwhile
            if self.peer in ready:
                data = self.peer.recv(65536)
                if not data:
                    return
                buffer = self._packets(buffer + data)
            radio = self.radio
            if radio in ready:
                self._from_radio(radio)

    def _from_radio(self, radio):
        with self.lock:
            if radio is not self.radio:
                return
            try:
                data = radio.recv(65536)
            except (BlockingIOError, OSError):
                return
            self.bytes += data
            self._answer_reads()

    def _packets(self, buffer):
        while True:
            header = struct.Struct("<IIQ" if self.is_greeted else "<III")
            if len(buffer) < header.size:
                break
            kind, length, number = header.unpack_from(buffer)
            end = header.size + length
            if len(buffer) < end:
                break
            body, buffer = buffer[header.size : end], buffer[end:]
            self.is_greeted = True
            with self.lock:
                self._packet(kind, number, body)
        return buffer

    def _packet(self, kind, number, body):
        if kind == HELLO:
            threading.Thread(target=self.plug, daemon=True).start()
        elif kind == RESET:
            self.counts["reset"] += 1
        elif kind == SET_CONFIGURATION:
            self._send(CONFIGURATION, number, bytes([DONE, body[0]]))
        elif kind == GET_CONFIGURATION:
            self._send(CONFIGURATION, number, bytes([DONE, 1]))
        elif kind == SET_ALTERNATE:
            self._send(ALTERNATE, number, bytes([DONE, body[0], body[1]]))
        elif kind == GET_ALTERNATE:
            self._send(ALTERNATE, number, bytes([DONE, body[0], 0]))
        elif kind in (START_INTERRUPT, STOP_INTERRUPT):
            self._send(INTERRUPT_STATUS, number, bytes([DONE, body[0]]))
        elif kind == CANCEL:
            self._cancel(number)
        elif kind == CONTROL:
            self._control(number, body)
        elif kind == BULK:
            self._bulk(number, body)
        elif kind not in (FILTER, FILTER_REJECT, DISCONNECTED):
            raise SystemExit(f"usbredir: QEMU sent a packet of kind {kind}, which this device lacks")

    def _cancel(self, number):
        for request in self.waiting:
            if request[0] == number:
                self.waiting.remove(request)
                _, endpoint, _, stream = request
                return self._send(BULK, number, bulk(endpoint, CANCELLED, 0, stream))

    def _bulk(self, number, body):
        endpoint, _, low, stream, high = struct.unpack_from("<BBHIH", body)
        length = high << 16 | low
        if endpoint & 0x80:
            self.waiting.append((number, endpoint, length, stream))
            return self._answer_reads()
        self.counts["out"] += 1
        if self.radio:
            self.radio.setblocking(True)
            self.radio.sendall(body[10:])
            self.radio.setblocking(False)
        self._send(BULK, number, bulk(endpoint, DONE, length, stream))

    def _answer_reads(self):
        while self.waiting and self.bytes:
            number, endpoint, length, stream = self.waiting.pop(0)
            data, self.bytes = self.bytes[:length], self.bytes[length:]
            self.counts["in"] += 1
            self._send(BULK, number, bulk(endpoint, DONE, len(data), stream) + data)

    def _control(self, number, body):
        endpoint, request, kind, _, value, index, length = struct.unpack_from("<BBBBHHH", body)
        self.counts["control"] += 1
        answer = self._setup(kind, request, value, body[10:])
        status = STALLED if answer is None else DONE
        self.counts["stall"] += answer is None
        data = (answer or b"")[:length] if kind & 0x80 else b""
        size = len(data) if kind & 0x80 else (0 if answer is None else length)
        self._send(
            CONTROL, number,
            struct.pack("<BBBBHHH", endpoint, request, kind, status, value, index, size) + data)

    def _setup(self, kind, request, value, data):
        """The answer to a control request; None to stall."""
        if (kind, request) == (0x80, 6):
            return self._descriptor(value >> 8, value & 0xFF)
        if (kind, request) == (0x80, 0):
            return b"\1\0"
        if (kind, request) == (0x21, 0x20) and len(data) == 7:
            self.line_coding = data
            return b""
        if (kind, request) == (0xA1, 0x21):
            return self.line_coding
        if (kind, request) in ((0x21, 0x22), (0x21, 0x23), (0x02, 0x01)):
            return b""
        return None

    def _descriptor(self, kind, index):
        if kind == 1:
            return DEVICE
        if kind == 2:
            return CONFIGURATION_BYTES
        if kind == 3 and index == 0:
            return b"\4\3\x09\4"
        text = {**STRINGS, 3: self.serial}.get(index) if kind == 3 else None
        if text is None:
            return None
        encoded = text.encode("utf-16-le")
        return bytes([2 + len(encoded), 3]) + encoded
