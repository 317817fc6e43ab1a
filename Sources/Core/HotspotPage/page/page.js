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
