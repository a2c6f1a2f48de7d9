"""Train the text decoder of starter-blip over the frozen image tower.

    python models/training/extract_features.py train=12000 validation=1000
    python models/training/train_blip.py --minutes 12

The captioning half of BLIP (Li et al. 2022): the decoder attends to the picture's cells and learns by
teacher forcing. Defects too faint to be seen are left out; a caption of them would be a guess.
"""

from __future__ import annotations

import argparse
import math
import time
from types import SimpleNamespace

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from grammar import captions
from learning import features, pieces
from learning.captioner import LAYERS, HEADS, HEAD_WIDTH, Captioner, CrossKeys, Step
from learning.pictures import RUNS
from learning.reading import score

CHECKPOINT = RUNS / "blip.pt"
PICTURES, PEAK_RATE, DECAY = 32, 1.2e-3, 0.02
STANDARD_SHARE = 0.85
"""Of the captions in their first, standard form; the rest give the beams something to choose from."""


def caption(label, rng: np.random.Generator) -> str:
    r = SimpleNamespace(**{k: int(label[k]) for k in ("defect", "material", "place", "size", "lookalike")})
    forms = captions(r)
    return forms[0] if rng.random() < STANDARD_SHARE else forms[int(rng.integers(1, len(forms)))]


@torch.no_grad()
def written(model: Captioner, tokenizer, seen: features.Features, count: int, longest: int = 24) -> list[str]:
    """Greedy captions of the first `count` pictures."""
    model.eval()
    step, keys, texts = Step(model), CrossKeys(model), []
    for start in range(0, count, 100):
        pooled = torch.from_numpy(seen.pooled[start : min(count, start + 100)])
        cross = list(keys(model.memory(pooled, torch.from_numpy(seen.cells[start : start + len(pooled)].astype(np.float32)))))
        past = [torch.zeros(len(pooled), HEADS, 0, HEAD_WIDTH)] * (2 * LAYERS)
        ids = torch.full((len(pooled), 1), pieces.START)
        for _ in range(longest):
            logits, *past = step(ids[:, -1:], past, cross)
            ids = torch.cat([ids, logits.argmax(1, keepdim=True)], 1)
            if (ids == pieces.END).any(1).all():
                break
        for row in ids[:, 1:].tolist():
            end = row.index(pieces.END) if pieces.END in row else len(row)
            texts.append(tokenizer.decode(row[:end]))
    return texts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=12)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--from-last", action="store_true", help="begin with the weights of the last run")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    rng = np.random.default_rng(options.seed)
    tokenizer = pieces.load()
    train, held_out = features.load("train"), features.load("validation")
    shown = np.flatnonzero((train.labels["defect"] == 0) | train.labels["visible"])
    model = Captioner(train.pooled.shape[1], train.cells.shape[2])
    if options.from_last:
        model.load_state_dict(torch.load(CHECKPOINT, weights_only=True)["model"])
    optimiser = torch.optim.AdamW(model.parameters(), lr=PEAK_RATE, weight_decay=DECAY, betas=(0.9, 0.98))
    began, step, told, checked = time.monotonic(), 0, 0.0, 0.0
    while (gone := time.monotonic() - began) < options.minutes * 60:
        for group in optimiser.param_groups:
            group["lr"] = PEAK_RATE * min(1, (step + 1) / 100) * (0.01 + 0.495 * (1 + math.cos(math.pi * gone / options.minutes / 60)))
        model.train()
        who = np.sort(rng.choice(shown, PICTURES, replace=False))
        ids = pieces.encode(tokenizer, [caption(train.labels[i], rng) for i in who])
        logits = model(ids[:, :-1], torch.from_numpy(train.pooled[who]), torch.from_numpy(train.cells[who].astype(np.float32)))
        loss = F.cross_entropy(logits.flatten(0, 1), ids[:, 1:].flatten(), ignore_index=pieces.PAD)
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        step += 1
        if gone - told > 30:
            told = gone
            print(f"{gone / 60:5.1f} min step {step} loss {loss.item():.3f}", flush=True)
        if gone - checked > 120:
            checked = gone
            print("held out", score(written(model, tokenizer, held_out, 300), held_out.labels[:300]), flush=True)
    torch.save({"model": model.state_dict(), "steps": step, "minutes": options.minutes}, CHECKPOINT)
    texts = written(model, tokenizer, held_out, len(held_out))
    print("held out", score(texts, held_out.labels))
    print(*texts[:8], sep="\n")


if __name__ == "__main__":
    main()
