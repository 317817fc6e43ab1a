#!/usr/bin/env python3
"""What an epoch pays, computed a second time.

Seeded networks go through `earshot rewards compute`; this works out sites, multipliers, units, payouts and the reward
tree by itself (docs/protocol.md 6, decisions 0230 to 0234), with Python's integers and fractions, h3's own cells, and
without any index or increment: every founder is measured, density is HIP-17 over all sites once for each site. The
records come back in the files of docs/epochs.md and are read by cbor2. Then the files are written to a folder for
`earshot rewards HOTSPOT --csv`, `rewards prove` and `rewards prove --check`.
"""
import argparse, hashlib, io, json, math, pathlib, random, subprocess, sys, tempfile
from fractions import Fraction

import cbor2, h3

E6 = 10**6
DENSITY = {4: (2, 500, 1000), 5: (4, 100, 200), 6: (4, 25, 50), 7: (4, 5, 10), 8: (2, 1, 1), 9: (2, 1, 1),
           10: (2, 1, 1)}


def metres(a, b):
    """On the sphere of 6,371,007 m, to the nearest metre."""
    (la, oa), (lb, ob) = (tuple(math.radians(x) for x in h3.cell_to_latlng(c)) for c in (a, b))
    h = math.sin((lb - la) / 2) ** 2 + math.cos(la) * math.cos(lb) * math.sin((ob - oa) / 2) ** 2
    return math.floor(2 * math.asin(math.sqrt(h)) * 6371007 + 0.5)


# ---- the network ----

