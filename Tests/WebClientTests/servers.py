"""Web servers that behave as no good one would, and some that do, on this machine alone.

Makes an authority and certificates in the folder it is given, then prints one line per server,
`NAME PORT`, then `ready`. Ends with its standard input.
"""

import datetime
import os
import socket
import ssl
import struct
import subprocess
import sys
import threading
import time
import warnings

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

folder = sys.argv[1]
now = datetime.datetime.now(datetime.timezone.utc)
day = datetime.timedelta(days=1)


def name(text):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def certificate(who, key, issuer, issuer_key, begins, ends, hosts=None):
    builder = (
        x509.CertificateBuilder()
        .subject_name(name(who))
        .issuer_name(name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(ends)
        .add_extension(x509.BasicConstraints(ca=hosts is None, path_length=None), critical=True)
    )
    if hosts is not None:
        builder = builder.add_extension(
            x509.SubjectAlternativeName([x509.DNSName(host) for host in hosts]), critical=False
        )
    return builder.sign(issuer_key, hashes.SHA256())


def new_key():
    return ec.generate_private_key(ec.SECP256R1())


def save(file, cert, key=None):
    with open(os.path.join(folder, file), "wb") as out:
        if key is not None:
            out.write(
                key.private_bytes(
                    serialization.Encoding.PEM,
                    serialization.PrivateFormat.PKCS8,
                    serialization.NoEncryption(),
                )
            )
        out.write(cert.public_bytes(serialization.Encoding.PEM))


def served(file, hosts, begins=now - day, ends=now + day, authority=None):
    key = new_key()
    issuer, issuer_key = authority or ("Test authority", authority_key)
    save(file, certificate(hosts[0], key, issuer, issuer_key, begins, ends, hosts), key)
    return os.path.join(folder, file)


authority_key = new_key()
save("authority.pem", certificate("Test authority", authority_key, "Test authority", authority_key,
                                  now - 9 * day, now + 9 * day))
hashed = os.path.join(folder, "hashed")
os.mkdir(hashed)
file = os.path.join(folder, "authority.pem")
number = subprocess.run(["openssl", "x509", "-hash", "-noout", "-in", file], check=True,
                        capture_output=True, text=True).stdout.strip()
os.symlink(file, os.path.join(hashed, number + ".0"))
stranger_key = new_key()


def self_signed():
    key = new_key()
    cert = certificate("localhost", key, "localhost", key, now - day, now + day, ["localhost"])
    save("self.pem", cert, key)
    return os.path.join(folder, "self.pem")


def head(status, *lines):
    return ("HTTP/1.1 %s\r\n" % status + "".join(line + "\r\n" for line in lines) + "\r\n").encode()


def whole(body, *lines):
    return head("200 OK", "Content-Length: %d" % len(body), *lines) + body


def forever(sock, bytes, pause=0.0):
    end = time.monotonic() + 20
    while time.monotonic() < end:
        sock.sendall(bytes)
        time.sleep(pause)


def answer(sock, method, path, request, body, number):
    """False ends the connection."""
    if path == "/ok":
        sock.sendall(whole(b"fine"))
    elif path == "/base/v1/ok?after=7":
        sock.sendall(whole(b"deep"))
    elif path == "/number":
        sock.sendall(whole(b"%d" % number))
    elif path == "/request":
        sock.sendall(whole(request))
    elif path == "/echo":
        sock.sendall(whole(method.encode() + b" " + body))
    elif path == "/head":
        sock.sendall(head("200 OK", "Content-Length: 1000000", "X-Seen: " + method))
    elif path == "/empty":
        sock.sendall(head("204 No Content"))
    elif path == "/problem":
        text = b'{"title":"no"}'
        sock.sendall(head("422 Unprocessable", "Content-Type: application/problem+json",
                          "Retry-After: 30", "Content-Length: %d" % len(text)) + text)
    elif path == "/chunked":
        sock.sendall(head("200 OK", "Transfer-Encoding: chunked")
                     + b"4\r\nfine\r\n3;x=y\r\nagn\r\n0\r\nTrailer: 1\r\n\r\n")
    elif path == "/old":
        sock.sendall(b"HTTP/1.0 200 OK\r\nServer: old\r\n\r\nfine until the end")
        return False
    elif path.startswith("/bytes/"):
        sock.sendall(whole(b"x" * int(path[7:])))
    elif path == "/huge":
        sock.sendall(head("200 OK", "Content-Length: 1000000000000"))
        forever(sock, b"x" * 65536)
    elif path == "/endless":
        sock.sendall(head("200 OK", "Transfer-Encoding: chunked"))
        forever(sock, b"1000\r\n" + b"x" * 4096 + b"\r\n")
    elif path == "/bomb":
        import zlib
        squeeze = zlib.compressobj(9, zlib.DEFLATED, 31)
        bomb = squeeze.compress(b"\0" * (64 << 20)) + squeeze.flush()
        sock.sendall(head("200 OK", "Transfer-Encoding: gzip, chunked")
                     + b"%x\r\n" % len(bomb) + bomb + b"\r\n0\r\n\r\n")
    elif path == "/gzip":
        sock.sendall(whole(b"\x1f\x8b\x08", "Content-Encoding: gzip"))
    elif path == "/headers":
        sock.sendall(b"HTTP/1.1 200 OK\r\n")
        forever(sock, b"X-Filler: " + b"x" * 1000 + b"\r\n")
    elif path == "/long-header":
        sock.sendall(b"HTTP/1.1 200 OK\r\nX-Filler: ")
        forever(sock, b"x" * 1000)
    elif path == "/continue":
        forever(sock, b"HTTP/1.1 100 Continue\r\n\r\n")
    elif path == "/drip":
        sock.sendall(head("200 OK", "Content-Length: 100000"))
        forever(sock, b"x", 0.25)
    elif path == "/drip-header":
        sock.sendall(b"HTTP/1.1 200 OK\r\nX-Filler: ")
        forever(sock, b"x", 0.25)
    elif path == "/silent":
        time.sleep(20)
        return False
    elif path == "/truncated":
        sock.sendall(head("200 OK", "Content-Length: 100") + b"only this")
        return False
    elif path == "/truncated-chunk":
        sock.sendall(head("200 OK", "Transfer-Encoding: chunked") + b"64\r\nonly this")
        return False
    elif path == "/truncated-header":
        sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Le")
        return False
    elif path == "/bad-chunk":
        sock.sendall(head("200 OK", "Transfer-Encoding: chunked") + b"zz\r\nwhat\r\n")
        return False
    elif path == "/bad-length":
        sock.sendall(head("200 OK", "Content-Length: -5") + b"what")
        return False
    elif path == "/nothing":
        return False
    elif path == "/reset":
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return False
    elif path == "/garbage":
        sock.sendall(b"220 mail.example ESMTP\r\n")
        return False
    elif path == "/nul":
        sock.sendall(b"HTTP/1.1 200 OK\r\nX: a\0b\r\nContent-Length: 2\r\n\r\nok")
    elif path.startswith("/redirect/"):
        sock.sendall(head(path[10:] + " Elsewhere", "Location: https://evil.example/\x1b[2J",
                          "Content-Length: 0"))
    else:
        sock.sendall(head("404 Not Found", "Content-Length: 0"))
    return True


def converse(sock, number):
    buffer = b""
    while True:
        while b"\r\n\r\n" not in buffer:
            more = sock.recv(65536)
            if not more:
                return
            buffer += more
            if not buffer[:1].isalpha():
                sock.sendall(head("400 Bad Request", "Content-Length: 0"))
                return
        request, _, buffer = buffer.partition(b"\r\n\r\n")
        lines = request.decode().split("\r\n")
        method, path, _ = lines[0].split(" ")
        length = 0
        for line in lines[1:]:
            if line.lower().startswith("content-length:"):
                length = int(line.split(":")[1])
        while len(buffer) < length:
            buffer += sock.recv(65536)
        body, buffer = buffer[:length], buffer[length:]
        if not answer(sock, method, path, request, body, number):
            return


def serve(listener, context):
    def one(sock, number):
        try:
            with context.wrap_socket(sock, server_side=True) if context else sock as sock:
                sock.settimeout(20)
                converse(sock, number)
        except (OSError, ValueError):
            pass

    number = 0
    while True:
        sock, _ = listener.accept()
        number += 1
        threading.Thread(target=one, args=(sock, number), daemon=True).start()


def listen(name, file=None, old=False, starts=True):
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)
    print(name, listener.getsockname()[1])
    if not starts:
        return listener
    context = None
    if file:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        if old:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                context.set_ciphers("ALL:@SECLEVEL=0")
                context.minimum_version = ssl.TLSVersion.TLSv1
                context.maximum_version = ssl.TLSVersion.TLSv1_1
    threading.Thread(target=serve, args=(listener, context), daemon=True).start()
    return listener


good = served("good.pem", ["localhost"])
listen("good", good)
listen("plain")
listen("old-tls", good, old=True)
listen("other-name", served("other.pem", ["other.example"]))
listen("expired", served("expired.pem", ["localhost"], now - 2 * day, now - day))
listen("later", served("later.pem", ["localhost"], now + day, now + 2 * day))
listen("self-signed", self_signed())
listen("stranger", served("stranger.pem", ["localhost"],
                          authority=("Somebody else", stranger_key)))
silent = listen("silent", starts=False)
closed = listen("closed", starts=False)
closed.close()
print("ready", flush=True)
sys.stdin.read()
os._exit(0)
