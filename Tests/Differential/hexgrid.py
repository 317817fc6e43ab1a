"""Compares `earshot hex` with PyPI's h3 (the C library of H3 4.5), command by command.

    python Tests/Differential/hexgrid.py --earshot PATH (--slice|--full) [--seed N]

Cells must be equal; points within 1e-9 degrees; areas within 1e-6 of themselves. Near a cell's
edge a point counts only where h3 itself gives one answer for it and for points 1e-9 radians away.
"""

import argparse
import json
import math
import random
import subprocess
import sys

import h3
import h3.api.basic_int as grid

SHOWN = 10
PENTAGONS = (4, 14, 24, 38, 49, 58, 63, 72, 83, 97, 107, 117)
MODES = {"center": "center", "full": "full", "overlapping": "overlap"}
NUDGE = math.degrees(1e-9)


class Comparison:
    def __init__(self, program, seed):
        self.program = program
        self.random = random.Random(seed)
        self.counts = {}
        self.differences = 0

    def ask(self, command, lines):
        """One answer per line, `-` where it refused; also checks the manners of refusing."""
        run = subprocess.run(
            [self.program, "hex", *command.split()], input="".join(line + "\n" for line in lines),
            capture_output=True, text=True)
        answers = run.stdout.splitlines()
        bad = [number for number, answer in enumerate(answers, 1) if answer == "-"]
        if len(answers) != len(lines) or run.returncode != (1 if bad else 0):
            print(f"hex {command}: {len(lines)} lines, {len(answers)} answers, "
                  f"exit {run.returncode}: {run.stderr[:300]}")
            sys.exit(1)
        if [r.split(":")[0] for r in run.stderr.splitlines()] != [f"line {n}" for n in bad]:
            self.differ(f"hex {command}: reasons {run.stderr[:200]!r} for bad lines {bad[:5]}")
        return answers

    def differ(self, text):
        self.differences += 1
        if self.differences <= SHOWN:
            print("DIFFERENCE", text[:600])

    def compare(self, name, command, items, same=lambda answer, expected: answer == expected):
        """Items are (line, what h3 says); None where it refuses."""
        items = list(items)
        self.counts[name] = self.counts.get(name, 0) + len(items)
        for (line, expected), answer in zip(items, self.ask(command, [line for line, _ in items])):
            if expected is None or answer == "-":
                if (expected is None) != (answer == "-"):
                    self.differ(f"{name}: hex {command} of {line[:200]}: {answer[:200]}, h3 {expected}")
            elif not same(answer, expected):
                self.differ(f"{name}: hex {command} of {line[:200]}: {answer[:200]}, h3 {expected}")

    # Places and cells

    def place(self):
        latitude = math.degrees(math.asin(self.random.uniform(-1, 1)))
        return latitude, self.random.uniform(-180, 180)

    def cell(self, coarsest=0, finest=15):
        return grid.latlng_to_cell(*self.place(), self.random.randint(coarsest, finest))


def text(cell):
    return f"{cell:015x}"


def texts(cells):
    return " ".join(map(text, sorted(cells)))


def attempt(function, *arguments):
    try:
        return function(*arguments)
    except (h3.H3BaseException, ValueError):
        return None


def near(one, other, tolerance=1e-9):
    gap = abs(one[1] - other[1])
    return abs(one[0] - other[0]) <= tolerance and min(gap, 360 - gap) <= tolerance


def points(answer):
    return [tuple(map(float, pair.split(","))) for pair in answer.split(" ")]


def same_points(answer, expected):
    found = points(answer)
    return len(found) == len(expected) and all(map(near, found, expected))


def same_area(answer, expected):
    return abs(float(answer) - expected) <= 1e-6 * expected


# One function per subject


def encode(run, count):
    by_resolution = {}
    for _ in range(count):
        by_resolution.setdefault(run.random.randint(0, 15), []).append(run.place())
    corners = [(90.0, 0.0), (-90.0, 0.0), (0.0, 180.0), (0.0, -180.0), (0.0, 0.0)]
    for resolution, places in sorted(by_resolution.items()):
        run.compare("random points", f"cell -r {resolution}", (
            (f"{lat!r},{lng!r}", text(grid.latlng_to_cell(lat, lng, resolution)))
            for lat, lng in places + corners))


