#!/usr/bin/env python3
"""Thirty days of three whole boxes in virtual time, with faults by chance: nothing is lost, no rule is
broken, and what a box keeps does not grow. Called by `script/soak days`."""

import argparse
import json
import os
import resource
import subprocess
import sys


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--earshot", required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--days", type=int, default=30)
    options = parser.parse_args()
    program = os.path.join(os.path.dirname(options.earshot), "box-days")
    process = subprocess.Popen(
        [program, str(options.days), str(options.seed)], stdout=subprocess.PIPE, text=True
    )
    days = []
    for line in process.stdout:
        print(line, end="", flush=True)
        record = json.loads(line)
        if "day" in record:
            days.append(record)
    code = process.wait()
    if len(days) >= 6:
        half = len(days) // 2
        greatest = [max(max(day["records"]) for day in part) for part in (days[1:half], days[half:])]
        print(f"most records kept at the end of a day: {greatest[0]}, then {greatest[1]}")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(f"{len(days)} days, {peak // 1024} MiB for boxes, oracle and its whole log")
    sys.exit(code)


if __name__ == "__main__":
    main()
