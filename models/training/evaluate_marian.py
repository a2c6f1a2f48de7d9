"""Score the exported translator: `python models/training/evaluate_marian.py --out scores.json`.

Reads models/starter/marian through onnxruntime, greedily. Every sentence is a combination never trained on;
besides, sentences outside the grammar tell whether numbers are invented or lost. `--untrained` scores a model
with random weights of the same shape instead.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path
from random import Random

import torch
from tokenizers import Tokenizer

from export_marian import STARTER, write_model
from marian_grammar import Pair, held_out_pairs
from sentences import scores
from sentences.model import new_model
from sentences.noise import disturb
from sentences.shapes import CAPTIONS, GOOD, MEASURED, PLAIN, STATEMENTS
from sentences.translator import Translator

KINDS = {"captions": CAPTIONS, "plain": PLAIN, "statements": STATEMENTS, "measured": MEASURED, "good": GOOD}
OUTSIDE = Path(__file__).parent / "sentences/outside.txt"
SEED = 20261124


def kind_of(pair: Pair) -> str:
    template = pair.combination.split("|")[0]
    return next(name for name, table in KINDS.items() if template in {en for en, _ in table})


def score_pairs(translator: Translator, pairs: list[Pair]) -> dict:
    """Exact share, chrF, numbers and placeholders kept, exact share by kind of sentence, and ten misses."""
    given = [translator.translate(pair.en) for pair in pairs]
    right = [text == pair.ko for text, pair in zip(given, pairs)]
    kinds: dict[str, list[bool]] = {name: [] for name in KINDS}
    for pair, hit in zip(pairs, right):
        kinds[kind_of(pair)].append(hit)
    numbered = [(p.en, g) for p, g in zip(pairs, given) if scores.numbers(p.en)]
    marked = [(p.en, g) for p, g in zip(pairs, given) if "⟦" in p.en]
    return {
        "n": len(pairs),
        "exact": share(right),
        "chrf": round(scores.chrf([p.ko for p in pairs], given), 5),
        "numbers_and_units_kept": share(scores.numbers_and_units_kept(*x) for x in numbered),
        "placeholders_kept": share(scores.placeholders_kept(*x) for x in marked),
        "exact_by_kind": {name: {"n": len(hits), "exact": share(hits)} for name, hits in kinds.items()},
        "misses": [{"en": p.en, "ko": p.ko, "given": g} for p, g, hit in zip(pairs, given, right) if not hit][:10],
    }


def score_odd(translator: Translator, sources: list[str]) -> dict:
    """How numbers fare where nobody knows the right translation, and the first translations to look at."""
    given = [translator.translate(source) for source in sources]
    both = list(zip(sources, given))
    return {
        "n": len(both),
        "number_invented": share(scores.invents_number(*x) for x in both),
        "number_lost": share(scores.loses_number(*x) for x in both if scores.numbers(x[0])),
        "endless": share(len(translator.ids(g)) > 4 * len(translator.ids(s)) + 10 for s, g in both),
        "samples": [{"en": s, "given": g} for s, g in both[:60]],
    }


def share(hits) -> float | None:
    hits = list(hits)
    return round(sum(hits) / len(hits), 5) if hits else None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", type=Path, default=STARTER)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--untrained", action="store_true")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = args.model
        if args.untrained:
            torch.manual_seed(SEED)
            tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            folder = Path(scratch)
            write_model(new_model(tokenizer), tokenizer, folder)
        translator = Translator(folder, args.threads)
        pairs, rng = held_out_pairs(SEED, args.count), Random(SEED)
        result = {
            "held_out": score_pairs(translator, pairs),
            "disturbed": score_odd(translator, [disturb(rng, p.en, p.ko)[0] for p in pairs[: args.count // 4]]),
            "outside": score_odd(translator, OUTSIDE.read_text().splitlines()),
        }
    text = json.dumps(result, ensure_ascii=False, indent=1)
    if args.out:
        args.out.write_text(text + "\n")
    print(text)


if __name__ == "__main__":
    main()
