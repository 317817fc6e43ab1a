#!/usr/bin/env python3
"""The figures of a whole daemon: `earshot-hotspot` with an emulated concentrator at TCP, a scripted oracle
and a scripted router.

    script/soak hour [--frames 28800] [--rate 60] [--idle 60] [--network main|demo]

28,800 frames are an hour of eight channels at a frame a second each, more than a gateway in a city hears;
they are told at --rate a second, so the default takes eight minutes. --rate 8 takes the hour itself.
Prints: start to ready, processor time at rest, memory before and after the traffic and what maps the rest,
and how long a frame takes from the radio's buffer and from a forwarder's socket to the router's.
"""
import argparse
import atexit
import json
import os
import pathlib
import random
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time

from machine.bus import Program

SEED = "5a" * 32
CHANNELS = [867100000 + 200000 * number for number in range(5)] + [868100000, 868300000, 868500000]


def free_port(kind=socket.SOCK_STREAM):
    with socket.socket(socket.AF_INET, kind) as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def memory(process):
    lines = dict(line.split(":", 1) for line in open(f"/proc/{process}/status"))
    return {name: int(lines[name].split()[0]) for name in ("VmRSS", "RssAnon", "RssFile", "VmHWM")}


def mapped(process):
    """Resident kilobytes by file, the most first."""
    sizes, name = {}, None
    for line in open(f"/proc/{process}/smaps"):
        head = re.match(r"^[0-9a-f]+-[0-9a-f]+ \S+ \S+ \S+ \S+\s*(.*)$", line)
        if head:
            path = head.group(1)
            name = os.path.basename(path) if path.startswith("/") else (path or "anonymous")
        elif line.startswith("Rss:"):
            sizes[name] = sizes.get(name, 0) + int(line.split()[1])
    return sorted(sizes.items(), key=lambda item: -item[1])


