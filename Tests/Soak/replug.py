#!/usr/bin/env python3
"""Unplugs and plugs in an emulated radio: 200 times the line alone (claimed, a request answered, the
loss noticed, the arrival told, claimed again), then 20 times a whole concentrator below one `earshot
radio listen`, which must hear again within ten seconds of the plug. Needs umockdev; real libusb, no root.

    script/soak replug [--seed N]      (the seed changes what is sent and when the plug is pulled)
"""
import argparse
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time

from machine import bus

TOP = pathlib.Path(__file__).resolve().parents[2]
SERIAL = "206A35845243"


class Probe:
    """radio-probe: orders in, a line of answer each."""

    def __init__(self, program, side, **variables):
        environment = dict(os.environ, LD_PRELOAD="libumockdev-preload.so.0", TMPDIR="/tmp", **variables)
        self.process = subprocess.Popen(
            [program, side], env=environment, text=True, bufsize=1,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def line(self):
        return self.process.stdout.readline().strip()

    def ask(self, order):
        self.process.stdin.write(order + "\n")
        return self.line()

    def end(self):
        self.process.stdin.close()
        return self.process.wait(timeout=20)


def expect(found, wanted):
    if found != wanted:
        raise AssertionError(f"{wanted!r} was expected, found {found!r}")


def one_round(device, host, numbers):
    expect(host.ask(f"open usb:{SERIAL}"), "opened")
    sent = numbers.randbytes(numbers.randint(1, 600)).hex()
    expect(host.ask(f"write {sent} 2000"), f"sent {len(sent) // 2}")
    expect(host.ask(f"readall {len(sent) // 2} 2000").split()[1], sent)
    time.sleep(numbers.random() * 0.02)
    expect(device.ask("unplug"), "done")
    expect(host.ask("read 5000"), f"error usb:{SERIAL} was unplugged")
    expect(host.ask("close"), "closed")
    started = time.monotonic()
    expect(device.ask("plug"), "done")
    expect(host.ask("arrival 5000"), "arrived")
    expect(host.ask(f"open usb:{SERIAL}"), "opened")
    expect(host.ask("close"), "closed")
    return time.monotonic() - started


def through_command(earshot, rounds):
    """How long after each plug it hears. The emulator leaves at each 250th answer, for two seconds; a
    start takes 150 of them."""
    faults = [f"unplug@{250 * (number + 1)}" for number in range(rounds)]
    times, place = [], 0
    with tempfile.TemporaryDirectory() as folder:
        radio = bus.Radio(earshot, folder, "usb", faults)
        listener = radio.listen()
        place, _, _ = listener.wait_for("hears with")
        for number in range(rounds):
            radio.send(number)
            place, _, _ = listener.wait_for(f"{number:016x}", start=place)
            place, gone, _ = listener.wait_for("was unplugged", start=place)
            place, heard, _ = listener.wait_for("hears with", start=place)
            times.append(heard - gone - 2)
        radio.send(rounds)
        listener.wait_for(f"{rounds:016x}", start=place)
        expect([listener.end(), radio.program.end()], [0, 0])
    return times


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--earshot", required=True)
    parser.add_argument("--seed", type=int, default=24301)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--starts", type=int, default=20)
    chosen = parser.parse_args()
    subprocess.run(
        ["swift", "build", "--product", "radio-probe"], cwd=TOP, check=True,
        stdout=subprocess.DEVNULL)
    program = str(TOP / ".build/debug/radio-probe")
    numbers = random.Random(chosen.seed)
    device = Probe(program, "device")
    host = Probe(program, "host", UMOCKDEV_DIR=device.line().split()[1])
    expect(host.ask("watch"), "watching")
    times = []
    for number in range(chosen.rounds):
        try:
            times.append(one_round(device, host, numbers))
        except AssertionError as error:
            print(f"replug: round {number + 1} of {chosen.rounds}, seed {chosen.seed}: {error}")
            return 1
    codes = [host.end(), device.end()]
    print(f"replug: {len(times)} rounds, seed {chosen.seed}: open again after "
          f"{sum(times) / len(times) * 1000:.1f} ms (longest {max(times) * 1000:.1f} ms)", flush=True)
    if codes != [0, 0]:
        return 1
    times = through_command(chosen.earshot, chosen.starts)
    print(f"replug: {len(times)} times below one radio listen: hears again {sum(times) / len(times):.2f} s after "
          f"the plug (longest {max(times):.2f} s)")
    return 0 if max(times) < 10 else 1


if __name__ == "__main__":
    sys.exit(main())
