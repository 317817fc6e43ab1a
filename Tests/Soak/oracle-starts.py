"""How fast an oracle takes statements and how long it takes to start: `script/soak oracle-starts`.

Makes logs of one and of five million statements in a folder of its own, under .cache or under
EARSHOT_BENCH_DIR, and takes it away again.
"""

import argparse
import os
import pathlib
import shutil
import subprocess
import sys

TOP = pathlib.Path(__file__).resolve().parents[2]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--earshot", required=True)
    parser.add_argument("--entries", type=int, nargs="*", default=[1_000_000, 5_000_000])
    arguments = parser.parse_args()
    program = pathlib.Path(arguments.earshot).resolve().parent / "oracle-starts"
    folder = pathlib.Path(os.environ.get("EARSHOT_BENCH_DIR", TOP / ".cache")) / "oracle-starts"
    for entries in arguments.entries:
        shutil.rmtree(folder, ignore_errors=True)
        print(f"== {entries:,} entries", flush=True)
        run = subprocess.run([program, TOP / "networks/demo.toml", folder, str(entries)])
        sizes = {
            name: sum(file.stat().st_size for file in (folder / name).rglob("*") if file.is_file())
            for name in ["index", "states", "tile", "journal"] if (folder / name).exists()}
        print("bytes:", ", ".join(f"{name} {size:,}" for name, size in sizes.items()), flush=True)
        shutil.rmtree(folder, ignore_errors=True)
        if run.returncode:
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
