"""Train the patch encoder of starter-clip: what is compared with good parts.

    python models/training/train_patches.py --seconds 520 --device cuda --workers 14
    python models/training/train_patches.py --seconds 3600 --device cpu --workers 1

Every step draws new products that show no factory (patches/episodes.py), each with good parts, some to refer to, and parts with
an anomaly, beside a few rendered lines; what is learnt is that anomalies are farther from the references than anything good, by
the comparison that the product makes. A second call goes on from the checkpoint; `--seconds` counts from the first.
"""

from __future__ import annotations

import argparse
import math
import time
from pathlib import Path

import torch
from torch import nn

from learning.average import Average
from learning.batches import MEAN, STD
from learning.pictures import RUNS
from patches.comparing import losses
from patches.encoder import PatchEncoder
from patches.episodes import Episode, draw_episode
from patches.lines import Lines

CHECKPOINT = RUNS / "patches.pt"
PEAK_RATE, DECAY, WARM_UP = 2e-3, 0.05, 200


def rate(progress: float, step: int) -> float:
    return PEAK_RATE * min(1.0, (step + 1) / WARM_UP) * (0.005 + 0.995 * 0.5 * (1 + math.cos(math.pi * min(1.0, progress))))


def groups(model: nn.Module) -> list[dict]:
    return [dict(params=[p for p in model.parameters() if p.ndim > 1], weight_decay=DECAY),
            dict(params=[p for p in model.parameters() if p.ndim <= 1], weight_decay=0.0)]


class Training:
    def __init__(self, device: torch.device, checkpoint: Path):
        self.device, self.checkpoint = device, checkpoint
        self.model = PatchEncoder().to(device, memory_format=torch.channels_last)
        self.average = Average(self.model)
        self.optimiser = torch.optim.AdamW(groups(self.model), lr=PEAK_RATE, betas=(0.9, 0.98))
        self.step, self.seconds = 0, 0.0
        if checkpoint.exists():
            state = torch.load(checkpoint, weights_only=True, map_location=device)
            self.model.load_state_dict(state["model"])
            self.average.model.load_state_dict(state["average"])
            self.optimiser.load_state_dict(state["optimiser"])
            self.step, self.seconds = state["step"], state["seconds"]
            self.average.steps = self.step

    def save(self) -> None:
        partial = self.checkpoint.with_suffix(".partial")
        torch.save({"model": self.model.state_dict(), "average": self.average.model.state_dict(),
                    "optimiser": self.optimiser.state_dict(), "step": self.step, "seconds": self.seconds}, partial)
        partial.rename(self.checkpoint)
        torch.save(self.average.model.state_dict(), self.checkpoint.with_name(f"{self.checkpoint.stem}-average.pt"))

    def learn(self, episodes: list[Episode], budget: float) -> dict[str, torch.Tensor]:
        for group in self.optimiser.param_groups:
            group["lr"] = rate(self.seconds / budget, self.step)
        pixels = torch.cat([e.pixels for e in episodes])
        shape = pixels.shape[:2]
        inputs = ((pixels.flatten(0, 1) / 255 - MEAN) / STD).contiguous(memory_format=torch.channels_last)
        with torch.autocast(self.device.type, torch.bfloat16):
            features = self.model(inputs)
        features = features.float().unflatten(0, shape)
        told, total, start = {}, 0.0, 0
        for name, episode in zip(("drawn", "rendered"), episodes):
            count = len(episode.pixels)
            parts = losses(features[start : start + count], episode.cells)
            total = total + count * (parts["cells"] + parts["pictures"])
            told |= {f"{name} {key}": value.detach() for key, value in parts.items()}
            start += count
        self.optimiser.zero_grad()
        (total / start).backward()
        nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimiser.step()
        self.average.update(self.model)
        self.step += 1
        return told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=3600)
    parser.add_argument("--stop-after", type=float, default=math.inf, help="seconds of this call")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--workers", type=int, default=1, help="processes that render lines")
    parser.add_argument("--lines", type=int, default=6000, help="most rendered lines that are kept")
    parser.add_argument("--drawn", type=int, default=24, help="drawn products a step, a multiple of 24")
    parser.add_argument("--rendered", type=int, default=6, help="rendered lines a step")
    parser.add_argument("--out", type=Path, default=CHECKPOINT)
    options = parser.parse_args()
    device = torch.device(options.device)
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = torch.backends.cudnn.benchmark = True
    training = Training(device, options.out)
    torch.manual_seed(1 + training.step)
    lines = Lines(options.lines, options.workers, device)
    lines.collect(wait=True)
    sums, began, before, shown, saved = {}, time.monotonic(), training.seconds, 0, 0.0
    while training.seconds < options.seconds and training.seconds - before < options.stop_after:
        lines.collect()
        told = training.learn([draw_episode(options.drawn, device), lines.draw(options.rendered)], options.seconds)
        sums = {key: sums.get(key, 0) + value for key, value in told.items()}
        shown += 1
        if shown == (50 if device.type == "cuda" else 1):
            figures = " ".join(f"{key} {float(value) / shown:.3f}" for key, value in sums.items())
            sums, shown = {}, 0
        else:
            figures = ""
        training.seconds = before + time.monotonic() - began
        if figures:
            print(f"{training.seconds:6.1f} s step {training.step} lines {lines.count} {figures}", flush=True)
        if training.seconds - saved > 60:
            saved = training.seconds
            training.save()
    training.save()
    lines.stop()


if __name__ == "__main__":
    main()
