"""Durable statements per second of earshot-network over loopback HTTP, against the same server
answering a constant (a 404 to the same posts).

    python Tests/Soak/oracle-load.py --programs .build/release [--seals 19200] [--each 1]

Prints statements per second of both, their ratio, and the time of posts: half and 99 of 100.
"""
import argparse, hashlib, json, os, select, socket, subprocess, sys, tempfile, time
import cbor2
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

TOP = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")


def public(key):
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def sign(key, network, kind, message):
    payload = cbor2.dumps(message, canonical=True)
    header = cbor2.dumps({1: -8, 4: public(key)}, canonical=True)
    aad = f"earshot/{network}/{kind}/v1".encode()
    what = cbor2.dumps(["Signature1", header, aad, payload])
    return cbor2.dumps(cbor2.CBORTag(18, [header, {}, payload, key.sign(what)]))


def registration(owner, hotspot, network, number):
    claim = b"earshot/own/v1" + network.encode() + public(owner)
    return sign(owner, network, "registration", {
        0: 16, 1: number, 2: public(hotspot), 3: hotspot.sign(claim), 4: 0x8C1FB46741AE9FF,
        5: 12, 6: 230, 7: "EU868", 8: 0, 9: 5, 11: 0})


def seal(key, network, number, window):
    return sign(key, network, "seal", {
        0: 34, 1: number, 2: window, 3: hashlib.sha256(b"%d" % number + public(key)).digest()})


def post(path, body):
    return (f"POST {path} HTTP/1.1\r\nHost: a\r\nContent-Type: application/cbor-seq\r\n"
            f"Content-Length: {len(body)}\r\n\r\n").encode() + body


class Line:
    """A connection with one post under way."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.bytes, self.begun = b"", 0.0

    def send(self, request):
        self.bytes, self.begun = b"", time.perf_counter()
        self.socket.sendall(request)

    def read(self):
        """The body when the answer is whole."""
        more = self.socket.recv(65536)
        if not more:
            sys.exit("the server closed: " + repr(self.bytes[:300]))
        self.bytes += more
        end = self.bytes.find(b"\r\n\r\n")
        if end < 0:
            return None
        head = self.bytes[:end].lower()
        length = int(head[head.index(b"content-length:") + 15:].split(b"\r\n")[0])
        return self.bytes[end + 4:] if len(self.bytes) >= end + 4 + length else None


def drive(port, requests, lines):
    """Seconds for all, the time of each, and the bodies."""
    requests, times, bodies = list(reversed(requests)), [], []
    poll, known = select.epoll(), {}
    begun = time.perf_counter()
    for _ in range(min(lines, len(requests))):
        line = Line(port)
        known[line.socket.fileno()] = line
        poll.register(line.socket, select.EPOLLIN)
        line.send(requests.pop())
    open_ = len(known)
    while open_:
        for number, _ in poll.poll():
            line = known[number]
            body = line.read()
            if body is None:
                continue
            times.append(time.perf_counter() - line.begun)
            bodies.append((line.bytes[9:12], body))
            if requests:
                line.send(requests.pop())
            else:
                open_ -= 1
                poll.unregister(number)
    return time.perf_counter() - begun, sorted(times), bodies


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--programs", required=True)
    parser.add_argument("--seals", type=int, default=19_200)
    parser.add_argument("--each", type=int, default=1)
    parser.add_argument("--lines", type=int, default=64)
    options = parser.parse_args()
    program = os.path.join(options.programs, "earshot-network")
    folder = tempfile.mkdtemp(prefix="earshot-load-")
    data = os.path.join(folder, "data")
    made = json.loads(subprocess.check_output(
        [program, "init", "--json", "--network", os.path.join(TOP, "networks/demo.toml"),
         "--data", data]))
    network = made["network"]
    limits = os.path.join(folder, "limits.toml")
    with open(limits, "w") as file:
        file.write("[limits]\nrequests_per_second = 100000\nrequest_burst = 1000000\n")
    server = subprocess.Popen(
        [program, "--data", data, "--listen", "127.0.0.1:0", "--config", limits],
        stdout=subprocess.PIPE, text=True)
    port = 0
    for line in server.stdout:
        if "event=ready" in line:
            port = int(line.rsplit(":", 1)[1])
            break
    try:
        time.sleep(1.5)
        owner = Ed25519PrivateKey.generate()
        hotspots = [Ed25519PrivateKey.generate() for _ in range((options.seals + 95) // 96)]
        enrolled = [registration(owner, key, network, number + 1)
                    for number, key in enumerate(hotspots)]
        _, _, bodies = drive(port, [post("/v1/statements", b"".join(enrolled[n:n + 128]))
                                    for n in range(0, len(enrolled), 128)], 1)
        wrong = [cbor2.loads(body) for status, body in bodies if status != b"200"]
        refused = [r for _, body in bodies for r in cbor2.loads(body).get(2, [])]
        if wrong or refused:
            sys.exit(f"registrations are refused: {wrong[:1]} {refused[:1]}")
        seals = [seal(key, network, number + 1, 0)
                 for key in hotspots for number in range(96)][:options.seals]
        bodies = [b"".join(seals[n:n + options.each]) for n in range(0, len(seals), options.each)]
        rates = {}
        for name, path in [("constant", "/v1/unheard-of"), ("durable", "/v1/statements"),
                           ("repeated", "/v1/statements")]:
            took, times, answers = drive(port, [post(path, body) for body in bodies], options.lines)
            if name == "durable":
                count = sum(len(cbor2.loads(cbor2.loads(receipt).value[2])[3])
                            for _, body in answers for receipt in cbor2.loads(body)[1])
                if count != len(seals):
                    sys.exit(f"{count} of {len(seals)} have a receipt")
            rates[name] = len(seals) / took
            print(f"{name:9} {rates[name]:10.0f} statements/s   half in "
                  f"{times[len(times) // 2] * 1000:.2f} ms, 99 of 100 in "
                  f"{times[len(times) * 99 // 100] * 1000:.2f} ms")
        print(f"ratio     {rates['durable'] / rates['constant']:10.2f}")
    finally:
        server.terminate()
        server.wait()
        subprocess.run(["rm", "-rf", folder])


main()
