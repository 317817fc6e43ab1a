"""The real USB path in a guest with real xhci, usbcore, usbfs, cdc_acm and udev: an emulated CoreCell
board on QEMU's bus, `earshot` inside the guest.

    python Tests/Soak/vm.py --earshot PATH

Shows that the kernel binds cdc_acm, that `earshot` takes the device from it and gives it back, that
frames put into the emulator come out in the guest, through unplug and replug, and over the terminal
device. Exit 0 when all of it held, 1 with what did not.
"""

import argparse
import json
import pathlib
import queue
import socket
import subprocess
import sys
import tempfile
import threading
import time

from machine import guest, usbredir

SERIAL = "3133700A"
EUI = "0016C001F0E57A11"
CHANNEL = {"freq_hz": 868100000, "sf": 7, "bw_hz": 125000, "cr": "4/5"}


class Run:
    def __init__(self, earshot):
        self.earshot = str(pathlib.Path(earshot).resolve())
        self.cache = pathlib.Path(__file__).resolve().parents[2] / ".cache/vm"
        self.failures = 0
        # Lines of the guest that came behind the last frame waited for.
        self.passed = []
        self.began = time.time()

    def note(self, text):
        print(f"{time.time() - self.began:6.1f} s  {text}", flush=True)

    def check(self, holds, text):
        self.failures += not holds
        self.note(("ok    " if holds else "FAILS ") + text)
        return holds

    # The emulated board on this machine.

    def start_emulator(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.emulator = subprocess.Popen(
            [self.earshot, "radio", "emulate", "--corecell", "--tcp", f"127.0.0.1:{port}",
             "--eui", EUI, "--seed", "7"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        ready = json.loads(self.emulator.stdout.readline())
        self.check(ready["eui"] == EUI.lower(), f"the emulator is ready: {ready}")
        threading.Thread(target=self.emulator.stdout.read, daemon=True).start()
        return ("127.0.0.1", port)

    def send(self, number):
        frame = {**CHANNEL, "rssi_dbm": -80, "snr_db": 9, "crc": "ok", "phy_hex": f"{number:016x}"}
        self.emulator.stdin.write(json.dumps(frame) + "\n")
        self.emulator.stdin.flush()

    # The guest.

    def lines(self, process):
        """The guest's console, line by line, from a thread of its own."""
        lines = queue.Queue()

        def read():
            for line in process.stdout:
                lines.put(line.rstrip())
            lines.put(None)

        threading.Thread(target=read, daemon=True).start()
        return lines

    def wait_for(self, lines, text, seconds):
        """The lines up to the one that holds `text`; None when it does not come."""
        seen, end = [], time.time() + seconds
        while time.time() < end:
            try:
                line = self.passed.pop(0) if self.passed else lines.get(
                    timeout=max(0.1, end - time.time()))
            except queue.Empty:
                continue
            if line is None:
                break
            if not line.startswith("guest: kernel"):
                self.note(f"guest | {line}")
            seen.append(line)
            if text in line:
                return seen
        self.check(False, f"the guest says `{text}` within {seconds} s")
        return None

    def run(self):
        guest.fetch(self.cache)
        address = self.start_emulator()
        with tempfile.TemporaryDirectory() as folder:
            firmware = self.make_firmware(folder)
            device = usbredir.Device(f"{folder}/bus", address, SERIAL)
            script = guest.udev(self.cache) + self.script(firmware)
            guest.initial_memory(self.cache, script, f"{folder}/memory")
            process = guest.start(self.cache, f"{folder}/memory", f"{folder}/bus")
            try:
                self.scenario(self.lines(process), device)
            finally:
                process.kill()
                process.wait()
                self.emulator.terminate()
                self.emulator.wait()
        self.note(f"{device.counts}; {self.failures} failures")
        return 1 if self.failures else 0

    def make_firmware(self, folder):
        place = f"{folder}/firmware"
        subprocess.run([self.earshot, "radio", "firmware", "make-up", place], check=True,
                       stdout=subprocess.DEVNULL)
        files = sorted(pathlib.Path(place).iterdir())
        # The guest sees this machine's files, but has a /tmp of its own.
        kept = self.cache / "firmware"
        kept.mkdir(exist_ok=True)
        for file in files:
            (kept / file.name).write_bytes(file.read_bytes())
        return kept

    def script(self, firmware):
        radio = (f"radio listen --plan EU868 --json --accept-unknown-firmware "
                 f"--firmware {firmware}")
        return f"""
i=0; while [ ! -e /dev/ttyACM0 ] && [ $i -lt 100 ]; do sleep 0.1; i=$((i+1)); done
export XDG_CONFIG_HOME=/run/soak HOME=/run/soak
e={self.earshot}
echo "step list"; $e radio list; echo "exit $?"
echo "step usb"; $e {radio} --radio usb:{SERIAL} --count 40 2>&1; echo "exit $?"
i=0; while [ ! -e /dev/ttyACM0 ] && [ $i -lt 50 ]; do sleep 0.1; i=$((i+1)); done
echo "step back"; ls /dev/ttyACM0; echo "exit $?"
echo "step tty"; $e {radio} --radio tty:/dev/ttyACM0 --count 10 2>&1; echo "exit $?"
echo "step doctor"; $e doctor; echo "exit $?"
"""

    def scenario(self, lines, device):
        if (seen := self.wait_for(lines, "exit ", 60)) is None:
            return
        self.check(any(SERIAL in line for line in seen), "`radio list` shows the serial number")
        self.check(any("cdc_acm" in line for line in seen), "and that cdc_acm holds it")
        self.wait_for(lines, "step usb", 10)
        if not self.receive(lines, range(0, 20)):
            return
        device.unplug()
        self.note("unplugged")
        time.sleep(3)
        device.plug()
        plugged = time.time()
        self.note("plugged in again")
        if self.receive(lines, range(20, 40)):
            seconds = time.time() - plugged
            self.check(seconds < 30, f"20 frames {seconds:.1f} s after the plug, in an emulated CPU")
        self.check(bool(self.wait_for(lines, "exit 0", 30)), "listening over usbfs ends with 0")
        self.check(bool(self.wait_for(lines, "exit 0", 30)), "cdc_acm has the device back")
        if self.wait_for(lines, "step tty", 10) and self.receive(lines, range(40, 50)):
            self.check(bool(self.wait_for(lines, "exit 0", 30)), "listening over the tty ends with 0")
        self.wait_for(lines, "guest: end", 60)

    def receive(self, lines, numbers):
        """Sends each frame until the first is heard, then all in order; true when all came."""
        wanted = {f"{number:016x}" for number in numbers}
        first = min(wanted)
        end = time.time() + 90
        while wanted and time.time() < end:
            if first in wanted:
                self.send(int(first, 16))
                time.sleep(0.5)
            else:
                for number in sorted(wanted):
                    self.send(int(number, 16))
                    time.sleep(0.2)
            while True:
                try:
                    line = lines.get(timeout=0.1)
                except queue.Empty:
                    break
                if line is None:
                    return self.check(False, "the guest goes on")
                if line.startswith("{") and "phy_hex" in line:
                    wanted.discard(json.loads(line)["phy_hex"].lower())
                elif wanted:
                    self.note(f"guest | {line}")
                else:
                    self.passed.append(line)
        return self.check(not wanted, f"frames {numbers.start} to {numbers.stop - 1} are heard")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--earshot", required=True)
    sys.exit(Run(parser.parse_args().earshot).run())


if __name__ == "__main__":
    main()
