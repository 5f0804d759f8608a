#!/usr/bin/env python3
"""A second implementation of the draw of an audit, which shares no code with the first (docs/audit-draw.md).

    python verifier/draw_stations.py SEED CONTEST sizes.csv NUMBER [--replacement] [--papers]

sizes.csv has the columns station_id and size. It prints, for each draw, its number, the station and, with --papers, the paper.
"""

import csv
import hashlib
import sys
import unicodedata


def hexdigest(text):
    return hashlib.sha256(unicodedata.normalize("NFC", text).encode()).hexdigest()


def draws(seed, contest, sizes, number, replacement=False, papers=False):
    stations = sorted(sizes, key=lambda station: hexdigest(f"{seed}\n{contest}\n{station}"))
    total, drawn, j = sum(sizes.values()), [], 0
    while len(drawn) < number:
        j += 1
        ticket = int(hexdigest(f"{seed}\n{contest}\ndraw\n{j}"), 16) * total // 2**256
        for station in stations:
            if ticket < sizes[station]:
                break
            ticket -= sizes[station]
        hit = (station, ticket + 1 if papers else 0)
        if replacement or hit not in [before for _, before in drawn]:
            drawn.append((j, hit))
    return [(j, station, paper) for j, (station, paper) in drawn]


def main(arguments):
    options = {word for word in arguments if word.startswith("--")}
    seed, contest, file, number = [word for word in arguments if not word.startswith("--")]
    with open(file, encoding="utf-8-sig", newline="") as lines:
        sizes = {row["station_id"]: int(row["size"]) for row in csv.DictReader(lines)}
    for j, station, paper in draws(seed, contest, sizes, int(number), "--replacement" in options, "--papers" in options):
        print(j, station, *([paper] if "--papers" in options else []))


if __name__ == "__main__":
    main(sys.argv[1:])
