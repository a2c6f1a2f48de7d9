"""What PyTorch's autograd makes of starter-clip by Grad-CAM (Selvaraju et al. 2017): test/fixtures/starter-heatmaps.json.

    python models/training/heatmap_reference.py

Fifty pictures: the samples of examples/pictures and the first formulas of models/export/reference.py. Of each the map of
the fine cells, Σ αₖ Aₖ with αₖ the mean derivative over channel k, before what is below 0 is cut off; for the odds of one
defect, the picture's own where it has one, against the good part. The image tower has the weights of the run, or those that
were kept; projection and texts those that ship.
"""

from __future__ import annotations

import base64
import json
from pathlib import Path

import cv2
import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import Tensor

from extract_features import tower
from learning import shipped
from learning.batches import normalise
from learning.clip import ImageProjection, TextTower
from learning.package import STARTER
from learning.tower import SIDE, Tower, pooled, pooled_width

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "examples/pictures"
OUT = ROOT / "test/fixtures/starter-heatmaps.json"
COUNT = 50
GOOD = "a good part"
STEPS = 32767
"""A map is kept in whole steps of its largest value."""


def formula(k: int) -> Tensor:
    c, y, x = torch.meshgrid(*(torch.arange(n, dtype=torch.float64) for n in (3, SIDE, SIDE)), indexing="ij")
    return (((x * (3 + k) + y * (5 + 2 * k) + 7 * c) % (17 + k)) / ((17 + k) / 2) - 1)[None].float()


def photograph(path: Path) -> Tensor:
    """As the preprocessor squeezes it: bicubic, with the support that Pillow takes."""
    whole = torch.from_numpy(cv2.imread(str(path))[..., ::-1].copy()).permute(2, 0, 1)[None].float()
    small = F.interpolate(whole, (SIDE, SIDE), mode="bicubic", antialias=True).round().clamp(0, 255)
    return normalise(small.permute(0, 2, 3, 1).byte().numpy())


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
    labelled = [json.loads(line) for line in (SAMPLES / "manifest.jsonl").read_text().splitlines()]
    pictures = [{"file": one["file"], "prompt": one["label_en"] if one["has_defect"] else "scratch"} for one in labelled]
    pictures += [{"formula": k, "prompt": "scratch"} for k in range(COUNT - len(pictures))]
    for one in pictures:
        pixels = photograph(SAMPLES / one["file"]) if "file" in one else formula(one["formula"])
        found = grad_cam(image, projection, pixels, words(one["prompt"]), words(GOOD))
        steps = (found / found.abs().max() * STEPS).round().to(torch.int16)
        one["map"] = base64.b64encode(steps.numpy().tobytes()).decode()
    rows = ",\n".join(json.dumps(one, ensure_ascii=False) for one in pictures)
    OUT.write_text(f'{{"against": {json.dumps(GOOD)}, "pictures": [\n{rows}\n]}}\n')
    print(f"{OUT.name}: {OUT.stat().st_size / 1e3:.0f} kB", flush=True)


if __name__ == "__main__":
    main()
