"""An honest world, simulated whole: the X rules find nobody in it (decision 0228). Reads the files
`trust` of all its epochs, which the simulated network's oracle computed by F.

    script/soak honest [--seed 3] [--hotspots 40] [--epochs 16]

Ends with 1 and the findings when there are any.
"""

import argparse
import io
import subprocess
import tempfile
from pathlib import Path

import cbor2

HOTSPOT, FINDING = 0, 1


def records(path):
    data = path.read_bytes()
    stream = io.BytesIO(data)
    while stream.tell() < len(data):
        yield cbor2.load(stream)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--earshot", required=True)
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--hotspots", type=int, default=40)
    # From epoch 10 on whoever served in each has a vote; then the word of others counts too.
    parser.add_argument("--epochs", type=int, default=16)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        world = Path(folder) / "world"
        subprocess.run(
            [options.earshot, "simulate", "--network", "demo", "--seed", str(options.seed),
             "--hotspots", str(options.hotspots), "--epochs", str(options.epochs),
             "--out", str(world)],
            check=True,
        )
        found = voters = 0
        for epoch in range(options.epochs):
            trust = list(records(world / "epochs" / str(epoch) / "trust"))
            voters = sum(1 for item in trust if item[0] == HOTSPOT and item[3] >= 500)
            for item in trust:
                if item[0] == FINDING:
                    found += 1
                    print(f"epoch {epoch}: {item}")
    print(f"{options.hotspots} hotspots, {options.epochs} epochs, {voters} with a vote, "
          f"{found} findings")
    raise SystemExit(1 if found or not voters else 0)


if __name__ == "__main__":
    main()