def encode_near_edges(run, count):
    """Points within a metre of edges and corners, where h3 is stable."""
    by_resolution = {resolution: [] for resolution in range(16)}
    left = count
    while left > 0:
        cell = run.cell()
        resolution = grid.get_resolution(cell)
        boundary = grid.cell_to_boundary(cell)
        for index, (lat, lng) in enumerate(boundary):
            share = run.random.choice((0.0, 0.0, run.random.random()))
            to_lat, to_lng = boundary[(index + 1) % len(boundary)]
            step = (to_lng - lng + 180) % 360 - 180
            lat, lng = lat + share * (to_lat - lat), lng + share * step
            metres = 10 ** run.random.uniform(-3, 0)
            angle = run.random.uniform(0, math.tau)
            lat += metres * math.sin(angle) / 111_195
            lng += metres * math.cos(angle) / 111_195 / max(0.01, math.cos(math.radians(lat)))
            lng = (lng + 180) % 360 - 180
            if not -89.99 < lat < 89.99:
                continue
            wide = NUDGE / math.cos(math.radians(lat))
            found = grid.latlng_to_cell(lat, lng, resolution)
            if all(grid.latlng_to_cell(lat + a, lng + b, resolution) == found
                   for a, b in ((NUDGE, 0), (-NUDGE, 0), (0, wide), (0, -wide))):
                by_resolution[resolution].append((f"{lat!r},{lng!r}", text(found)))
                left -= 1
    for resolution, items in by_resolution.items():
        run.compare("points near edges", f"cell -r {resolution}", items)


def describe(cell):
    resolution = grid.get_resolution(cell)
    digits = "".join(str(cell >> 3 * (15 - level) & 7) for level in range(1, resolution + 1))
    shape = "pentagon" if grid.is_pentagon(cell) else "hexagon"
    class_ = "III" if grid.is_res_class_III(cell) else "II"
    return f"{resolution} {grid.get_base_cell_number(cell)} {digits or '-'} {shape} {class_}"


def inspect(run, name, cells, radii):
    """Everything that one cell can be asked."""
    items = [(text(cell), cell) for cell in cells]
    run.compare(f"{name}: center", "center",
                ((line, grid.cell_to_latlng(cell)) for line, cell in items),
                lambda answer, expected: near(points(answer)[0], expected))
    run.compare(f"{name}: boundary", "boundary",
                ((line, grid.cell_to_boundary(cell)) for line, cell in items), same_points)
    run.compare(f"{name}: area", "area",
                ((line, grid.cell_area(cell, "m^2")) for line, cell in items), same_area)
    run.compare(f"{name}: describe", "describe", ((line, describe(cell)) for line, cell in items))
    for resolution in range(16):
        run.compare(f"{name}: parent", f"parent -r {resolution}", (
            (line, (lambda found: found and text(found))(
                attempt(grid.cell_to_parent, cell, resolution))) for line, cell in items))
        family = [(line, cell) for line, cell in items
                  if -1 <= resolution - grid.get_resolution(cell) <= 2]
        run.compare(f"{name}: children", f"children -r {resolution}", (
            (line, (lambda found: found and texts(found))(
                attempt(grid.cell_to_children, cell, resolution))) for line, cell in family))
    for radius in radii:
        run.compare(f"{name}: disk", f"disk -k {radius}",
                    ((line, texts(grid.grid_disk(cell, radius))) for line, cell in items))
        run.compare(f"{name}: ring", f"ring -k {radius}",
                    ((line, texts(grid.grid_ring(cell, radius))) for line, cell in items))
    pairs = []
    for cell in cells:
        disk = sorted(grid.grid_disk(cell, run.random.choice((1, 3, 9))))
        for other in run.random.sample(disk, min(4, len(disk))) + [run.random.choice(cells)]:
            found = attempt(grid.grid_distance, cell, other)
            pairs.append((f"{text(cell)},{text(other)}", None if found is None else str(found)))
    run.compare(f"{name}: distance", "distance", pairs)


def every_base_cell(run, radii):
    for resolution in range(16):
        cells = [grid.cell_to_center_child(base, resolution) if resolution else base
                 for base in grid.get_res0_cells()]
        assert set(grid.get_pentagons(resolution)) <= set(cells)
        inspect(run, "every base cell, every resolution", cells, radii)


