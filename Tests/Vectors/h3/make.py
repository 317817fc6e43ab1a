"""Writes the golden vectors of HexGrid with PyPI's h3 4.5.0 (the C library H3 4.5).

    .venv/bin/python Tests/Vectors/h3/make.py
"""

import csv
import math
import pathlib
import random

import h3

HERE = pathlib.Path(__file__).parent
PENTAGONS = (4, 14, 24, 38, 49, 58, 63, 72, 83, 97, 107, 117)


def write(name, header, rows):
    with open(HERE / name, "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def place(source):
    return math.degrees(math.asin(source.uniform(-1, 1))), source.uniform(-180, 180)


def cells(source):
    """Random places at every resolution, the pentagons of every third, and their neighbours."""
    for resolution in range(16):
        for _ in range(12):
            yield h3.latlng_to_cell(*place(source), resolution)
        if resolution % 3 < 2:
            for pentagon in h3.get_pentagons(resolution):
                yield pentagon
                yield max(h3.grid_ring(pentagon, 1))


def attempt(function, *arguments):
    try:
        return function(*arguments)
    except h3.H3BaseException:
        return "-"


def main():
    source = random.Random(24301)
    chosen = sorted(set(cells(source)))
    write("cells.csv", ["cell", "center", "area_m2", "boundary"], (
        (cell, "{!r} {!r}".format(*h3.cell_to_latlng(cell)), repr(h3.cell_area(cell, "m^2")),
         ";".join("{!r} {!r}".format(*point) for point in h3.cell_to_boundary(cell)))
        for cell in chosen))
    write("places.csv", ["latitude", "longitude", "resolution", "cell"], (
        (repr(lat), repr(lng), resolution, h3.latlng_to_cell(lat, lng, resolution))
        for resolution in range(16)
        for lat, lng in [place(source) for _ in range(20)] + [(90, 0), (-90, 0), (0, 180), (0, 0)]))
    write("neighbourhoods.csv", ["cell", "radius", "disk", "ring"], (
        (cell, radius, " ".join(sorted(h3.grid_disk(cell, radius))),
         " ".join(sorted(h3.grid_ring(cell, radius))))
        for cell in chosen[::3] for radius in (1, 2, 3)))
    pairs = [(cell, other) for cell in chosen[::2]
             for other in source.sample(sorted(h3.grid_disk(cell, 5)), 3)]
    write("distances.csv", ["one", "other", "steps"], (
        (one, other, attempt(h3.grid_distance, one, other)) for one, other in pairs))


main()
