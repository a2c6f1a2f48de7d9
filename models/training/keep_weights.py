"""Keep the weights of the last runs in models/training/checkpoints, in half precision.

    python models/training/keep_weights.py
"""

import torch

import train_blip
import train_clip
import train_image
from learning.keeping import keep


def main() -> None:
    for name, module, part in (("image", train_image, "average"), ("clip", train_clip, "model"), ("blip", train_blip, "model")):
        keep(name, torch.load(module.CHECKPOINT, weights_only=True)[part])


if __name__ == "__main__":
    main()
