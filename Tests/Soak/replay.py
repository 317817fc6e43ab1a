#!/usr/bin/env python3
"""Makes a day (or days) of very many hotspots and computes its epochs from nothing: time by step and
memory, on one thread and on two, beside the bare signatures. Called by `script/soak replay`.

    script/soak replay --hotspots 100000            the day of the issue
    script/soak replay --hotspots 1000 --keep DIR   the log stays in DIR
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile


def run(program, *words):
    process = subprocess.Popen([program, *map(str, words)], stdout=subprocess.PIPE, text=True)
    records = []
    for line in process.stdout:
        print(line, end="", flush=True)
        records.append(json.loads(line))
    if process.wait() != 0:
        sys.exit(f"{program} {words[0]} failed")
    return records


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--earshot", required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--hotspots", type=int, default=10_000)
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--keep", help="a folder for the log, which stays")
    options = parser.parse_args()
    program = os.path.join(os.path.dirname(options.earshot), "epoch-days")
    folder = options.keep or tempfile.mkdtemp(prefix="replay-", dir=".cache")
    try:
        made = run(program, "make", folder, options.hotspots, options.epochs, options.seed)[0]
        bare = run(program, "bare", folder)[0]
        runs = {}
        for threads in (1, 2):
            shutil.rmtree(os.path.join(folder, "computed"), ignore_errors=True)
            runs[threads] = run(program, "replay", folder, options.epochs, threads)
        report(made, bare, runs, options.epochs)
    finally:
        if not options.keep:
            shutil.rmtree(folder, ignore_errors=True)
    roots = [[record["root"] for record in records] for records in runs.values()]
    if roots[0] != roots[1]:
        sys.exit("one thread and two came to different roots")


def report(made, bare, runs, epochs):
    print(f"{made['hotspots']} hotspots, {epochs} epochs: {made['entries']} entries, "
          f"{made['bytes'] / 1e9:.2f} GB, {made['beacons']} beacons, {made['reports']} reports")
    for threads, records in runs.items():
        for record in records:
            print(f"  epoch {record['epoch']}, {threads} threads: {record['ms'] / 1e3:.1f} s, "
                  f"{record['cpu_ms'] / 1e3:.1f} s of processors, {record['peak_mib']} MiB at most")
            for name, (wall, cpu) in record["steps"].items():
                print(f"    {name:9} {wall / 1e3:8.1f} s {cpu / 1e3:8.1f} s")
    if epochs == 1:
        whole = runs[1][0]["cpu_ms"]
        print(f"bare signatures are {bare['cpu_ms'] / whole:.2f} of all of F on one thread")
        print(f"two threads are {runs[1][0]['ms'] / runs[2][0]['ms']:.2f} times one by the wall")


if __name__ == "__main__":
    main()
