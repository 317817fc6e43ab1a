"""Kills the oracle at every call that changes its data, and starts it again: `script/soak oracle-kills`.

The test takes one call in fourteen; this takes all, before the call, after it and in the middle of
writes in turn. Prints the calls by kind and how many runs ended by the kill.
"""

import argparse
import os
import pathlib
import subprocess
import sys

TOP = pathlib.Path(__file__).resolve().parents[2]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--earshot", help="not needed: the tests bring their program")
    parser.add_argument("--seed", type=int, help="nothing here is by chance")
    parser.parse_args()
    environment = dict(os.environ, EARSHOT_SOAK="1")
    run = subprocess.run(
        ["swift", "test", "--filter", "OracleFaultTests"], cwd=TOP, env=environment,
        text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    for line in run.stdout.splitlines():
        if line.startswith(("kills:", "✘", "✔ Test run", "✘ Test run")) or "error:" in line:
            print(line)
    return run.returncode


if __name__ == "__main__":
    sys.exit(main())