def exhaustive(run, finest):
    for resolution in range(finest + 1):
        cells = [cell for base in grid.get_res0_cells()
                 for cell in grid.cell_to_children(base, resolution)]
        items = [(text(cell), cell) for cell in cells]
        run.compare("every cell: center", "center",
                    ((line, grid.cell_to_latlng(cell)) for line, cell in items),
                    lambda answer, expected: near(points(answer)[0], expected))
        run.compare("every cell: boundary", "boundary",
                    ((line, grid.cell_to_boundary(cell)) for line, cell in items), same_points)
        run.compare("every cell: ring", "ring -k 1",
                    ((line, texts(grid.grid_ring(cell, 1))) for line, cell in items))
        run.compare("every cell: outline", "outline",
                    [(texts(cells), multi_polygon(cells))], same_region)


def validity(run, count):
    """Texts that are cells and texts that nearly are."""
    lines = []
    for _ in range(count):
        bits = run.cell() if run.random.random() < 0.9 else run.random.getrandbits(60)
        for _ in range(run.random.randint(0, 2)):
            bits ^= 1 << run.random.randrange(60)
        lines.append(text(bits))
    lines += ["", "0", "8928308280fffff ", "8928308280FFFFF", "08928308280fffff", "8928308280ffff"]
    run.compare("validity", "describe", (
        (line, describe(int(line, 16)) if len(line) == 15 and line == line.lower()
         and grid.is_valid_cell(int(line, 16)) else None) for line in lines))


def sets(run, count):
    """Compaction of parts of disks and families; expansion; bad sets."""
    compacting, expanding = [], {}
    for _ in range(count):
        cell = run.cell(2)
        resolution = grid.get_resolution(cell)
        cells = set(grid.grid_disk(cell, run.random.randint(0, 12)))
        cells |= set(grid.cell_to_children(grid.cell_to_parent(cell, resolution - 2), resolution))
        if run.random.random() < 0.5:
            cells = {cell for cell in cells if run.random.random() < 0.95} or {cell}
        shuffled = list(cells)
        run.random.shuffle(shuffled)
        packed = grid.compact_cells(shuffled)
        compacting.append((" ".join(map(text, shuffled)), texts(packed)))
        expanding.setdefault(resolution, []).append((texts(packed), texts(cells)))
    one, other = text(run.cell(5, 5)), text(run.cell(6, 6))
    compacting += [(f"{one} {one}", None), (f"{one} {other}", None), (f"{one}  {other}", None)]
    run.compare("compact", "compact", compacting)
    for resolution, items in sorted(expanding.items()):
        run.compare("uncompact", f"uncompact -r {resolution}", items)


# Polygons


def star(run, latitude, longitude, radius, stretch, corners, inner=0.5):
    ring = []
    for index in range(corners):
        angle = math.tau * (index + 0.8 * run.random.random()) / corners
        reach = radius * run.random.uniform(inner, 1)
        lng = longitude + reach * stretch * math.cos(angle)
        ring.append((latitude + reach * math.sin(angle), (lng + 180) % 360 - 180))
    return ring


def random_polygon(run):
    """(resolution, outer, holes): some over the antimeridian, some with a hole well inside."""
    resolution = run.random.randint(0, 10)
    while True:
        latitude, longitude = run.place()
        radius = min(25, 60 / 7 ** (resolution / 2) * run.random.uniform(0.2, 6))
        if abs(latitude) + radius > 78:
            continue
        stretch = min(1 / math.cos(math.radians(abs(latitude) + radius)), 60 / radius)
        if run.random.random() < 0.25:
            longitude = 180 + run.random.uniform(-0.5, 0.5) * radius
        outer = star(run, latitude, longitude, radius, stretch, run.random.randint(7, 30))
        holes = []
        if run.random.random() < 0.4:
            holes.append(star(run, latitude, longitude, radius * 0.3, stretch, 6))
        return resolution, outer, holes


def geojson(outer, holes):
    rings = [[[lng, lat] for lat, lng in ring + ring[:1]] for ring in [outer, *holes]]
    return json.dumps({"type": "Polygon", "coordinates": rings})


def fills(run, count):
    items = {}
    for _ in range(count):
        resolution, outer, holes = random_polygon(run)
        shape = h3.LatLngPoly(outer, *holes)
        for mode, contain in MODES.items():
            found = grid.h3shape_to_cells_experimental(shape, resolution, contain)
            items.setdefault((resolution, mode), []).append((geojson(outer, holes), texts(found)))
        # The older algorithm of h3 must agree about centres.
        found = grid.h3shape_to_cells(shape, resolution)
        items[resolution, "center"].append((geojson(outer, holes), texts(found)))
    for (resolution, mode), polygons in sorted(items.items()):
        run.compare(f"fill {mode}", f"fill -r {resolution} --mode {mode}", polygons)


