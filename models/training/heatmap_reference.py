"""What PyTorch's autograd makes of starter-clip by Grad-CAM (Selvaraju et al. 2017): test/fixtures/starter-heatmaps.json.

    python models/training/heatmap_reference.py

Fifty pictures by formula, so that both sides see the same to the last bit: patterns as of models/export/reference.py, and
slopes with a mark on them. Of each the map of
the fine cells, Σ αₖ Aₖ with αₖ the mean derivative over channel k, before what is below 0 is cut off; for the odds of one
defect against the good part. The image tower has the weights of the run, or those that
were kept; projection and texts those that ship.
"""

from __future__ import annotations

import base64
import json
from pathlib import Path

import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import Tensor

from extract_features import tower
from learning import shipped
from learning.clip import ImageProjection, TextTower
from learning.package import STARTER
from learning.tower import SIDE, Tower, pooled, pooled_width

ROOT = Path(__file__).parents[2]
OUT = ROOT / "test/fixtures/starter-heatmaps.json"
COUNT = 50
GOOD = "a good part"
DEFECTS = ("scratch", "dent", "stain", "crack", "hole", "chip", "rust", "foreign particle")
STEPS = 32767
"""A map is kept in whole steps of its largest value."""


def formula(k: int) -> Tensor:
    c, y, x = torch.meshgrid(*(torch.arange(n, dtype=torch.float64) for n in (3, SIDE, SIDE)), indexing="ij")
    return (((x * (3 + k) + y * (5 + 2 * k) + 7 * c) % (17 + k)) / ((17 + k) / 2) - 1)[None].float()


def marked(k: int) -> Tensor:
    """A faint slope with grain, and on it a disc or a bar, dark or bright."""
    c, y, x = torch.meshgrid(*(torch.arange(n, dtype=torch.float64) for n in (3, SIDE, SIDE)), indexing="ij")
    across, down = x - (20 + 37 * k % 180), y - (20 + 53 * k % 180)
    disc, bar = across**2 + down**2 < (5 + k % 7) ** 2, (across.abs() < 12 + k) & ((down - across * (k % 3)).abs() <= 2)
    grain = (x * (3 + k) + y * (5 + 2 * k)) % (17 + k) / (8 * (17 + k))
    plain = (x + 2 * y) / (8 * SIDE) + c / 16 + grain
    return torch.where(bar if k % 2 else disc, 0.875 if k % 4 < 2 else -0.875, plain)[None].float()


PICTURES = {"formula": formula, "marked": marked}


class Words:
    def __init__(self) -> None:
        self.tower = TextTower().eval()
        shipped.fill(self.tower, shipped.starter("clip", "text_model"), "")
        self.tokenizer = Tokenizer.from_file(str(STARTER / "clip/tokenizer.json"))
        self.scale = json.loads((STARTER / "clip/model.json").read_text())["logit_scale"]

    @torch.no_grad()
    def __call__(self, text: str) -> Tensor:
        """[256], unit length times the logit scale."""
        return self.scale * F.normalize(self.tower(torch.tensor([self.tokenizer.encode(text).ids]))[0], dim=0)


def grad_cam(image: Tower, projection: ImageProjection, pixels: Tensor, prompt: Tensor, other: Tensor) -> Tensor:
    seen = image(pixels)
    seen.fine.retain_grad()
    embedding = F.normalize(projection(pooled(seen))[0], dim=0)
    (embedding @ prompt - embedding @ other).backward()
    weights = seen.fine.grad.mean((2, 3), keepdim=True)
    return (weights * seen.fine).sum(1)[0].detach()


def main() -> None:
    image, words = tower(), Words()
    projection = ImageProjection(pooled_width(image)).eval()
    shipped.fill(projection, shipped.starter("clip", "vision_model"), "projection.")
    pictures = [{"kind": kind, "k": k, "prompt": DEFECTS[k % len(DEFECTS)]} for kind in PICTURES for k in range(COUNT // 2)]
    for one in pictures:
        pixels = PICTURES[one["kind"]](one["k"])
        found = grad_cam(image, projection, pixels, words(one["prompt"]), words(GOOD))
        steps = (found / found.abs().max() * STEPS).round().to(torch.int16)
        one["map"] = base64.b64encode(steps.numpy().tobytes()).decode()
    rows = ",\n".join(json.dumps(one, ensure_ascii=False) for one in pictures)
    OUT.write_text(f'{{"against": {json.dumps(GOOD)}, "pictures": [\n{rows}\n]}}\n')
    print(f"{OUT.name}: {OUT.stat().st_size / 1e3:.0f} kB", flush=True)


if __name__ == "__main__":
    main()
