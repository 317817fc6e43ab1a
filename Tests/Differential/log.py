"""Compares `earshot log` with RFC 6962 and C2SP's tlog-tiles, checkpoints and proofs written anew here,
over nothing but hashlib, and, where Debian's golang-go and golang-golang-x-mod-dev are installed, with
the Go project's own sumdb/tlog and sumdb/note (Tests/Differential/peers/tlog).

    python Tests/Differential/log.py --earshot PATH (--slice|--full) [--seed N]

Statements of many types are made by the tables of docs/messages.md and signed here; `log build` makes a
folder of them. Every file of it must be the one that is written here; the head must be signed; `log
check`, over the folder and over HTTP, must find it whole, and must not when any byte is flipped; proofs
must lead to the root; `log entries` must give the lines back; bad lines must be refused.
"""

import argparse
import base64
import functools
import hashlib
import http.server
import importlib.util
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import threading

HERE = pathlib.Path(__file__).resolve().parent
LOGGED = ["entropy", "registration", "location", "recommit", "reveal", "seal", "bundle", "appeal",
          "decision", "packet-receipt", "mapper-points"]
failures = []


def load(path):
    spec = importlib.util.spec_from_file_location("messages_reference", HERE.parent / "Vectors" / path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


reference = load("messages/messages_reference.py")


def same(what, expected, found):
    if expected != found:
        failures.append(f"{what}: expected {str(expected)[:300]}, found {str(found)[:300]}")


# --- RFC 6962 and tlog-tiles ---------------------------------------------------------------------


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def leaf(entry):
    return sha(b"\0", entry)


def split(count):
    return 1 << (count - 1).bit_length() - 1


def root(leaves):
    if len(leaves) < 2:
        return leaves[0] if leaves else sha()
    k = split(len(leaves))
    return sha(b"\1", root(leaves[:k]), root(leaves[k:]))


def name(index):
    digits = str(index)
    digits = "0" * (-len(digits) % 3) + digits
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    return "/".join(["x" + group for group in groups[:-1]] + groups[-1:])


def files(entries):
    """Every file below `tile` of a log of these entries."""
    made = {}

    def put(folder, items, form):
        for first in range(0, len(items), 256):
            part = items[first : first + 256]
            path = f"tile/{folder}/{name(first // 256)}"
            made[path if len(part) == 256 else f"{path}.p/{len(part)}"] = b"".join(map(form, part))

    put("entries", entries, lambda entry: len(entry).to_bytes(2, "big") + entry)
    level, hashes = 0, [leaf(entry) for entry in entries]
    while hashes:
        put(level, hashes, bytes)
        level += 1
        hashes = [root(hashes[at : at + 256]) for at in range(0, len(hashes) - 255, 256)]
    return made


def path_root(index, size, hash, path):
    """RFC 9162 2.1.3.2."""
    fn, sn = index, size - 1
    for p in path:
        if sn == 0:
            return None
        if fn & 1 or fn == sn:
            hash = sha(b"\1", p, hash)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            hash = sha(b"\1", hash, p)
        fn, sn = fn >> 1, sn >> 1
    return hash if sn == 0 else None


# --- A network and its statements ----------------------------------------------------------------


class Network:
    def __init__(self, chance):
        self.schema, self.chance = reference.Schema(), chance
        maker = reference.Maker(self.schema, chance, "")
        record = self.schema.types["network"]
        value = maker.record(record, {0: record.number})
        self.keys = [reference.secret(number) for number in (20, 21, 22, 23)]
        value[5] = [{number + 1: reference.public(key) for number, key in enumerate(self.keys)}]
        value[5][0][5] = "https://oracle.example.net"
        payload = reference.encode(value)
        self.id = hashlib.sha256(payload).hexdigest()[:16]
        self.file = reference.statement(self.id, "network", payload, reference.secret(24))
        self.maker = reference.Maker(self.schema, chance, self.id)
        self.origin = f"earshot/{self.id}/{reference.address(reference.public(self.keys[0]))}"

    def statements(self, count):
        made, known = [], set()
        while len(made) < count:
            kind = self.chance.choice(LOGGED)
            statement, payload, key = self.maker.message(kind)
            id = reference.statement_id(self.id, kind, payload, key)
            if id not in known and len(statement) < 4_000:
                known.add(id)
                made.append((statement, id))
        return made

    @property
    def log_key(self):
        return reference.public(self.keys[1])

    def key_id(self):
        return sha(self.origin.encode(), b"\n\1", self.log_key)[:4]

    def verifier(self):
        key = base64.b64encode(b"\1" + self.log_key).decode()
        return f"{self.origin}+{self.key_id().hex()}+{key}"


def write_key(path, number):
    address = reference.address(reference.public(reference.secret(number)))
    text = f"# Secret key of {address}. Keep it to yourself; back it up: earshot key export --words\n"
    text += f"earshot-key-v1 ed25519 {(bytes([number]) * 32).hex()}\n"
    with open(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
        file.write(text)


# --- The comparisons -----------------------------------------------------------------------------


class Compared:
    def __init__(self, earshot, top, chance):
        self.earshot, self.top, self.chance = earshot, top, chance
        self.network = Network(chance)
        self.counts = {"files": 0, "proofs": 0, "flips": 0, "refusals": 0, "go": 0}
        (top / "keys").mkdir(mode=0o700)
        write_key(top / "keys" / "log.key", 21)
        (top / "network").write_bytes(self.network.file)

    def run(self, *words, text=""):
        words = [self.earshot, "log", *map(str, words)]
        return subprocess.run(words, input=text, capture_output=True, text=True)

    def build(self, lines, out):
        return self.run("build", "--network", self.top / "network", "--keys", self.top / "keys",
                        "--out", out, text="".join(line + "\n" for line in lines))

    def whole(self, size):
        """A log of so many entries, compared in all its parts."""
        made = self.network.statements(size - 1)
        entries = [self.network.file] + [statement for statement, _ in made]
        folder = self.top / f"log-{size}"
        head = root([leaf(entry) for entry in entries])
        answer = self.build([statement.hex() for statement, _ in made], folder)
        same(f"build {size}", (f"size {size} root {head.hex()}\n", ""), (answer.stdout, answer.stderr))
        self.compare_files(folder, entries)
        self.check_head(folder, size, head)
        same(f"check {size}", f"size {size} root {head.hex()} ok", self.last(folder))
        lines = self.run("entries", folder).stdout.split()
        same(f"entries {size}", [entry.hex() for entry in entries], lines)
        same(f"build again {size}", f"size {size} root {head.hex()}\n",
             self.build(lines, self.top / f"again-{size}").stdout)
        for index in {0, size - 1, self.chance.randrange(size), self.chance.randrange(size)}:
            by_id = index > 0 and self.chance.random() < 0.5
            self.prove(folder, index, made[index - 1][1] if by_id else index, entries[index], head)
        return folder, entries, head

    def last(self, place, code=0):
        answer = self.run("check", place)
        same(f"exit of check {place}: {answer.stderr}", code, answer.returncode)
        return answer.stdout.splitlines()[-1] if answer.stdout else answer.stderr

    def compare_files(self, folder, entries):
        expected = files(entries)
        found = {str(path.relative_to(folder)): path.read_bytes()
                 for path in (folder / "tile").rglob("*") if path.is_file()}
        same("names of files", sorted(expected), sorted(found))
        for path, content in expected.items():
            same(path, content.hex(), found.get(path, b"").hex())
        same("network", entries[0], (folder / "network").read_bytes())
        self.counts["files"] += len(expected)

    def check_head(self, folder, size, head):
        text = f"{self.network.origin}\n{size}\n{base64.b64encode(head).decode()}\n"
        note = (folder / "checkpoint").read_text()
        signature = self.network.keys[1].sign(text.encode())
        line = base64.b64encode(self.network.key_id() + signature).decode()
        same("checkpoint", f"{text}\n— {self.network.origin} {line}\n", note)

    def prove(self, folder, index, asked, entry, head):
        answer = self.run("prove", folder, asked)
        proof, _, note = answer.stdout.partition("\n\n")
        lines = proof.split("\n")
        size = int(note.split("\n")[1]) if note else 0
        same("proof", ["c2sp.org/tlog-proof@v1", f"index {index}"], lines[:2])
        path = [base64.b64decode(line) for line in lines[2:]]
        same(f"path of {index}", head, path_root(index, size, leaf(entry), path))
        kept = self.top / "proof"
        kept.write_text(answer.stdout)
        again = self.run("prove", folder, asked, "--check", kept)
        same(f"check of {index} {again.stderr}", f"entry {index} size {size} root {head.hex()} ok\n",
             again.stdout)
        other = self.run("prove", folder, (index + 1) % size, "--check", kept)
        same("check of another", 1 if size > 1 else 0, other.returncode)
        self.counts["proofs"] += 1

    def flips(self, folder, count):
        """Any byte of any published file."""
        paths = [path for path in folder.rglob("*") if path.is_file() and path.name != "network"
                 and "journal" not in path.parts]
        for _ in range(count):
            path = self.chance.choice(paths)
            good = path.read_bytes()
            bad = bytearray(good)
            bad[self.chance.randrange(len(bad))] ^= 1 << self.chance.randrange(8)
            path.write_bytes(bytes(bad))
            answer = self.run("check", folder)
            if answer.returncode != 1 or answer.stdout.endswith(" ok\n"):
                failures.append(f"a flip in {path} was not found: {answer.stdout}")
            path.write_bytes(good)
            self.counts["flips"] += 1

    def over_http(self, folder, size, head):
        handler = functools.partial(Quiet, directory=str(folder))
        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            place = f"http://127.0.0.1:{server.server_port}"
            same("check over HTTP", f"size {size} root {head.hex()} ok", self.last(place))
            answer = self.run("check", "--json", place)
            said = json.loads(answer.stdout)
            same("origin over HTTP", self.network.origin, said.get("origin"))
            same("verifier key", self.network.verifier(), said.get("verifier_key"))
            server.shutdown()

    def refusals(self):
        good, other = (statement.hex() for statement, _ in self.network.statements(2))
        stranger = reference.Maker(self.network.schema, self.chance, "0123456789abcdef")
        flipped = good[:-1] + ("0" if good[-1] != "0" else "1")
        for what, lines, line in [
            ("no hex", [good, "zz"], 2), ("nothing", [good, ""], 2),
            ("another network's", [stranger.message("seal")[0].hex()], 1),
            ("a flipped signature", [other, flipped], 2), ("twice", [good, other, good], 3),
            ("a receipt", [self.network.maker.message("session-key")[0].hex()], 1),
            ("a second network file", [good, self.network.file.hex()], 2),
            ("cut off", [good[:-2]], 1),
        ]:
            out = self.top / "refused"
            answer = self.build(lines, out)
            same(f"{what}: exit", 1, answer.returncode)
            start = f"earshot log build: line {line}: "
            same(f"{what}: names the line", start, answer.stderr[: len(start)])
            same(f"{what}: leaves nothing", False, out.exists() or out.with_name("refused.part").exists())
            self.counts["refusals"] += 1

    def go(self, program, folder, size, head):
        answer = subprocess.run([program, folder, self.network.verifier()], capture_output=True, text=True)
        same(f"Go's verdict {answer.stderr}", f"size {size} root {head.hex()} ok\n", answer.stdout)
        self.counts["go"] += 1


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


def go_program(top):
    """The peer, built; nothing where Debian's Go and x/mod are not installed."""
    source = pathlib.Path("/usr/share/gocode/src/golang.org/x/mod/sumdb/tlog")
    if not shutil.which("go") or not source.is_dir():
        return None
    program = top / "tlog-peer"
    subprocess.run(
        ["go", "build", "-o", program, HERE / "peers" / "tlog" / "main.go"], check=True,
        env={**os.environ, "GO111MODULE": "off", "GOPATH": "/usr/share/gocode", "GOFLAGS": "",
             "GOCACHE": os.environ.get("GOCACHE", str(top / "go-cache"))})
    return program


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--earshot", required=True)
    size = parser.add_mutually_exclusive_group(required=True)
    size.add_argument("--slice", action="store_true")
    size.add_argument("--full", action="store_true")
    parser.add_argument("--seed", type=int, default=6962)
    options = parser.parse_args()
    sizes = [1, 2, 255, 256, 257, 700] if options.slice else [*range(1, 20), 255, 256, 257, 511, 512,
                                                             513, 1_000, 5_000, 66_000]
    with tempfile.TemporaryDirectory() as folder:
        top = pathlib.Path(folder)
        compared = Compared(options.earshot, top, random.Random(options.seed))
        program = go_program(top)
        for size in sizes:
            made, _, head = compared.whole(size)
            if program:
                compared.go(program, made, size, head)
            if size in (257, 700):
                compared.over_http(made, size, head)
                compared.flips(made, 12 if options.slice else 200)
        compared.refusals()
    print(f"{len(sizes)} logs to size {max(sizes)}: "
          + ", ".join(f"{count} {what}" for what, count in compared.counts.items())
          + ("" if program else " (no Go here)") + f"; {len(failures)} differ")
    for failure in failures[:10]:
        print(failure)
    sys.exit(1 if failures else 0)


main()
