"""Write the sentences that the translator is judged by through the product:

    python models/training/draw_sentences.py
    npm run evaluate -- test/fixtures/sentences/held-out.jsonl --out held-out.json

held-out.jsonl: combinations never trained on, in plain words and digits, by kind of sentence (the product itself puts
terms and values behind placeholders, and what is left was never trained on either). disturbed.jsonl: the same with articles dropped, filler words or unknown
words, and loose words; outside.jsonl: English from anywhere. Nobody knows the right Korean of these two.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from random import Random

from evaluate_marian import OUTSIDE, SEED, kind_of
from marian_grammar import plain_held_out_pairs
from sentences.noise import disturb


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[2] / "test/fixtures/sentences")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    pairs, rng = plain_held_out_pairs(args.seed, args.count), Random(args.seed)
    lines = {
        "held-out": [{"en": p.en, "ko": p.ko, "source": kind_of(p)} for p in pairs],
        "disturbed": [{"en": disturb(rng, p.en, p.ko)[0]} for p in pairs[: args.count // 4]],
        "outside": [{"en": line} for line in OUTSIDE.read_text().splitlines()],
    }
    for name, entries in lines.items():
        text = "".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in entries)
        (args.out / f"{name}.jsonl").write_text(text)


if __name__ == "__main__":
    main()
