"""script/soak page: the local page in a real Chromium, which is driven over a pipe.

A made-up box (page-probe) is broken and put right; what a person sees must follow within 2 s, with the
reason and what to do, at 360 and 1280 pixels, in light and dark. Nothing may be asked of anybody else,
nothing may be wider than the screen, and all of it may weigh 300 kB at most. `--pictures FOLDER` keeps
screenshots.
"""

import argparse
import base64
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--earshot", required=True, help="the built earshot; page-probe is beside it")
parser.add_argument("--pictures", help="where screenshots go")
parser.add_argument("--seed")
arguments = parser.parse_args()
failures = []


def check(holds, sentence):
    print(("ok    " if holds else "FAIL  ") + sentence, flush=True)
    if not holds:
        failures.append(sentence)


def stamp(seconds=0):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + seconds))


def part(state="ok", why=None, do=None, since=-4000, **more):
    return {"state": state, "since": stamp(since), "why": why, "do": do, **more}


def figures(records, bytes):
    return {"records": records, "bytes": bytes, "limit_bytes": 256000000, "evicted": 0, "acknowledged": 4711}


def status():
    radio = part(**{"class": "full"})
    radio["devices"] = [part(model="SX1303 (CoreCell bridge V01.00.00)", address="usb:206A35845243",
                             firmware="V01.00.00", heard=1414, bad_checksums=31, sent=9,
                             last_heard=stamp(-2), **{"class": "full"})]
    return {
        "schema": "earshot.status/1", "at": stamp(), "started": stamp(-4000), "version": "0.1.0",
        "name": "keen-sage-mule", "network": "demo",
        "address": "ear132yw8ht5p8cetl2jmvknewjawt9xwzdlrk2pyxlnwjyqrdq0dawqxp5e0q", "state": "ok",
        "radio": radio,
        "gps": part(why="known (3D fix)", source="gpsd at 127.0.0.1:2947", latitude_e7=473769000,
                    longitude_e7=85417000, accuracy_m=3, satellites_used=9, satellites_seen=14),
        "clock": part(trustworthy=True, source="kernel", offset_ns=812345),
        "oracle": part(address="https://oracle.example.net", last_answer=stamp(-9), last_receipt=stamp(-30),
                       next_try=stamp(20), answer_ns=41000000),
        "router": part(address="router.example.net:8475", connected_since=stamp(-3900),
                       last_acknowledged=stamp(-5), next_try=None, waiting=0),
        "region": part(plan="EU868", cell="881f8d4c57fffff", may_send=True),
        "spool": {**part(), **figures(12, 9120), "packets": figures(0, 0)},
        "beacon": part(next=stamp(8000), sealed=3, opens=stamp(5200),
                       last={"id": "5f1a", "at": stamp(-13600), "freq_hz": 868100000, "sf": 9,
                             "outcome": "sent", "test": False}),
        "counters": {"heard": 1414, "bad_checksums": 31, "sent": 9, "statements": 4723, "uplinks": 970,
                     "downlinks": 12, "drops": {"packet_evicted": 0, "not_lorawan": 17, "downlink_too_late": 1}},
    }


def broken():
    made = status()
    made["state"] = "fail"
    made["radio"].update(part("fail", "the radio at usb:206A35845243 was unplugged <b>here</b>",
                              "plug it in again; earshot doctor radio says more", -75, **{"class": "none"}))
    made["radio"]["devices"][0].update(part("fail", "unplugged", "plug it in again", -75))
    made["region"].update(part("warn", "the place is 3 km from a border", "nothing: the transmitter stays on", -300))
    made["router"].update({"state": "off", "why": "no router in the network file", "since": None})
    return made


def frames():
    one = {"at": stamp(-2), "direction": "heard", "kind": "data up", "freq_hz": 868300000, "datr": "SF7BW125",
           "rssi_dbm": -103.5, "snr_db": 4.25, "bytes": 23, "crc_ok": True, "sender": "01ab23cd", "outcome": "carried"}
    two = {**one, "at": stamp(-40), "direction": "sent", "kind": "beacon", "sender": None, "rssi_dbm": None,
           "snr_db": None, "outcome": "on the air"}
    return {"schema": "earshot.frames/1", "at": stamp(), "frames": [one, two] * 6, "sealed": 3, "opens": stamp(5200)}


def why():
    return {"schema": "earshot.why/1", "at": stamp(), "reports": [
        {"id": "1e649db5", "kind": "seal", "at": stamp(-7200), "state": "rejected", "rule": "W-9",
         "reason": "frequency_too_far", "measured": "868.304 MHz", "limit": "868.1 MHz ± 0.1 MHz",
         "sentence": "you heard warm-blue-fox 204 kHz from where it sent; its crystal or yours is far off"},
        {"id": "77a0", "kind": "beacon", "at": stamp(-9000), "state": "accepted", "rule": None, "reason": None,
         "measured": None, "limit": None, "sentence": "four neighbours heard it"}]}