def network(seed, crowded):
    chance = random.Random(seed)
    count = chance.choice([1, 2, 5, 20, 60, 110])
    reach = chance.choice([0.01, 0.03, 0.1]) if crowded else chance.choice([0.02, 0.3])
    towns = [(chance.uniform(-60, 60), chance.uniform(-170, 170)) for _ in range(chance.choice([1, 2, 3]))]
    key = lambda n: f"{n:064x}"
    hotspots = []
    for number in range(count):
        at = chance.choice(towns)
        cell = h3.latlng_to_cell(at[0] + chance.uniform(-reach, reach), at[1] + chance.uniform(-reach, reach), 12)
        hotspots.append({
            "number": number, "cell": cell, "seniority": chance.randrange(3 * count + 1),
            "owner": key(chance.randrange(8)), "trust": chance.choice([1000, 950, 900, 899, 250, chance.randrange(1001)]),
            "standing": chance.random() < 0.6, "served": chance.random() < 0.8,
            "condition": chance.choice(["active"] * 6 + ["probation", "suspended"]),
            "fraud_proven": chance.random() < 0.05, "founding_anchor": chance.random() < 0.15,
            "deposit_missing": chance.choice([0, 0, 1, 5000, 10**9])})
    cells8 = [h3.cell_to_parent(h["cell"], 8) for h in hotspots]
    beacons = []
    for h in hotspots:
        others = [n for n in range(count) if n != h["number"]]
        for _ in range(chance.randrange(5)):
            beacons.append({"beaconer": h["number"],
                            "witnesses": chance.sample(others, min(len(others), chance.randrange(15)))})
    coverage, seen = [], set()
    for h in hotspots:
        for cell in chance.choices(cells8, k=chance.randrange(7)):
            if (cell, h["number"]) in seen:
                continue
            seen.add((cell, h["number"]))
            sent = chance.choice([0, 3, 8, 56, chance.randrange(60)])
            coverage.append({"cell": cell, "hotspot": h["number"], "heard": chance.randint(0, sent), "sent": sent})
    busy = chance.random() < 0.7
    demand = [{"cell": cell, "payer": key(chance.randrange(4)), "credits": chance.randrange(10**chance.randrange(1, 6))}
              for cell in (cells8 if busy else cells8[: count // 3]) for _ in range(chance.randrange(1, 4))]
    edges = [{"a": h["number"], "b": chance.randrange(count + 2)} for h in hotspots for _ in range(chance.randrange(3))]
    mappers = [{"owner": key(chance.randrange(8)), "hotspot": chance.randrange(count + 1)}
               for _ in range(chance.randrange(count // 8 + 2))]
    receipts = [{"hotspot": chance.randrange(count + 3), "payer": key(chance.randrange(4)),
                 "credits": chance.randrange(10**chance.randrange(1, 5))} for _ in range(chance.randrange(count + 2))]
    network = {
        "epoch": chance.randrange(1000), "registered": count + 3, "pool": chance.choice([0, 10**6, chance.randrange(10**15)]),
        "grains_per_credit": chance.choice([1, 1000, 999983]), "floor_units": chance.choice([0, 10**6, chance.randrange(10**9)]),
        "hotspots": hotspots, "beacons": beacons, "coverage": coverage, "demand": demand, "edges": edges,
        "mappers": mappers, "receipts": receipts,
        "returned_deposits": [{"hotspot": chance.randrange(count + 3), "grains": chance.randrange(10**6)}
                              for _ in range(chance.randrange(3))],
        "lifetime": [chance.randrange(10**12) for _ in range(chance.randrange(count + 4))]}
    for items in (hotspots, beacons, coverage, demand, edges, mappers, receipts):
        chance.shuffle(items)
    return network


# ---- sites ----

def rank(h):
    if h["condition"] == "active":
        return 0 if h["standing"] else 1
    return 2


def sites_of(n):
    sites = []
    order = sorted((h for h in n["hotspots"] if h["condition"] != "suspended"),
                   key=lambda h: (rank(h), h["seniority"], h["number"]))
    for h in order:
        near = [(metres(h["cell"], s["founder"]["cell"]), i) for i, s in enumerate(sites)]
        near = [x for x in near if x[0] <= 300]
        if near:
            sites[min(near)[1]]["members"].append(h)
        else:
            sites.append({"founder": h, "members": [h], "standing": rank(h) == 0})
    for s in sites:
        s["members"].sort(key=lambda h: h["number"])
        able = [h for h in s["members"] if rank(h) == 0 or h["served"]]
        able.sort(key=lambda h: (rank(h), not h["served"], h["seniority"], h["number"]))
        s["holder"] = able[0]["number"] if able else None
        s["cell"] = s["founder"]["cell"]
        s["cell8"] = h3.cell_to_parent(s["cell"], 8)
    return sites


# ---- multipliers ----

def density(places, own):
    """HIP-17 over cells of resolution 11, and what `own` sees: [(resolution, counted, kept)]."""
    kept = {}
    for place in places:
        kept[place] = kept.get(place, 0) + 1
    seen = []
    for resolution in range(10, 3, -1):
        counted = {}
        for cell, count in kept.items():
            parent = h3.cell_to_parent(cell, resolution)
            counted[parent] = counted.get(parent, 0) + count
        neighbours, target, most = DENSITY[resolution]
        kept = {}
        for cell, count in counted.items():
            occupied = sum(counted.get(c, 0) >= target for c in h3.grid_disk(cell, 1))
            kept[cell] = min(count, most, target * max(occupied - neighbours + 1, 1))
        cell = h3.cell_to_parent(own, resolution)
        seen.append((resolution, counted[cell], kept[cell]))
    return seen


def set_density(sites):
    elevens = [h3.cell_to_parent(s["cell"], 11) for s in sites]
    standing = [e for e, s in zip(elevens, sites) if s["standing"]]
    for i, s in enumerate(sites):
        there = elevens[: i + 1] if s["standing"] else standing + [elevens[i]]
        seen = density(there, elevens[i])
        scale = Fraction(1)
        for _, counted, keeps in seen:
            scale *= Fraction(keeps, counted)
        s["density"] = scale.numerator * E6 // scale.denominator
        s["limits"] = [list(x) for x in seen if x[2] < x[1]]


def set_anchors(n, sites, site_of):
    by_number = {h["number"]: h for h in n["hotspots"]}
    steps = {}
    for i, s in enumerate(sites):
        if any(h["founding_anchor"] for h in s["members"]):
            steps[i] = 0
    for m in n["mappers"]:
        h = by_number.get(m["hotspot"])
        if h and h["number"] in site_of and h["owner"] != m["owner"]:
            steps[site_of[h["number"]]] = 0
    for step in range(1, 9):
        new = set()
        for e in n["edges"]:
            a, b = by_number.get(e["a"]), by_number.get(e["b"])
            if not a or not b or min(a["trust"], b["trust"]) < 900:
                continue
            if a["number"] not in site_of or b["number"] not in site_of:
                continue
            x, y = site_of[a["number"]], site_of[b["number"]]
            for x, y in ((x, y), (y, x)):
                if x in steps and y not in steps:
                    new.add(y)
        for y in new:
            steps[y] = step
    for i, s in enumerate(sites):
        s["steps"] = steps.get(i)


def set_gap(n, sites, site_of):
    best = {}
    for c in n["coverage"]:
        if c["heard"] and c["hotspot"] in site_of:
            at = (site_of[c["hotspot"]], c["cell"])
            best[at] = max(best.get(at, 0), 1000 * c["heard"] // max(c["sent"], 8))
    for i, s in enumerate(sites):
        cells = {s["cell8"]} | {cell for j, cell in best if j == i}
        covered = [min(1000, sum(best.get((j, cell), 0) for j, o in enumerate(sites) if j != i and o["standing"]))
                   for cell in cells]
        s["cells"] = len(cells)
        s["covered"] = sum(covered) // len(cells)
        s["gap"] = 1000 if s["steps"] is None else 2000 - s["covered"]


def set_demand(n, sites):
    by_cell = {}
    for d in n["demand"]:
        payers = by_cell.setdefault(d["cell"], {})
        payers[d["payer"]] = payers.get(d["payer"], 0) + d["credits"]
    credits = {cell: sum(min(c, sum(p.values()) // 3) for c in p.values()) for cell, p in by_cell.items()}
    places = sorted(credits.get(c, 0) for c in {s["cell8"] for s in sites if s["standing"]})
    median = places[(len(places) - 1) // 2] if places else 0
    for s in sites:
        s["credits"] = credits.get(s["cell8"], 0)
        s["demand"] = E6 + (E6 * s["credits"] // (s["credits"] + median) if median else 0)
        for name, factor in (("m", s["demand"]), ("plain", E6)):
            exact = Fraction(s["density"], E6) * Fraction(s["gap"], 1000) * Fraction(factor, E6)
            exact = min(exact, Fraction(4 if s["steps"] is not None else Fraction(1, 2)))
            s[name] = math.floor(exact * E6)
    return median


# ---- units ----

def shares(n):
    if n <= 4:
        return Fraction(n, 4), Fraction(1)
    decay = Fraction(4, 5) ** (n - 4)
    return 2 - decay, (4 - (1 - decay)) / n


def units_of(n, sites, site_of):
    by_number = {h["number"]: h for h in n["hotspots"]}
    units = {}

    def line(number):
        return units.setdefault(number, dict(b=0, bs=0, bu=0, r=0, rs=0, ru=0, plain=0, ub=0, ur=0))

    def holds(number):
        return number in site_of and sites[site_of[number]]["holder"] == number

    for beacon in n["beacons"]:
        b, witnesses = beacon["beaconer"], beacon["witnesses"]
        if not witnesses:
            continue
        if not holds(b):
            line(b)["ub"] += 1
            for w in witnesses:
                line(w)["ur"] += 1
            continue
        own, each = (math.floor(x * E6) for x in shares(len(witnesses)))
        there = sites[site_of[b]]
        for number, share, kind in [(b, own, "b")] + [(w, each, "r") for w in witnesses]:
            at = line(number)
            if not holds(number) or by_number[number]["condition"] != "active":
                at["u" + kind] += 1
                continue
            site, trust = sites[site_of[number]], by_number[number]["trust"]
            at[kind] += 1
            at[kind + "s"] += share
            at[kind + "u"] += share * min(site["m"], there["m"]) * trust // 10**9
            at["plain"] += share * min(site["plain"], there["plain"]) * trust // 10**9
    return units


# ---- payouts ----

def cut(lines, groups, bound, name):
    """Brings each group's sum down to its bound, each line in proportion, rounded down."""
    for group, items in groups.items():
        total, most = sum(g for _, g in items), bound(group, items)
        if total > most:
            for number, grains in items:
                taken = grains - most * grains // total
                lines[number][name] += taken
                lines[number]["coverage"] -= taken


def payouts_of(n, sites, site_of, units, median):
    by_number = {h["number"]: h for h in n["hotspots"]}
    lines = {}

    def line(number):
        return lines.setdefault(number, dict(credits=0, data=0, gross=0, demand=0, cap=0, withheld=0, deposit=0,
                                             missing=by_number.get(number, {}).get("deposit_missing", 0), returned=0,
                                             coverage=0))

    for r in n["receipts"]:
        line(r["hotspot"])["credits"] += r["credits"]
    wanted = {k: v["credits"] * n["grains_per_credit"] * 900 // 1000 for k, v in lines.items()}
    most = n["pool"] - n["pool"] * 200 // 1000
    burned = sum(v["credits"] for v in lines.values())
    for k, v in lines.items():
        v["data"] = wanted[k] if sum(wanted.values()) <= most else most * v["credits"] // burned
    data = sum(v["data"] for v in lines.values())
    pool = max(n["pool"] * 200 // 1000, (n["pool"] - data) * 800 // 1000)
    earned = {k: u["bu"] + u["ru"] for k, u in units.items() if u["bu"] + u["ru"]}
    total = sum(earned.values())
    divisor = max(total, n["floor_units"])
    added, fives = {}, {}
    for number, own in sorted(earned.items()):
        at = line(number)
        at["gross"] = at["coverage"] = pool * own // divisor
        site = sites[site_of[number]]
        more = at["gross"] - pool * units[number]["plain"] // divisor
        if more and median:
            added.setdefault((site["cell8"], site["credits"]), []).append((number, more))
    cut(lines, added, lambda group, _: group[1] * n["grains_per_credit"] * 100 // 1000, "demand")
    for number in earned:
        five = h3.cell_to_parent(sites[site_of[number]]["cell"], 5)
        fives.setdefault(five, []).append((number, lines[number]["coverage"]))
    anchored = [x for items in fives.values()
                if any(sites[site_of[number]]["steps"] is not None for number, _ in items) for x in items]
    cap_sites, cap_grains = len(anchored), sum(g for _, g in anchored)
    if anchored:
        cut(lines, fives, lambda _, items: 3 * cap_grains * len(items) // cap_sites, "cap")
    for r in n["returned_deposits"]:
        line(r["hotspot"])["returned"] += r["grains"]
    for number, at in lines.items():
        h = by_number.get(number)
        if h and h["fraud_proven"]:
            at["withheld"] = at["coverage"] + at["data"]
            at["coverage"] = at["data"] = 0
        at["deposit"] = min(at["missing"], at["coverage"] // 2)
        at["coverage"] -= at["deposit"]
        at["missing"] -= at["deposit"]
    lines = {k: v for k, v in lines.items() if v["credits"] or v["gross"] or v["returned"]}
    lifetime = n["lifetime"] + [0] * (n["registered"] - len(n["lifetime"]))
    for number, at in lines.items():
        lifetime[number] += at["data"] + at["coverage"] + at["returned"]
    sums = {name: sum(v[name] for v in lines.values()) for name in
            ("credits", "data", "demand", "cap", "withheld", "deposit", "returned", "coverage")}
    shortfall = pool - (pool * total // divisor if divisor else 0)
    unused = n["pool"] - data - pool
    named = (sums["data"] + sums["coverage"] + sums["deposit"] + unused + shortfall + sums["demand"] + sums["cap"]
             + sums["withheld"])
    dust = n["pool"] - named
    assert 0 <= dust <= len(lines) + 1, dust
    totals = [n["epoch"], n["pool"], pool, sums["data"], sums["coverage"], sums["deposit"], unused, shortfall,
              sums["demand"], sums["cap"], sums["withheld"], dust, total, n["floor_units"], median, sums["credits"],
              n["grains_per_credit"], cap_sites, cap_grains, sums["returned"], sum(lifetime)]
    return lines, totals, lifetime


# ---- the tree ----

def sha(data):
    return hashlib.sha256(data).digest()


def tree(leaves):
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return sha(b"\1" + tree(leaves[:split]) + tree(leaves[split:]))


def leaf(number, amount):
    return sha(b"\0" + number.to_bytes(4, "big") + amount.to_bytes(16, "big"))


def path_root(number, size, node, path):
    """RFC 9162 2.1.3.2."""
    first, last = number, size - 1
    for step in path:
        assert last
        if first & 1 or first == last:
            node = sha(b"\1" + step + node)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            node = sha(b"\1" + node + step)
        first, last = first >> 1, last >> 1
    assert last == 0
    return node


# ---- records ----

def expected(n):
    sites = sites_of(n)
    site_of = {h["number"]: i for i, s in enumerate(sites) for h in s["members"]}
    set_density(sites)
    set_anchors(n, sites, site_of)
    set_gap(n, sites, site_of)
    median = set_demand(n, sites)
    units = units_of(n, sites, site_of)
    lines, totals, lifetime = payouts_of(n, sites, site_of, units, median)
    by_number = {h["number"]: h for h in n["hotspots"]}
    files = {"sites": [], "units": [], "rewards": [{1: i, 2: a} for i, a in enumerate(lifetime)]}
    for s in sorted(sites, key=lambda s: s["founder"]["number"]):
        record = {1: s["founder"]["number"], 2: int(s["cell"], 16), 3: [h["number"] for h in s["members"]],
                  4: s["holder"], 5: s["standing"], 6: s["density"], 7: s["limits"] or None, 8: s["gap"],
                  9: s["covered"], 10: s["cells"], 11: s["demand"], 12: s["credits"], 13: s["steps"], 14: s["m"],
                  15: s["plain"]}
        files["sites"].append({k: v for k, v in record.items() if v is not None})
    for number, u in sorted(units.items()):
        h = by_number[number]
        held = number in site_of and sites[site_of[number]]["holder"] == number
        reason = (2 if h["condition"] == "suspended" else 0 if not held else
                  1 if h["condition"] == "probation" else None)
        site = sites[site_of[number]]["founder"]["number"] if number in site_of else None
        record = {1: number, 2: site, 3: h["trust"], 4: u["b"], 5: u["bs"], 6: u["bu"], 7: u["r"], 8: u["rs"],
                  9: u["ru"], 10: u["plain"], 11: u["ub"], 12: u["ur"], 13: reason}
        files["units"].append({k: v for k, v in record.items() if v is not None})
    files["payouts"] = [dict(enumerate(totals, 1))] + [
        {1: k, 2: v["credits"], 3: v["data"], 4: v["gross"], 5: v["demand"], 6: v["cap"], 7: v["withheld"],
         8: v["deposit"], 9: v["missing"], 10: v["returned"], 11: v["coverage"]} for k, v in sorted(lines.items())]
    return files, tree([leaf(i, a) for i, a in enumerate(lifetime)]).hex()


def sequence(data):
    stream, records = io.BytesIO(data), []
    while stream.tell() < len(data):
        records.append(cbor2.load(stream))
    return records


STAGES = ["sites", "units", "payouts", "rewards"]


def differences(n, answer):
    files, root = expected(n)
    for stage in STAGES:
        data = bytes.fromhex(answer[stage])
        found = sequence(data)
        if b"".join(cbor2.dumps(r, canonical=True) for r in found) != data:
            yield f"{stage}: not canonical"
        if len(found) != len(files[stage]):
            yield f"{stage}: {len(found)} records, expected {len(files[stage])}"
        for a, b in zip(found, files[stage]):
            if a != b:
                yield f"{stage}: {[(k, a.get(k), b.get(k)) for k in sorted(a | b) if a.get(k) != b.get(k)]} in {b}"
    if answer["root"] != root:
        yield f"root: {answer['root']}, expected {root}"


def commands(earshot, n, answer, folder):
    """What the command line says of the same files, in a folder."""
    files, root = expected(n)
    place = pathlib.Path(folder) / "epochs" / str(n["epoch"])
    place.mkdir(parents=True)
    for stage in STAGES:
        (place / stage).write_bytes(bytes.fromhex(answer[stage]))
    run = lambda *words, **more: subprocess.run([earshot, "rewards", *words], capture_output=True, text=True, **more)
    for leaf_record in files["rewards"][:: max(1, len(files["rewards"]) // 5)]:
        number, lifetime = leaf_record[1], leaf_record[2]
        head, line = run(str(number), "--csv", "--from", folder).stdout.splitlines()
        row = dict(zip(head.split(","), line.split(",")))
        pay = next((r for r in files["payouts"][1:] if r[1] == number), {})
        site = next((s for s in files["sites"] if number in s[3]), {})
        for name, value in (("lifetime", lifetime), ("total", pay.get(3, 0) + pay.get(10, 0) + pay.get(11, 0)),
                            ("gross", pay.get(4, 0)), ("multiplier", site.get(14, "")), ("epoch", n["epoch"])):
            if row[name] != str(value):
                yield f"rewards {number} --csv: {name} {row[name]}, expected {value}"
        text = run(str(number), "--from", folder)
        if text.returncode or f"epoch {n['epoch']}" not in text.stdout:
            yield f"rewards {number}: {text.returncode} {text.stderr}"
        proof = run("prove", str(number), "--from", folder).stdout
        data = json.loads(proof)
        steps = [bytes.fromhex(h) for h in data["path"]]
        if path_root(number, data["leaves"], leaf(number, lifetime), steps).hex() != root or data["root"] != root:
            yield f"rewards prove {number}: another root"
        if not run("prove", "--check", "-", input=proof).stdout.endswith("ok\n"):
            yield f"rewards prove --check of {number}: refused"
        data["lifetime"] += 1
        if run("prove", "--check", "-", input=json.dumps(data)).returncode != 1:
            yield f"rewards prove --check of {number}: another amount was taken"
        data["leaf"] = (number.to_bytes(4, "big") + data["lifetime"].to_bytes(16, "big")).hex()
        if run("prove", "--check", "-", input=json.dumps(data)).returncode != 1:
            yield f"rewards prove --check of {number}: a false proof was taken"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--earshot", required=True)
    parser.add_argument("--seed", type=int, default=1)
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--slice", action="store_true")
    size.add_argument("--full", action="store_true")
    options = parser.parse_args()
    networks = [network(options.seed * 10**6 + i, i % 2 == 0) for i in range(2000 if options.full else 80)]
    lines = "".join(json.dumps(n) + "\n" for n in networks)
    run = subprocess.run([options.earshot, "rewards", "compute"], input=lines, capture_output=True, text=True)
    answers = run.stdout.splitlines()
    if run.returncode or len(answers) != len(networks):
        print(f"rewards compute: exit {run.returncode}, {len(answers)} answers\n{run.stderr[:2000]}")
        return 1
    wrong = []
    counts = dict(networks=len(networks), sites=0, crowded=0, unanchored=0, cut=0)
    for index, (n, line) in enumerate(zip(networks, answers)):
        answer = json.loads(line)
        found = list(differences(n, answer))
        if index % 8 == 3 and not found:
            with tempfile.TemporaryDirectory() as folder:
                found += commands(options.earshot, n, answer, folder)
        wrong += [f"network {index} of seed {options.seed}: {text}" for text in found]
        sites = sequence(bytes.fromhex(answer["sites"]))
        totals = sequence(bytes.fromhex(answer["payouts"]))[0]
        counts["sites"] += len(sites)
        counts["crowded"] += sum(7 in s for s in sites)
        counts["unanchored"] += sum(13 not in s for s in sites)
        counts["cut"] += totals[9] > 0 or totals[10] > 0
    print("rewards:", ", ".join(f"{v} {k}" for k, v in counts.items()), f"- {len(wrong)} differences")
    for text in wrong[:10]:
        print(text[:1000])
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
