"""script/soak names: what a box says when its name servers are dead, silent or know nothing.

Runs itself in a network of its own (unshare, no rights needed), where /etc/resolv.conf names a server
that this script is, and lets `earshot init` ask for a network file.
"""

import argparse
import fcntl
import os
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--earshot", required=True)
parser.add_argument("--inside", action="store_true")
parser.add_argument("--seed")
arguments = parser.parse_args()
program = os.path.abspath(arguments.earshot)

if not arguments.inside:
    sys.exit(subprocess.call(["unshare", "-rmn", sys.executable, os.path.abspath(__file__),
                              "--earshot", program, "--inside"]))

# Loopback is down in a new network: SIOCGIFFLAGS, SIOCSIFFLAGS with IFF_UP.
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
    name = struct.pack("16sh", b"lo", 0)
    flags = struct.unpack("16sh", fcntl.ioctl(control, 0x8913, name))[1]
    fcntl.ioctl(control, 0x8914, struct.pack("16sh", b"lo", flags | 1))

folder = tempfile.mkdtemp()
resolv = os.path.join(folder, "resolv.conf")
with open(resolv, "w", encoding="ascii") as out:
    out.write("nameserver 127.0.0.9\noptions timeout:10 attempts:3\n")
subprocess.check_call(["mount", "--bind", resolv, "/etc/resolv.conf"])
failures = 0


def ask(what, wanted, seconds):
    global failures
    start = time.monotonic()
    run = subprocess.run(
        [program, "init", "--network", "https://oracle.example.net/network#" + "0" * 64,
         "--state", os.path.join(folder, "box")],
        capture_output=True, text=True, timeout=60)
    span = time.monotonic() - start
    holds = run.returncode == 69 and wanted in run.stderr and seconds[0] <= span <= seconds[1]
    failures += not holds
    print(f"{'ok   ' if holds else 'FAIL '} {what}, {span:.1f} s, exit {run.returncode}: {run.stderr.strip()}")


ask("nothing listens", "the name oracle.example.net was not found", (0, 5))
server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind(("127.0.0.9", 53))
ask("a silent server", "no name server told of oracle.example.net within 15s", (14.5, 17))


def know_nothing():
    while True:
        query, client = server.recvfrom(512)
        # The same question, answered: no such name.
        server.sendto(query[:2] + b"\x81\x83" + query[4:12] + query[12:], client)


threading.Thread(target=know_nothing, daemon=True).start()
ask("no such name", "the name oracle.example.net was not found", (0, 5))
print(f"{failures} failures")
sys.exit(1 if failures else 0)