class Box:
    def __init__(self):
        probe = os.path.join(os.path.dirname(arguments.earshot), "page-probe")
        self.process = subprocess.Popen([probe], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.url = f"http://{self.process.stdout.readline().strip()}/"

    def tell(self, document):
        self.process.stdin.write(json.dumps(document) + "\n")
        self.process.stdin.flush()

    def end(self):
        self.process.kill()
        self.process.wait()


class Browser:
    """Chromium over its debugging pipe: JSON ended by a zero byte, on descriptors 3 and 4."""

    def __init__(self):
        ours, theirs_out = os.pipe()
        theirs_in, self.out = os.pipe()

        def hand_over():
            # First out of the way of each other.
            high_in, high_out = os.dup(theirs_in), os.dup(theirs_out)
            os.dup2(high_in, 3)
            os.dup2(high_out, 4)

        self.folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self.process = subprocess.Popen(
            ["chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
             "--remote-debugging-pipe", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", f"--user-data-dir={self.folder.name}", "about:blank"],
            preexec_fn=hand_over, close_fds=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(theirs_in)
        os.close(theirs_out)
        self.input = os.fdopen(ours, "rb", buffering=0)
        self.buffer, self.number, self.requests, self.problems = b"", 0, [], []
        self.session = None
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Runtime", "Log"):
            self.ask(domain + ".enable")

    def ask(self, method, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.out, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.read()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]

    def read(self):
        while b"\0" not in self.buffer:
            more = self.input.read(65536)
            if not more:
                raise RuntimeError("Chromium ended")
            self.buffer += more
        text, _, self.buffer = self.buffer.partition(b"\0")
        event = json.loads(text)
        if event.get("method") == "Network.requestWillBeSent":
            self.requests.append(event["params"]["request"]["url"])
        if event.get("method") == "Network.dataReceived":
            self.weight = getattr(self, "weight", 0) + event["params"]["dataLength"]
        if event.get("method") == "Runtime.exceptionThrown" or (
                event.get("method") == "Log.entryAdded" and event["params"]["entry"]["level"] == "error"
                and "ERR_" not in event["params"]["entry"]["text"]):
            self.problems.append(json.dumps(event["params"]))
        return event

    def value(self, script):
        result = self.ask("Runtime.evaluate", expression=script, returnByValue=True)
        if "exceptionDetails" in result:
            raise RuntimeError(f"{script}: {result['exceptionDetails']}")
        return result["result"].get("value")

    def wait(self, script, seconds):
        """How long it took until the script is true; None when it did not."""
        start = time.monotonic()
        while time.monotonic() - start < seconds:
            if self.value(script):
                return time.monotonic() - start
            time.sleep(0.02)
        return None

    def size(self, width, height, dark=False):
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1,
                 mobile=width < 600)
        self.ask("Emulation.setEmulatedMedia",
                 features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])

    def picture(self, name):
        if not arguments.pictures:
            return
        os.makedirs(arguments.pictures, exist_ok=True)
        data = self.ask("Page.captureScreenshot", captureBeyondViewport=True, format="png")["data"]
        with open(os.path.join(arguments.pictures, name + ".png"), "wb") as out:
            out.write(base64.b64decode(data))

    def end(self):
        self.process.kill()
        self.process.wait()
        self.folder.cleanup()


# The contrast of every text with the ground it stands on, by WCAG 2.1.
CONTRAST = """(() => {
  const parse = c => c.match(/[\\d.]+/g).map(Number);
  const light = c => { const [r, g, b] = c.map(v => { v /= 255; return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; });
    return .2126 * r + .7152 * g + .0722 * b; };
  const ground = e => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor); if (c.length < 4 || c[3] > 0) return c; } return [255, 255, 255]; };
  let worst = [99, ""];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const e = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || !e.offsetParent || e.closest("noscript")) continue;
    const [a, b] = [light(parse(getComputedStyle(e).color)), light(ground(e))].sort((x, y) => y - x);
    const ratio = (a + .05) / (b + .05);
    if (ratio < worst[0]) worst = [ratio, walk.currentNode.data.trim().slice(0, 40)];
  }
  return worst; })()"""

box, browser = Box(), None
try:
    box.tell(status())
    box.tell(frames())
    box.tell(why())
    with urllib.request.urlopen(box.url + "metrics") as answer:
        judged = subprocess.run(["promtool", "check", "metrics"], input=answer.read(), capture_output=True)
    check(judged.returncode == 0 and not judged.stdout + judged.stderr,
          f"promtool has nothing against the metrics {(judged.stdout + judged.stderr)[:200]}")
    browser = Browser()
    browser.size(1280, 900)
    browser.ask("Page.navigate", url=box.url)
    check(browser.wait("document.querySelectorAll('#parts > li').length === 8", 10) is not None,
          "the page shows all eight parts")
    check(browser.value("document.querySelector('#summary').textContent") == "All is well.", "all is well")
    browser.wait("document.querySelectorAll('#frames tr').length === 12", 5)
    check("3 beacons heard and still sealed" in browser.value("document.querySelector('#sealed').innerText"),
          "sealed frames are a number and a time only")
    browser.picture("well-1280")

    card = "document.querySelector('#part-radio')"
    took = []
    for turn in range(10):
        start = time.monotonic()
        box.tell(broken() if turn % 2 == 0 else status())
        wanted = "fail" if turn % 2 == 0 else "ok"
        seen = browser.wait(f"{card}.dataset.state === '{wanted}'", 5)
        took.append(time.monotonic() - start if seen is not None else 99)
        time.sleep(0.2)
    check(max(took) < 2, f"a change is seen within 2 s by events (slowest {max(took) * 1000:.0f} ms of 10)")
    box.tell(broken())
    browser.wait(f"{card}.dataset.state === 'fail'", 5)
    text = browser.value(f"{card}.innerText")
    for word, what in [("✕ broken", "its state in a word and a shape"), ("unplugged <b>here</b>", "why, as text"),
                       ("for 1 min", "since when"), ("Do: plug it in again", "what to do")]:
        check(word in text, f"what is red says {what}")
    check(browser.value("document.querySelector('#summary').textContent").startswith("Radio is broken. Region"),
          "the summary names what is broken")
    check(browser.value("document.title").startswith("✕"), "so does the tab")
    browser.picture("broken-1280")

    for width in (360, 1280):
        for dark in (False, True):
            browser.size(width, 800, dark)
            look = f"{width} px, {'dark' if dark else 'light'}"
            wide = browser.value("document.documentElement.scrollWidth")
            check(wide <= width, f"nothing is wider than the screen ({look}: {wide})")
            ratio, words = browser.value(CONTRAST)
            check(ratio >= 4.5, f"contrast at least 4.5 ({look}: {ratio:.1f} at {words!r})")
            browser.picture(f"broken-{width}-{'dark' if dark else 'light'}")
    browser.size(360, 800)
    check(browser.value("document.querySelector('#frames').offsetWidth") <= 360
          and browser.value("document.querySelector('#frames').closest('.scroll').scrollWidth") <= 360,
          "a frame fits into 360 px")
    names = browser.value("[...document.querySelectorAll('a,button,[tabindex]')].filter(e => e.tabIndex >= 0)"
                          ".every(e => (e.innerText || e.getAttribute('aria-labelledby')))")
    check(names, "whatever the keyboard reaches has a name")
    for _ in range(2):
        browser.ask("Input.dispatchKeyEvent", type="keyDown", key="Tab", code="Tab", windowsVirtualKeyCode=9)
        browser.ask("Input.dispatchKeyEvent", type="keyUp", key="Tab", code="Tab", windowsVirtualKeyCode=9)
    check(browser.value("document.activeElement !== document.body"), "the keyboard gets into the page")

    # Without events: as behind something that holds them back.
    browser.ask("Network.setBlockedURLs", urls=["*/v1/events"])
    browser.ask("Page.navigate", url=box.url)
    browser.wait(f"{card} && {card}.dataset.state === 'fail'", 5)
    start = time.monotonic()
    box.tell(status())
    seen = browser.wait(f"{card}.dataset.state === 'ok'", 5)
    check(seen is not None and time.monotonic() - start < 2,
          f"without events, by asking, within 2 s ({(time.monotonic() - start) * 1000:.0f} ms)")

    outside = [url for url in browser.requests if not url.startswith(box.url) and url != "about:blank"]
    check(not outside, f"nothing is asked of anybody else ({len(browser.requests)} requests, outside: {outside})")
    check(not browser.problems, f"no error in the browser's log {browser.problems[:2]}")

    browser.ask("Network.setBlockedURLs", urls=[])
    browser.ask("Network.setCacheDisabled", cacheDisabled=True)
    browser.weight = 0
    browser.ask("Page.navigate", url=box.url)
    browser.wait("document.querySelectorAll('#frames tr').length === 12", 5)
    check(0 < browser.weight < 300_000, f"the page weighs less than 300 kB ({browser.weight} bytes with its data)")

    browser.ask("Emulation.setScriptExecutionDisabled", value=True)
    browser.ask("Page.navigate", url=box.url)
    time.sleep(0.5)
    document = browser.ask("DOM.getDocument", depth=-1)
    shown = json.dumps(document)
    check("/status.txt" in shown and "switched off" in shown, "without script it leads to the plain text")
    browser.ask("Page.navigate", url=box.url + "status.txt")
    time.sleep(0.5)
    check("keen-sage-mule" in json.dumps(browser.ask("DOM.getDocument", depth=-1)), "which is there")
    browser.ask("Emulation.setScriptExecutionDisabled", value=False)

    browser.ask("Page.navigate", url=box.url)
    browser.wait("document.querySelectorAll('#parts > li').length === 8", 5)
    box.end()
    check(browser.wait("document.querySelector('#live').className === 'lost'", 9) is not None,
          "a daemon that ends is said within 9 s")
    browser.picture("lost-360")
finally:
    box.end()
    if browser:
        browser.end()
print(f"{len(failures)} failures")
sys.exit(1 if failures else 0)
