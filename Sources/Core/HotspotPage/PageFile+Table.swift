// Made by script/make-page of the files in page/. Do not edit.
// swift-format-ignore-file

extension PageFile {
    static let all: [PageFile] = [
        PageFile(path: "/icon.svg", type: "image/svg+xml", tag: "663373e95dcbd90a", text: iconSvg),
        PageFile(path: "/", type: "text/html; charset=utf-8", tag: "37bde8e2d2a260a6", text: indexHtml),
        PageFile(path: "/page.css", type: "text/css; charset=utf-8", tag: "128cfa8a040d4c92", text: pageCss),
        PageFile(path: "/page.js", type: "text/javascript; charset=utf-8", tag: "699d8a3026d82b6f", text: pageJs),
    ]

    private static let iconSvg: StaticString = ##"""
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#0a5aa8"/><g fill="none" stroke="#fff" stroke-width="2.5" stroke-linecap="round"><path d="M10 22a8.5 8.5 0 0 1 0-12M6 26a14 14 0 0 1 0-20M22 10a8.5 8.5 0 0 1 0 12M26 6a14 14 0 0 1 0 20"/></g><circle cx="16" cy="16" r="3" fill="#fff"/></svg>

"""##

    private static let indexHtml: StaticString = ##"""
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Earshot hotspot</title>
<link rel="icon" href="/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/page.css">
<script src="/page.js" defer></script>
</head>
<body>
<a class="skip" href="#parts">Skip to the parts</a>
<header>
  <img src="/icon.svg" alt="" width="40" height="40">
  <div>
    <h1 id="name">Earshot hotspot</h1>
    <p id="address"></p>
  </div>
  <p id="live" role="status"></p>
</header>
<main>
  <noscript>
    <p class="notice">This page fills itself by its own script, which is switched off here. The same in plain text:
      <a href="/status.txt">status</a>, or run <code>earshot status</code>.</p>
  </noscript>
  <p id="summary" role="status" aria-live="polite">Asking the hotspot…</p>
  <section aria-labelledby="parts-title">
    <h2 id="parts-title">Parts</h2>
    <ul id="parts" tabindex="-1"></ul>
  </section>
  <section aria-labelledby="counts-title">
    <h2 id="counts-title">Since the daemon started</h2>
    <dl id="counts"></dl>
    <h3>Dropped, by reason</h3>
    <dl id="drops"></dl>
    <p id="no-drops" hidden>Nothing was dropped.</p>
  </section>
  <section aria-labelledby="frames-title">
    <h2 id="frames-title">Newest frames</h2>
    <p id="sealed" hidden></p>
    <div class="scroll" tabindex="0" role="region" aria-labelledby="frames-title">
      <table>
        <thead><tr><th scope="col">When</th><th scope="col">What</th><th scope="col">From</th>
          <th scope="col">Channel</th><th scope="col">Signal</th><th scope="col">Outcome</th></tr></thead>
        <tbody id="frames"></tbody>
      </table>
    </div>
    <p id="no-frames" hidden>None yet. On a quiet channel minutes may pass between two.</p>
  </section>
  <section aria-labelledby="why-title">
    <h2 id="why-title">What became of your reports</h2>
    <ul id="reports"></ul>
    <p id="no-reports" hidden>No report yet. The first follows the first beacon you send or hear.</p>
  </section>
</main>
<footer>
  <p>Only this machine can see this page, and it changes nothing. Commands: <code>earshot --help</code>.
    Data: <a href="/v1/status">status</a>, <a href="/v1/frames">frames</a>, <a href="/v1/why">why</a>,
    <a href="/metrics">metrics</a>. <span id="version"></span></p>
</footer>
</body>
</html>

"""##

    private static let pageCss: StaticString = ##"""
/* Colours keep a contrast of 4.5 to 1 on their ground; a state is a word and a shape besides. */
:root {
  color-scheme: light dark;
  --ground: #f6f7f9; --card: #ffffff; --text: #17202a; --soft: #4a5663; --line: #c9d1d9;
  --ok: #0b6b3a; --warn: #8a5200; --fail: #b3261e; --off: #55606c; --link: #0a5aa8;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #10151b; --card: #1a2129; --text: #e8edf2; --soft: #aab6c2; --line: #3a4652;
    --ok: #5fd39a; --warn: #f0b35a; --fail: #ff8a80; --off: #a3afba; --link: #7cbcff;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--ground); color: var(--text);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
}
header, main, footer { max-width: 72rem; margin: 0 auto; padding: 1rem; }
header { display: flex; align-items: center; gap: .75rem; flex-wrap: wrap; }
header div { flex: 1 1 12rem; min-width: 0; }
h1 { margin: 0; font-size: 1.5rem; line-height: 1.2; overflow-wrap: anywhere; }
h2 { font-size: 1.15rem; margin: 1.75rem 0 .5rem; }
h3 { font-size: 1rem; margin: 1rem 0 .25rem; color: var(--soft); }
p { margin: .25rem 0; }
a { color: var(--link); }
code { font-family: ui-monospace, "DejaVu Sans Mono", Menlo, monospace; font-size: .92em; overflow-wrap: anywhere; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.skip { position: absolute; left: -999px; }
.skip:focus { left: 1rem; top: .5rem; background: var(--card); padding: .5rem; z-index: 1; }
#address, footer, .soft { color: var(--soft); font-size: .875rem; overflow-wrap: anywhere; }
#live { font-size: .875rem; color: var(--soft); }
#live.lost { color: var(--fail); font-weight: 600; }
#summary { font-size: 1.125rem; font-weight: 600; }
.notice { border: 2px solid var(--warn); padding: .75rem; border-radius: .5rem; }
ul { list-style: none; margin: 0; padding: 0; }
#parts { display: grid; gap: .75rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr)); }
#parts > li, #reports > li {
  background: var(--card); border: 1px solid var(--line); border-left: .4rem solid var(--tone, var(--off));
  border-radius: .5rem; padding: .75rem 1rem; min-width: 0;
}
#reports { display: grid; gap: .5rem; }
[data-state=ok], [data-state=accepted] { --tone: var(--ok); }
[data-state=warn], [data-state=kept] { --tone: var(--warn); }
[data-state=fail], [data-state=rejected] { --tone: var(--fail); }
.part-head { display: flex; justify-content: space-between; gap: .5rem; align-items: baseline; }
.part-head h3 { margin: 0; color: var(--text); font-size: 1.05rem; }
.state { color: var(--tone, var(--off)); font-weight: 700; white-space: nowrap; }
.why { overflow-wrap: anywhere; }
.do { overflow-wrap: anywhere; border-top: 1px dashed var(--line); margin-top: .5rem; padding-top: .5rem; }
.do b { color: var(--tone, var(--text)); }
dl { display: grid; grid-template-columns: minmax(6rem, auto) 1fr; gap: .1rem .75rem; margin: .5rem 0 0; font-size: .9rem; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
#counts, #drops { grid-template-columns: repeat(auto-fill, minmax(min(100%, 9rem), 1fr)); }
#counts > div, #drops > div { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: .5rem .75rem; }
#counts dd, #drops dd { font-size: 1.15rem; font-weight: 600; }
.scroll { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: .5rem; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .4rem .75rem; border-bottom: 1px solid var(--line); white-space: nowrap; }
tbody tr:last-child td { border-bottom: 0; }
th { color: var(--soft); font-weight: 600; }
@media (max-width: 40rem) {
  /* A frame is a small card of its own. The table's parts keep their roles in the document. */
  thead { position: absolute; left: -999rem; }
  table, tbody, tr, td { display: block; }
  tr { padding: .5rem .75rem; border-bottom: 1px solid var(--line); }
  tbody tr:last-child { border-bottom: 0; }
  td { display: grid; grid-template-columns: 6rem 1fr; border: 0; padding: 0; white-space: normal; overflow-wrap: anywhere; }
  td::before { content: attr(data-label); color: var(--soft); }
}
@media (prefers-reduced-motion: no-preference) { #parts > li { transition: border-color .3s; } }

"""##

    private static let pageJs: StaticString = ##"""
// Shows /v1/status as it changes: by events, and by asking every second and a half where those do not
// come. Text goes in as text only, never as markup.
"use strict";

const words = { ok: "✓ fine", warn: "▲ look here", fail: "✕ broken", off: "– off" };
const parts = ["radio", "gps", "clock", "oracle", "router", "region", "spool", "beacon"];
const titles = {
  radio: "Radio", gps: "GPS", clock: "Clock", oracle: "Oracle", router: "Router", region: "Region",
  spool: "Spool", beacon: "Beacon"
};
const counted = {
  heard: "frames heard", bad_checksums: "of these damaged", sent: "frames sent",
  statements: "statements signed", uplinks: "packets carried", downlinks: "downlinks"
};
const $ = id => document.getElementById(id);
let status = null;
let lastNews = 0;
let skew = 0;

function element(tag, text, className) {
  const made = document.createElement(tag);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

function fill(parent, children) { parent.replaceChildren(...children); }

// Times, as the box has them: its clock may differ from this browser's.

function boxNow() { return Date.now() + skew; }

function span(milliseconds) {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  if (seconds < 86400) return `${Math.floor(seconds / 3600)} h ${Math.floor(seconds / 60) % 60} min`;
  return `${Math.floor(seconds / 86400)} d ${Math.floor(seconds / 3600) % 24} h`;
}

function time(text, mode) {
  const at = Date.parse(text);
  const made = element("time", undefined, "age");
  made.dateTime = text;
  made.dataset.at = at;
  made.dataset.mode = mode || "ago";
  made.title = new Date(at).toLocaleString();
  refresh(made);
  return made;
}

function refresh(made) {
  const gap = Number(made.dataset.at) - boxNow();
  const text = made.dataset.mode === "for" ? `for ${span(-gap)}`
    : gap > 0 ? `in ${span(gap)}` : `${span(-gap)} ago`;
  if (made.textContent !== text) made.textContent = text;
}

function bytes(count) {
  if (count < 1000) return `${count} B`;
  if (count < 1e6) return `${(count / 1e3).toFixed(1)} kB`;
  if (count < 1e9) return `${(count / 1e6).toFixed(1)} MB`;
  return `${(count / 1e9).toFixed(2)} GB`;
}

function megahertz(hertz) { return `${(hertz / 1e6).toFixed(3).replace(/0{1,2}$/, "")} MHz`; }

// What a part says of itself: pairs of a word and a value, where there is one.

const facts = {
  radio: part => part.devices.flatMap(device => [
    [device.class === "none" ? "radio" : `${device.class} radio`, device.model || device.address],
    ["at", device.address],
    ["state", words[device.state] + (device.why && device.state !== "ok" ? `: ${device.why}` : "")],
    ["do", device.do !== part.do && device.do],
    ["firmware", device.firmware],
    ["heard", `${device.heard} frames, ${device.bad_checksums} damaged`],
    ["sent", device.sent],
    ["last heard", device.last_heard && time(device.last_heard)]
  ]),
  gps: part => [
    ["source", part.source],
    ["place", part.latitude_e7 !== null && part.longitude_e7 !== null
      && `${(part.latitude_e7 / 1e7).toFixed(5)}, ${(part.longitude_e7 / 1e7).toFixed(5)}`],
    ["within", part.accuracy_m !== null && `${part.accuracy_m} m`],
    ["satellites", part.satellites_used !== null
      && `${part.satellites_used} used of ${part.satellites_seen ?? "?"}`]
  ],
  clock: part => [
    ["may be signed", part.trustworthy ? "yes" : "no"],
    ["vouched for by", part.source],
    ["off by", part.offset_ns !== null && `${(part.offset_ns / 1e6).toFixed(3)} ms`]
  ],
  oracle: part => [
    ["at", part.address],
    ["last answer", part.last_answer && time(part.last_answer)],
    ["in", part.answer_ns !== null && `${Math.round(part.answer_ns / 1e6)} ms`],
    ["last receipt", part.last_receipt && time(part.last_receipt)],
    ["next try", part.next_try && time(part.next_try)]
  ],
  router: part => [
    ["at", part.address],
    ["connected", part.connected_since && time(part.connected_since, "for")],
    ["last acknowledged", part.last_acknowledged && time(part.last_acknowledged)],
    ["waiting", part.waiting],
    ["next try", part.next_try && time(part.next_try)]
  ],
  region: part => [
    ["plan", part.plan ?? "unknown"],
    ["cell", part.cell],
    ["transmitter", part.may_send ? "may send" : "off"]
  ],
  spool: part => [
    ["waiting", `${part.records} statements, ${bytes(part.bytes)} of ${bytes(part.limit_bytes)}`],
    ["acknowledged", part.acknowledged],
    ["lost for want of room", part.evicted],
    ["packets waiting", `${part.packets.records}, ${bytes(part.packets.bytes)}`],
    ["packets lost", part.packets.evicted]
  ],
  beacon: part => [
    ["next", part.next && time(part.next)],
    ["last", part.last && time(part.last.at)],
    ["on", part.last && `${megahertz(part.last.freq_hz)} SF${part.last.sf}`],
    ["outcome", part.last && part.last.outcome + (part.last.test ? " (a test, not paid)" : "")],
    ["heard, still sealed", part.sealed],
    ["details", part.opens && time(part.opens)]
  ]
};

function list(pairs) {
  const made = element("dl");
  for (const [word, value] of pairs) {
    if (value === null || value === undefined || value === false || value === "") continue;
    const detail = element("dd");
    detail.append(value instanceof Node ? value : String(value));
    made.append(element("dt", word), detail);
  }
  return made;
}

function advice(text) {
  const made = element("p", undefined, "do");
  made.append(element("b", "Do: "), text);
  return made;
}

function card(name, part) {
  const made = element("li");
  made.id = `part-${name}`;
  made.dataset.state = part.state;
  const head = element("div", undefined, "part-head");
  head.append(element("h3", titles[name]), element("span", words[part.state] || part.state, "state"));
  made.append(head);
  if (part.why) made.append(element("p", part.why, "why"));
  if (part.since) {
    const since = element("p", undefined, "soft");
    since.append("since ", new Date(part.since).toLocaleString(), ", ", time(part.since, "for"));
    made.append(since);
  }
  if (part.do) made.append(advice(part.do));
  made.append(list(facts[name](part)));
  return made;
}

function counts(values, names) {
  return Object.entries(values).map(([name, count]) => {
    const box = element("div");
    box.append(element("dt", names ? names[name] || name : name), element("dd", String(count)));
    return box;
  });
}

function show(next) {
  status = next;
  lastNews = Date.now();
  skew = Date.parse(next.at) - lastNews;
  document.title = `${next.state === "fail" ? "✕ " : next.state === "warn" ? "▲ " : ""}${next.name || "Earshot hotspot"}`;
  $("name").textContent = next.name || "Earshot hotspot";
  $("address").textContent = next.address + (next.network ? ` · network ${next.network}` : "");
  $("version").textContent = `earshot ${next.version}.`;
  const bad = parts.filter(name => next[name].state === "fail");
  const odd = parts.filter(name => next[name].state === "warn");
  summarise(bad, odd);
  fill($("parts"), parts.map(name => card(name, next[name])));
  const { drops, ...plain } = next.counters;
  fill($("counts"), counts(plain, counted));
  const happened = Object.entries(drops).filter(entry => entry[1] > 0);
  fill($("drops"), counts(Object.fromEntries(happened)));
  $("no-drops").hidden = happened.length > 0;
  liveness();
}

// In words, each part a way to its card. Left alone while it says the same, for whoever has it read out.
function summarise(bad, odd) {
  const key = `${bad} | ${odd}`;
  if ($("summary").dataset.key === key) return;
  $("summary").dataset.key = key;
  const said = [];
  const say = (names, verb) => {
    names.forEach((name, index) => {
      const link = element("a", titles[name]);
      link.href = `#part-${name}`;
      said.push(index > 0 ? ", " : "", link);
    });
    if (names.length > 0) said.push(` ${verb}. `);
  };
  say(bad, bad.length === 1 ? "is broken" : "are broken");
  say(odd, odd.length === 1 ? "needs a look" : "need a look");
  fill($("summary"), said.length > 0 ? said : ["All is well."]);
}

function showFrames(next) {
  fill($("frames"), next.frames.map(frame => {
    const row = element("tr");
    const cell = (label, content) => {
      const made = element("td");
      made.dataset.label = label;
      made.append(content);
      return made;
    };
    const signal = [frame.rssi_dbm !== null && `${frame.rssi_dbm} dBm`,
      frame.snr_db !== null && `snr ${frame.snr_db}`].filter(Boolean).join(", ");
    row.append(cell("When", time(frame.at)),
      cell("What", `${frame.direction === "sent" ? "↑ sent" : "↓ heard"} ${frame.kind}, ${frame.bytes} B`),
      cell("From", frame.sender ?? "–"),
      cell("Channel", `${megahertz(frame.freq_hz)} ${frame.datr}`),
      cell("Signal", (signal || "–") + (frame.crc_ok === false ? ", damaged" : "")),
      cell("Outcome", frame.outcome));
    return row;
  }));
  $("no-frames").hidden = next.frames.length > 0;
  $("sealed").hidden = next.sealed === 0;
  const sealed = element("span", `${next.sealed} beacon${next.sealed === 1 ? "" : "s"} heard and still sealed, `
    + "so that nobody can copy how you heard them. ");
  fill($("sealed"), next.opens ? [sealed, "Details come ", time(next.opens), "."] : [sealed]);
}

function showReports(next) {
  fill($("reports"), next.reports.slice(0, 50).map(report => {
    const made = element("li");
    made.dataset.state = report.state;
    const head = element("div", undefined, "part-head");
    head.append(element("h3", `${report.kind} ${report.id}`), element("span", report.state.replace("_", " "), "state"));
    made.append(head, element("p", report.sentence, "why"));
    made.append(list([["rule", report.rule && `${report.rule} ${report.reason ?? ""}`],
      ["measured", report.measured], ["limit", report.limit], ["when", time(report.at)]]));
    return made;
  }));
  $("no-reports").hidden = next.reports.length > 0;
}

// News

async function ask(path) {
  const answer = await fetch(path, { cache: "no-store" });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
  return answer.json();
}

async function more() {
  try { showFrames(await ask("/v1/frames")); showReports(await ask("/v1/why")); } catch { /* said by liveness */ }
}

function liveness() {
  const silent = Date.now() - lastNews > 5000;
  const text = silent
    ? `✕ no news ${lastNews ? `for ${span(Date.now() - lastNews)}` : "yet"}: is the daemon running? sudo systemctl status earshot-hotspot`
    : "● live";
  $("live").classList.toggle("lost", silent);
  if ($("live").textContent !== text) $("live").textContent = text;
}

function poll() {
  if (document.hidden || Date.now() - lastNews < 1400) return;
  ask("/v1/status").then(show).catch(() => liveness());
}

let stream = null;

function follow() {
  if (!window.EventSource) return;
  stream = new EventSource("/v1/events");
  stream.onmessage = event => show(JSON.parse(event.data));
}

follow();
poll();
more();
setInterval(poll, 500);
setInterval(() => { if (!document.hidden) more(); }, 2000);
setInterval(() => {
  document.querySelectorAll("time.age").forEach(refresh);
  liveness();
  if (stream && stream.readyState === 2) follow();
}, 1000);
document.addEventListener("visibilitychange", () => { if (!document.hidden) { poll(); more(); } });

"""##
}
