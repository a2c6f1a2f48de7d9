"""Keep the weights of the last runs in models/training/checkpoints, in half precision.

    python models/training/keep_weights.py [image] [clip] [blip] [patches] [marian]

Without names the image models are kept.
"""

import sys

import torch

import export_marian
import train_blip
import train_clip
import train_image
import train_patches
from learning.keeping import keep
from sentences.kept import keep_translator

RUNS = {"image": (train_image, "average"), "clip": (train_clip, "model"), "blip": (train_blip, "model"),
        "patches": (train_patches, "average")}


def main() -> None:
    for name in sys.argv[1:] or RUNS:
        if name == "marian":
            model, tokenizer = export_marian.load_trained(export_marian.RUN)
            keep_translator(model.state_dict(), tokenizer)
        else:
            module, part = RUNS[name]
            keep(name, torch.load(module.CHECKPOINT, weights_only=True)[part])


if __name__ == "__main__":
    main()
