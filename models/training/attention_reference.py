"""Where Hugging Face's own decoder of starter-blip looks as it writes: test/fixtures/starter-attention.json.

    python models/training/attention_reference.py

The fifty pictures by formula of heatmap_reference.py; of each the first few tokens of its greedy caption, and the shares of
the 196 cells by which the next one was chosen, as the mean over the heads of both layers. Image tower and captioner have the
weights of the run, or those that were kept.
"""

from __future__ import annotations

import base64
import json

import torch
from torch import Tensor

from extract_features import tower
from heatmap_reference import COUNT, PICTURES, ROOT, STEPS
from learning import pieces
from learning.captioner import Captioner
from learning.features import Looking
from learning.keeping import newest
from learning.tower import cells_width, pooled_width
from train_blip import CHECKPOINT

OUT = ROOT / "test/fixtures/starter-attention.json"
READ = 9
"""Most tokens that are read: places, sizes and nouns lie among them."""


def attention(captioner: Captioner, memory: Tensor, ids: list[int]) -> tuple[Tensor, int]:
    """Shares [197] by which the token behind `ids` is chosen, and the likeliest."""
    read = torch.tensor([ids])
    told = captioner.decoder(input_ids=read, attention_mask=torch.ones_like(read), is_decoder=True, use_cache=False,
                             encoder_hidden_states=memory, output_attentions=True)  # fmt: skip
    return torch.stack(told.cross_attentions)[:, 0, :, -1].mean((0, 1)), int(told.logits[0, -1].argmax())


@torch.no_grad()
def main() -> None:
    image = tower()
    captioner = Captioner(pooled_width(image), cells_width(image))
    captioner.load_state_dict(newest("blip", CHECKPOINT, "model"))
    captioner.eval().decoder.set_attn_implementation("eager")
    looking = Looking(image).eval()
    pictures = [{"kind": kind, "k": k} for kind in PICTURES for k in range(COUNT // 2)]
    for one in pictures:
        memory = captioner.memory(*looking(PICTURES[one["kind"]](one["k"])))
        ids = [pieces.START]
        shares, following = attention(captioner, memory, ids)
        while len(ids) < 1 + one["k"] % READ:
            ids.append(following)
            shares, following = attention(captioner, memory, ids)
        steps = (shares[1:] / shares[1:].max() * STEPS).round().to(torch.int16)
        one |= {"token_ids": ids[1:], "cells": base64.b64encode(steps.numpy().tobytes()).decode()}
    rows = ",\n".join(json.dumps(one) for one in pictures)
    OUT.write_text(f'{{"pictures": [\n{rows}\n]}}\n')
    print(f"{OUT.name}: {OUT.stat().st_size / 1e3:.0f} kB", flush=True)


if __name__ == "__main__":
    main()