def holds(ring, latitude, longitude):
    """Even-odd rule on the plane, for rings that do not cross the antimeridian."""
    odd = False
    for (a_lat, a_lng), (b_lat, b_lng) in zip(ring, ring[1:] + ring[:1]):
        if (a_lat <= latitude) != (b_lat <= latitude):
            odd ^= a_lng + (latitude - a_lat) * (b_lng - a_lng) / (b_lat - a_lat) > longitude
    return odd


def polar_fills(run, count, finest):
    """Around the poles by definition: the centre of every cell of the globe is tried."""
    for resolution in range(finest + 1):
        centres = [(cell, *grid.cell_to_latlng(cell)) for base in grid.get_res0_cells()
                   for cell in grid.cell_to_children(base, resolution)]
        items = []
        for _ in range(count):
            side = run.random.choice((-1, 1))
            low = side * run.random.uniform(50, 89)
            west, east = sorted(run.random.uniform(-179, 179) for _ in range(2))
            if run.random.random() < 0.5:
                west, east = -180.0, 180.0
            # Closely spaced, for a long edge means the way over the antimeridian.
            steps = [west + (east - west) * n / 8 for n in range(9)]
            ring = [(low * run.random.uniform(0.95, 1), lng) for lng in steps]
            ring += [(side * 90.0, lng) for lng in reversed(steps)]
            found = [cell for cell, lat, lng in centres if holds(ring, lat, lng)]
            items.append((geojson(ring, []), texts(found)))
        run.compare("fill center at the poles", f"fill -r {resolution}", items)


def multi_polygon(cells):
    shape = grid.cells_to_h3shape(cells, tight=False)
    return [[poly.outer, *poly.holes] for poly in shape]


def same_ring(found, expected):
    if len(found) != len(expected):
        return False
    starts = [index for index, point in enumerate(found) if near(point, expected[0])]
    return any(all(map(near, found[start:] + found[:start], expected)) for start in starts)


def same_region(answer, expected):
    """The same polygons, each with the same outer ring and the same holes, in any order."""
    polygons = [[[(lat, lng) for lng, lat in ring[:-1]] for ring in polygon]
                for polygon in json.loads(answer)["coordinates"]]
    left = list(expected)
    for polygon in polygons:
        for candidate in left:
            if (len(candidate) == len(polygon) and same_ring(polygon[0], candidate[0]) and all(
                    any(same_ring(hole, other) for other in candidate[1:])
                    for hole in polygon[1:])):
                left.remove(candidate)
                break
        else:
            return False
    return not left


def outlines(run, count):
    items = []
    for index in range(count):
        cell = run.cell()
        if index % 4 == 0:
            base = run.random.choice(PENTAGONS)
            cell = grid.get_pentagons(run.random.randint(0, 15))[PENTAGONS.index(base)]
        cells = [other for other in grid.grid_disk(cell, run.random.randint(0, 8))
                 if run.random.random() < run.random.choice((0.7, 0.97))] or [cell]
        items.append((texts(cells), multi_polygon(cells)))
    run.compare("outline", "outline", items, same_region)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--earshot", required=True)
    size = parser.add_mutually_exclusive_group(required=True)
    size.add_argument("--slice", action="store_true")
    size.add_argument("--full", action="store_true")
    parser.add_argument("--seed", type=int, default=24301)
    options = parser.parse_args()
    run, full = Comparison(options.earshot, options.seed), options.full

    encode(run, 2_000_000 if full else 8_000)
    encode_near_edges(run, 1_000_000 if full else 4_000)
    every_base_cell(run, (0, 1, 2, 3, 7) if full else (1, 2))
    inspect(run, "random cells", [run.cell() for _ in range(20_000 if full else 300)], (1, 4))
    exhaustive(run, 3 if full else 1)
    validity(run, 100_000 if full else 2_000)
    sets(run, 2_000 if full else 60)
    fills(run, 3_000 if full else 60)
    polar_fills(run, 40 if full else 4, 3 if full else 2)
    outlines(run, 5_000 if full else 150)

    for name, count in run.counts.items():
        print(f"{count:>9} {name}")
    print(f"{run.differences} differences (seed {options.seed})")
    return 1 if run.differences else 0


if __name__ == "__main__":
    sys.exit(main())
