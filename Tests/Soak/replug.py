#!/usr/bin/env python3
"""Unplugs and plugs in an emulated radio, 200 times: claimed, a request answered, the loss noticed,
the arrival told, claimed again. Needs umockdev; real libusb, no root.

    script/soak replug [--seed N]      (the seed changes what is sent and when the plug is pulled)
"""
import argparse
import os
import pathlib
import random
import subprocess
import sys
import time

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


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--earshot")
    parser.add_argument("--seed", type=int, default=24301)
    parser.add_argument("--rounds", type=int, default=200)
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
          f"{sum(times) / len(times) * 1000:.1f} ms (longest {max(times) * 1000:.1f} ms)")
    return 0 if codes == [0, 0] else 1


if __name__ == "__main__":
    sys.exit(main())
