#!/usr/bin/env python3
"""What a listener costs while nothing is on the air: processor time and memory of `earshot radio listen`
on an emulated concentrator, over libusb (umockdev) and at a terminal, 60 s each.

    script/soak idle [--seconds N]

Under umockdev each transfer is a conversation with the emulator, so the first figure is the upper one.
"""
import argparse
import os
import sys
import tempfile
import time

from machine import bus


def processor_seconds(process):
    fields = open(f"/proc/{process}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory(process):
    lines = dict(line.split(":", 1) for line in open(f"/proc/{process}/status"))
    return {name: int(lines[name].split()[0]) for name in ("VmRSS", "RssAnon", "VmHWM")}


def measure(earshot, line, seconds):
    with tempfile.TemporaryDirectory() as folder:
        radio = bus.Radio(earshot, folder, line)
        listener = radio.listen()
        listener.wait_for("hears with")
        time.sleep(1)
        began, before = time.monotonic(), processor_seconds(listener.process.pid)
        time.sleep(seconds)
        spent = processor_seconds(listener.process.pid) - before
        elapsed, held = time.monotonic() - began, memory(listener.process.pid)
        # It was idle, not dead.
        radio.send(1)
        listener.wait_for("0000000000000001")
        codes = [listener.end(), radio.program.end()]
    print(f"idle: {line}: {spent:.2f} s of processor time in {elapsed:.0f} s ({100 * spent / elapsed:.2f} % of one "
          f"core); " + ", ".join(f"{name} {value} kB" for name, value in held.items()), flush=True)
    return codes == [0, 0]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--earshot", required=True)
    parser.add_argument("--seconds", type=int, default=60)
    chosen = parser.parse_args()
    good = [measure(chosen.earshot, line, chosen.seconds) for line in ("usb", "tty")]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