def processor_seconds(process):
    fields = open(f"/proc/{process}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


class Box:
    def __init__(self, earshot, folder, network):
        self.programs = []
        atexit.register(self.end)
        self.bin = pathlib.Path(earshot).resolve().parent
        self.folder = pathlib.Path(folder)
        self.environment = dict(os.environ, HOME=folder, SWIFT_BACKTRACE="enable=no")
        self.radio_port, self.router_port = free_port(), free_port()
        self.forwarders = free_port(socket.SOCK_DGRAM)
        self.run("earshot", "radio", "firmware", "make-up", "code")
        entry = json.loads(self.run("scripted-router", "--network-id", "0" * 16, "--seed", SEED, "--listen",
                                    f"127.0.0.1:{self.router_port}", "--entry"))
        self.oracle = self.start("scripted-oracle", "--network", network, "--seed", "5", "--file", "network",
                                 "--router", f"{entry['key']},{entry['tls_key_hash']},127.0.0.1,{self.router_port}")
        ready = json.loads(self.oracle.wait_for("scripted-oracle.ready")[2])
        self.router = self.start("scripted-router", "--network-id", ready["network"], "--seed", SEED, "--listen",
                                 f"127.0.0.1:{self.router_port}")
        self.emulator = self.start("earshot", "radio", "emulate", "--corecell", "--tcp",
                                   f"127.0.0.1:{self.radio_port}")
        self.emulator.wait_for("ready")
        (self.folder / "box.toml").write_text(f"""
radio.device = "tcp:127.0.0.1:{self.radio_port}"
radio.antenna_gain_db = 2
radio.accept_unknown_firmware = true
radio.firmware_directory = "{folder}/code"
position.source = "fixed"
position.fixed = "47.3769,8.5417"
hotspot.socket = "{folder}/socket"
hotspot.page = "off"
forwarders.listen = "127.0.0.1:{self.forwarders}"
""")
        self.run("earshot", "init", "--network", "network", "--state", "state", "--config", "box.toml")
        address = re.search(r"ear1\w+", self.run("earshot", "key", "show", "state/hotspot.key")).group(0)
        cell = self.run("earshot", "hex", "cell", "-r", "12", text="47.3769,8.5417\n").strip()
        subprocess.run(["curl", "-fsS", "-X", "POST", f"{ready['url']}/scripted/register?address={address}&cell={cell}"
                        "&plan=EU868&class=full"], check=True, stdout=subprocess.DEVNULL)
        began = time.monotonic()
        self.daemon = self.start("earshot-hotspot", "--config", "box.toml", "--state", "state", "--foreground")
        self.ready = self.daemon.wait_for("event=ready")[1] - began
        self.radio_ready = self.daemon.wait_for("radio ready")[1] - began
        # Where nobody else vouches for the clock, two records have to.
        self.daemon.wait_for("router link open", 200)

    def path(self, name):
        return str(self.bin / name)

    def run(self, name, *words, text=None):
        return subprocess.run([self.path(name), *words], cwd=self.folder, env=self.environment, text=True, check=True,
                              input=text, stdout=subprocess.PIPE).stdout

    def start(self, name, *words):
        here = os.getcwd()
        os.chdir(self.folder)
        try:
            self.programs.append(Program([self.path(name), *words], self.environment))
            return self.programs[-1]
        finally:
            os.chdir(here)

    def end(self):
        """Whatever happened: nothing is left running."""
        for program in self.programs:
            if program.process.poll() is None:
                program.process.kill()

    @property
    def id(self):
        return self.daemon.process.pid

    def hear(self, number):
        self.emulator.tell(json.dumps({
            "freq_hz": CHANNELS[number % 8], "sf": 7, "bw_hz": 125000, "cr": "4/5", "rssi_dbm": -60 - number % 40,
            "snr_db": 9, "crc": "ok", "phy_hex": f"40{number:08x}00{number % 65536:04x}010a0b0c0d0e0f"}))

    def uplinks(self):
        return sum('"uplink"' in line for _, line in self.router.lines)


def native_latency(box, count):
    """From when the daemon read a frame out of the radio's buffer, which is asked every 20 ms, to the router."""
    start, spans = len(box.router.lines), []
    for number in range(count):
        box.hear(number)
        time.sleep(0.1 + random.random() * 0.02)
    time.sleep(1)
    shift = time.time() - time.monotonic()
    for moment, line in box.router.lines[start:]:
        if '"uplink"' in line:
            spans.append(1000 * (moment + shift - json.loads(line)["received_ns"] / 1e9))
    return spans


def forwarder_latency(box, count):
    """From a packet forwarder's PUSH_DATA to the router's line on it."""
    import base64
    import struct
    one = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    spans = []
    for number in range(count):
        frame = bytes([0x40, 9, 9, 9, 9, 0, number & 255, number >> 8, 1, 10, 11, 12, 13])
        body = json.dumps({"rxpk": [{"tmst": 1000000 + 100000 * number, "freq": 868.1, "stat": 1, "modu": "LORA",
                                     "datr": "SF7BW125", "codr": "4/5", "rssi": -60, "lsnr": 7.5, "size": len(frame),
                                     "data": base64.b64encode(frame).decode()}]}).encode()
        start = len(box.router.lines)
        sent = time.monotonic()
        one.sendto(b"\x02" + struct.pack(">H", number) + b"\0" + bytes.fromhex("0016c001ff10a1b2") + body,
                   ("127.0.0.1", box.forwarders))
        spans.append(1000 * (box.router.wait_for(frame.hex(), 5, start)[1] - sent))
        time.sleep(0.02)
    return spans


def tell(name, spans):
    print(f"{name}: {len(spans)} frames, least {min(spans):.2f} ms, median {statistics.median(spans):.2f} ms, "
          f"p99 {percentile(spans, 0.99):.2f} ms", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--earshot", required=True)
    parser.add_argument("--frames", type=int, default=28_800)
    parser.add_argument("--rate", type=float, default=60)
    parser.add_argument("--idle", type=int, default=60)
    parser.add_argument("--network", choices=["main", "demo"], default="main")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    random.seed(chosen.seed)
    folder = tempfile.mkdtemp(prefix="earshot-hour-")
    try:
        box = Box(chosen.earshot, folder, chosen.network)
        size = os.path.getsize(box.path("earshot-hotspot"))
        stripped = subprocess.run(["strip", "-o", f"{folder}/stripped", box.path("earshot-hotspot")]).returncode == 0
        shown = os.path.getsize(f"{folder}/stripped") if stripped else size
        print(f"binary {shown / 1e6:.1f} MB stripped; start to ready {1000 * box.ready:.0f} ms, to a radio that "
              f"receives {box.radio_ready:.1f} s", flush=True)
        time.sleep(5)
        before, spent = memory(box.id), processor_seconds(box.id)
        time.sleep(chosen.idle)
        share = 100 * (processor_seconds(box.id) - spent) / chosen.idle
        print(f"at rest for {chosen.idle} s: {share:.2f} % of a core; {before}", flush=True)
        tell("forwarder's socket to router's", forwarder_latency(box, 500))
        tell("radio's buffer to router's socket", native_latency(box, 300))
        base, began = box.uplinks(), time.monotonic()
        for number in range(chosen.frames):
            due = began + number / chosen.rate
            time.sleep(max(0, due - time.monotonic()))
            box.hear(number)
        end = time.monotonic() + 30
        while box.uplinks() - base < chosen.frames and time.monotonic() < end:
            time.sleep(0.5)
        carried, after = box.uplinks() - base, memory(box.id)
        print(f"{chosen.frames} frames of 8 channels, {chosen.frames / chosen.rate / 3600:.2f} h at {chosen.rate:g}/s: "
              f"{carried} carried; {after}", flush=True)
        counters = json.loads(box.run("earshot", "status", "--json", "--socket", "socket"))["counters"]
        drops = {name: count for name, count in counters["drops"].items() if count}
        print(f"heard {counters['heard']}, damaged {counters['bad_checksums']}, carried {counters['uplinks']}, "
              f"dropped {drops}", flush=True)
        print("resident by file, kB: " + ", ".join(f"{name} {kb}" for name, kb in mapped(box.id)[:12]), flush=True)
        good = carried >= 0.99 * chosen.frames and after["RssAnon"] <= 6 * 1024
        for program in (box.daemon, box.emulator, box.router, box.oracle):
            program.end()
        return 0 if good else 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
