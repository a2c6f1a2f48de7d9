"""Render the pictures that the image models train on and are measured with.

    python models/training/render_pool.py train=40000 validation=2000 held_out=2000
"""

from __future__ import annotations

import argparse

from learning.pictures import SETS, fill


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sets", nargs="+", metavar="SET=COUNT", help=f"sets: {', '.join(SETS)}")
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    for item in options.sets:
        name, count = item.split("=")
        fill(name, int(count), options.workers)


if __name__ == "__main__":
    main()
