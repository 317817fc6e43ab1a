"""`earshot radio emulate` and what listens to it, as processes below umockdev or at a terminal."""

import json
import os
import pathlib
import subprocess
import threading
import time

CHANNEL = {"freq_hz": 868100000, "sf": 7, "bw_hz": 125000, "cr": "4/5", "rssi_dbm": -60, "snr_db": 9, "crc": "ok"}


class Program:
    """A program whose lines are kept with the time at which they came."""

    def __init__(self, command, environment):
        self.process = subprocess.Popen(
            command, env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE)
        self.lines = []
        self.news = threading.Condition()
        for stream in (self.process.stdout, self.process.stderr):
            threading.Thread(target=self.read, args=(stream,), daemon=True).start()

    def read(self, stream):
        for line in stream:
            with self.news:
                self.lines.append((time.monotonic(), line.rstrip()))
                self.news.notify_all()

    def find(self, text, start=0):
        return next(((index, *self.lines[index]) for index in range(start, len(self.lines))
                     if text in self.lines[index][1]), None)

    def wait_for(self, text, seconds=20, start=0):
        """The first line from `start` on that holds the text: its number, its time and itself."""
        with self.news:
            self.news.wait_for(lambda: self.find(text, start), timeout=seconds)
            found = self.find(text, start)
        if found is None:
            raise AssertionError(f"no {text!r} within {seconds} s: {self.lines[-3:]}")
        return found

    def tell(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def end(self):
        self.process.send_signal(2)
        return self.process.wait(timeout=20)


class Radio:
    """An emulated concentrator, on the bus or at a terminal, and how a host finds it."""

    def __init__(self, earshot, folder, line="usb", faults=()):
        self.earshot = str(pathlib.Path(earshot).resolve())
        self.folder = folder
        self.environment = dict(os.environ, HOME=folder, TMPDIR="/tmp")
        if line == "usb":
            self.environment["LD_PRELOAD"] = "libumockdev-preload.so.0"
        place = ["--usb"] if line == "usb" else ["--pty", f"{folder}/radio"]
        order = ["--fault", ",".join(faults)] if faults else []
        self.program = Program(
            [self.earshot, "radio", "emulate", "--corecell", *place, *order], self.environment)
        ready = json.loads(self.program.wait_for('"ready"')[2])
        self.address = ready["radio"]
        if "umockdev_dir" in ready:
            self.environment["UMOCKDEV_DIR"] = ready["umockdev_dir"]
        subprocess.run([self.earshot, "radio", "firmware", "make-up", f"{folder}/code"], check=True,
                       stdout=subprocess.DEVNULL)

    def listen(self):
        return Program(
            [self.earshot, "radio", "listen", "--plan", "EU868", "--radio", self.address, "--json",
             "--firmware", f"{self.folder}/code", "--accept-unknown-firmware"], self.environment)

    def send(self, number):
        self.program.tell(json.dumps({**CHANNEL, "phy_hex": f"{number:016x}"}))
