"""Train the image tower of starter-clip and starter-blip on rendered pictures.

    python models/training/render_pool.py train=40000 validation=2000
    python models/training/train_image.py --minutes 80

First on crops around defects (four times as many a minute), then on whole pictures: the cell loss makes
both the same task (Touvron et al. 2019 measure what resolution changes). A second call goes on from the
last checkpoint; `--minutes` is the sum over all calls.
"""

from __future__ import annotations

import argparse
import csv
import math
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn

from learning.average import Average
from learning.batches import make, prefetched
from learning.judging import outputs, score
from learning.keeping import kept
from learning.losses import Heads, losses, total
from learning.pictures import RUNS, Pool, load
from learning.together import mean_gradients, run
from learning.tower import GRID, Tower

CHECKPOINT = RUNS / "image.pt"
CURVE = Path(__file__).parent / "curves" / "image.csv"
CROP, CROP_BATCH, WHOLE_BATCH = 7, 16, 8
"""Side of a crop in coarse cells, and pictures a step and process in either stage."""
PEAK_RATE, DECAY, WARM_UP = 1.5e-3, 0.05, 100


class Learner(nn.Module):
    def __init__(self):
        super().__init__()
        self.tower = Tower()
        self.heads = Heads(self.tower)


def rate(progress: float, step: int, peak: float) -> float:
    return peak * min(1.0, (step + 1) / WARM_UP) * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * min(1.0, progress))))


def groups(model: nn.Module) -> list[dict]:
    """Weight decay for matrices and kernels only."""
    decayed = [p for p in model.parameters() if p.ndim > 1]
    return [dict(params=decayed, weight_decay=DECAY),
            dict(params=[p for p in model.parameters() if p.ndim <= 1], weight_decay=0.0)]


class Training:
    def __init__(self, seed: int, peak: float):
        torch.manual_seed(seed)
        self.learner = Learner().to(memory_format=torch.channels_last)
        self.average = Average(self.learner)
        self.optimiser = torch.optim.AdamW(groups(self.learner), lr=peak, betas=(0.9, 0.98))
        self.step, self.seconds, self.pictures, self.peak = 0, 0.0, 0, peak

    def resume(self) -> None:
        state = torch.load(CHECKPOINT, weights_only=True)
        self.learner.load_state_dict(state["learner"])
        self.average.model.load_state_dict(state["average"])
        self.average.steps = self.step = state["step"]
        self.optimiser.load_state_dict(state["optimiser"])
        self.seconds, self.pictures = state["seconds"], state["pictures"]

    def from_kept(self) -> None:
        """Go on from the repository's weights, on the clock of the curve. Blocks that they lack begin as identities."""
        missing = self.learner.load_state_dict(kept("image"), strict=False).missing_keys
        assert all(".stage" in name for name in missing), missing
        self.average.model.load_state_dict(self.learner.state_dict())
        with CURVE.open(newline="") as file:
            *_, last = csv.DictReader(file)
        self.seconds, self.pictures = float(last["minutes"]) * 60, int(last["pictures"])

    def save(self) -> None:
        partial = CHECKPOINT.with_suffix(".partial")
        torch.save({
            "learner": self.learner.state_dict(), "average": self.average.model.state_dict(),
            "optimiser": self.optimiser.state_dict(), "step": self.step, "seconds": self.seconds,
            "pictures": self.pictures,
        }, partial)
        partial.rename(CHECKPOINT)

    def learn(self, batch, budget: float, started: float, world: int) -> dict[str, float]:
        self.learner.train()
        for group in self.optimiser.param_groups:
            group["lr"] = rate(self.seconds / budget, self.step, self.peak)
        with torch.autocast("cpu", torch.bfloat16):
            seen = self.learner.tower(batch.pixels, batch.corner)
            parts = losses(self.learner.heads(seen), seen, batch)
        self.optimiser.zero_grad()
        total(parts).backward()
        self.seconds = mean_gradients(self.learner, self.seconds + time.monotonic() - started)
        nn.utils.clip_grad_norm_(self.learner.parameters(), 2.0)
        self.optimiser.step()
        self.average.update(self.learner)
        self.step += 1
        self.pictures += len(batch.pixels) * world
        return {name: float(value.detach()) for name, value in parts.items()}


def note(training: Training, figures: dict[str, float]) -> None:
    """Append one line to the curve."""
    CURVE.parent.mkdir(exist_ok=True)
    row = {"minutes": round(training.seconds / 60, 1), "pictures": training.pictures, **figures}
    fresh = not CURVE.exists() or training.seconds == 0
    with CURVE.open("a", newline="") as file:
        writer = csv.DictWriter(file, row)
        if fresh:
            writer.writeheader()
        writer.writerow(row)


def learn_for(rank: int, options: argparse.Namespace) -> None:
    """What every process does; the first one also saves, validates and prints."""
    training = Training(options.seed, options.peak_rate)
    if CHECKPOINT.exists():
        training.resume()
    elif options.from_kept:
        training.from_kept()
    pool, held_out = load("train"), load("validation")
    budget, crops_until = options.minutes * 60, options.crop_share * options.minutes * 60
    side, batches, shown, checked = 0, None, training.seconds, training.seconds
    while training.seconds < budget:
        started = time.monotonic()
        wanted = CROP if training.seconds < crops_until else GRID
        if wanted != side:
            side = wanted
            batches = batches_of(pool, side, [options.seed, training.step, rank])
            if rank == 0:
                print(f"{side * 16} pixels from {training.seconds / 60:.1f} min on, pool of {len(pool)}", flush=True)
        parts = training.learn(next(batches), budget, started, options.processes)
        if rank == 0 and training.seconds - shown > 30:
            shown = training.seconds
            told = " ".join(f"{k} {v:.3f}" for k, v in parts.items())
            print(f"{shown / 60:6.1f} min step {training.step} pictures {training.pictures} {told}", flush=True)
        if training.seconds - checked > options.validate_every * 60 or training.seconds >= budget:
            checked = training.seconds
            if rank == 0:
                training.save()
                model = training.average.model
                labels = held_out.labels[: options.validate]
                figures = score(outputs(model.tower, model.heads, held_out, len(labels)), labels)
                print("held out", figures, flush=True)
                note(training, figures)


def batches_of(pool: Pool, side: int, seed: list[int]):
    rng = np.random.default_rng([*seed, side])
    count = CROP_BATCH if side == CROP else WHOLE_BATCH
    return prefetched(lambda: make(pool, rng.integers(len(pool), size=count), side, rng))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=80)
    parser.add_argument("--crop-share", type=float, default=0.6, help="share of the minutes spent on crops")
    parser.add_argument("--validate-every", type=float, default=6, help="minutes")
    parser.add_argument("--validate", type=int, default=1000, help="held-out pictures")
    parser.add_argument("--peak-rate", type=float, default=PEAK_RATE, help="learning rate the cosine falls from")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--from-kept", action="store_true", help="begin with the weights kept in the repository")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    run(learn_for, options.processes, options)


if __name__ == "__main__":
    main()
