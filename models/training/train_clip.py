"""Train the text tower of starter-clip, and the projection over the frozen image tower.

    python models/training/extract_features.py train=12000 validation=1000
    python models/training/train_clip.py --minutes 6

Locked-image tuning (Zhai et al. 2022): the image tower stays as it is, so its features are computed once.
"""

from __future__ import annotations

import argparse
import math
import time

import numpy as np
import torch
from torch import nn

from grammar import class_texts, prompts
from learning import features, pieces
from learning.clip import ImageProjection, Scale, TextTower, similarities
from learning.matching import contrast, match, spoken
from learning.measures import accuracy, auroc
from learning.pictures import RUNS
from vocabulary import MATERIALS, UNSEEN_MATERIALS

CHECKPOINT = RUNS / "clip.pt"
IMAGES, TEXTS, PEAK_RATE, DECAY = 192, 192, 1e-3, 0.02
FAINT_WEIGHT = 0.3
UNSEEN = {i for i, m in enumerate(MATERIALS) if m.id in UNSEEN_MATERIALS}


class Clip(nn.Module):
    def __init__(self, pooled_width: int):
        super().__init__()
        self.image, self.text, self.scale = ImageProjection(pooled_width), TextTower(), Scale()


def zero_shot(model: Clip, tokenizer, pooled: torch.Tensor, language: str) -> np.ndarray:
    """Cosines [N,9] to the mean text of every class on the unit sphere."""
    with torch.no_grad():
        means = []
        for texts in class_texts(language):
            vectors = nn.functional.normalize(model.text(pieces.encode(tokenizer, texts)), dim=-1)
            means.append(vectors.mean(0))
        return similarities(model.image(pooled), torch.stack(means)).numpy()


def figures(cosines: np.ndarray, labels: np.ndarray) -> dict[str, float]:
    good = labels["defect"] == 0
    seen = good | labels["visible"]
    odds = cosines[:, 1:].max(1) - cosines[:, 0]
    return {"auroc": round(auroc(odds[seen], ~good[seen]), 4),
            "top1": round(accuracy(cosines.argmax(1)[seen], labels["defect"][seen]), 4)}


def sampled(rng: np.random.Generator, languages: np.ndarray, bare: np.ndarray) -> np.ndarray:
    """Texts of one step: half of them plain nouns, either language half."""
    share = np.where(bare, 1 / bare.sum(), 1 / (~bare).sum())
    for language in np.unique(languages):
        share[languages == language] /= share[languages == language].sum()
    return rng.choice(len(share), TEXTS, replace=False, p=share / share.sum())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=6)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--from-last", action="store_true", help="begin with the weights of the last run")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    rng = np.random.default_rng(options.seed)
    tokenizer = pieces.load()
    train, held_out = features.load("train"), features.load("validation")
    pooled, unseen = torch.from_numpy(train.pooled), torch.from_numpy(held_out.pooled)
    weight = torch.from_numpy(np.where((train.labels["defect"] > 0) & ~train.labels["visible"], FAINT_WEIGHT, 1.0)).float()
    texts = [p for p in prompts() if p.material not in UNSEEN]
    said, languages = spoken(texts), np.array([p.language for p in texts])
    bare = np.array([p.material < 0 and p.place < 0 and p.size < 0 for p in texts])
    ids = pieces.encode(tokenizer, [p.text for p in texts])

    model = Clip(train.pooled.shape[1])
    if options.from_last:
        model.load_state_dict(torch.load(CHECKPOINT, weights_only=True)["model"])
    optimiser = torch.optim.AdamW(model.parameters(), lr=PEAK_RATE, weight_decay=DECAY, betas=(0.9, 0.98))
    began, step, shown = time.monotonic(), 0, 0.0
    while (gone := time.monotonic() - began) < options.minutes * 60:
        for group in optimiser.param_groups:
            group["lr"] = PEAK_RATE * min(1, (step + 1) / 50) * (0.01 + 0.495 * (1 + math.cos(math.pi * gone / options.minutes / 60)))
        model.train()
        who, what = rng.choice(len(train), IMAGES, replace=False), sampled(rng, languages, bare)
        chosen = ids[what]
        chosen = chosen[:, : int((chosen != pieces.PAD).sum(1).max())]
        noise = 1 + 0.05 * torch.randn(IMAGES, 1)
        logits = model.scale() * similarities(model.image(pooled[who] * noise), model.text(chosen))
        true, false = match(train.labels[who], said[what])
        loss = contrast(logits, true, false, weight[who]) + contrast(logits.T, true.T, false.T, torch.ones(TEXTS))
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        step += 1
        if gone - shown > 30:
            shown = gone
            model.eval()
            told = {lang: figures(zero_shot(model, tokenizer, unseen, lang), held_out.labels) for lang in ("en", "ko")}
            print(f"{gone / 60:5.1f} min step {step} loss {loss.item():.3f} scale {model.scale().item():.1f} {told}", flush=True)
    model.eval()
    torch.save({"model": model.state_dict(), "steps": step, "minutes": options.minutes}, CHECKPOINT)
    print("held out", {lang: figures(zero_shot(model, tokenizer, unseen, lang), held_out.labels) for lang in ("en", "ko")})


if __name__ == "__main__":
    main()
