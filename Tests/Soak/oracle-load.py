"""Durable statements per second of earshot-network over loopback HTTP, beside the same server answering a
constant to the same posts, and beside the bare signature checks that no oracle can do without.

    script/soak oracle-load [--statements 19200] [--each 1,32] [--lines 64] [--program PATH]

Founds a network, starts the oracle and the constant (both the product's WebServer), and has `oracle-drive`
post to both. Every statement must have a receipt, each a place of its own. Ratios of one run; the column
of processor time also holds on a machine that others use.
"""
import argparse, json, os, subprocess, sys, tempfile, time

TOP = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")


def started(command, mark, **more):
    """A process and the address it says behind the mark."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, **more)
    for line in process.stdout:
        if mark in line:
            return process, line.split()[-1].rsplit("=", 1)[-1]
    sys.exit(f"{command[0]} did not get ready")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--earshot", required=True, help="its folder has the other programs")
    parser.add_argument("--program", help="another earshot-network")
    parser.add_argument("--statements", type=int, default=19_200)
    parser.add_argument("--each", default="1,32")
    parser.add_argument("--lines", type=int, default=64)
    parser.add_argument("--data", help="where the data folder is made: the disk that is measured")
    options = parser.parse_args()
    programs = os.path.dirname(os.path.abspath(options.earshot))
    program = options.program or os.path.join(programs, "earshot-network")
    drive = os.path.join(programs, "oracle-drive")
    for each in options.each.split(","):
        with tempfile.TemporaryDirectory(prefix="earshot-load-", dir=options.data) as folder:
            measure(program, drive, folder, options, each)


def measure(program, drive, folder, options, each):
    data = os.path.join(folder, "data")
    made = json.loads(subprocess.check_output(
        [program, "init", "--json", "--network", os.path.join(TOP, "networks/demo.toml"),
         "--data", data]))
    limits = os.path.join(folder, "limits.toml")
    with open(limits, "w") as file:
        file.write("[limits]\nrequests_per_second = 100000\nrequest_burst = 1000000\n")
    oracle, name = started(
        [program, "--data", data, "--listen", "127.0.0.1:0", "--config", limits], "event=ready")
    constant, other = started([drive, "constant"], "ready", stdin=subprocess.PIPE)
    try:
        time.sleep(1.5)
        code = subprocess.call(
            [drive, "load", name, str(oracle.pid), other, str(constant.pid), made["network"],
             str(options.statements), each, str(options.lines)])
        if code:
            sys.exit(code)
    finally:
        constant.stdin.close()
        constant.wait()
        oracle.terminate()
        oracle.wait()


main()
