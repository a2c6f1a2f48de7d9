"""Which text speaks the truth about which picture, and the contrastive loss over it."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from grammar import ANY_DEFECT, SILENT, Prompt

SPOKEN = ("defect", "material", "place", "size", "lookalike")


def spoken(prompts: list[Prompt]) -> np.ndarray:
    """int [K,5]: the attributes each prompt speaks of."""
    return np.array([[getattr(p, name) for name in SPOKEN] for p in prompts])


def match(labels: np.ndarray, said: np.ndarray) -> tuple[Tensor, Tensor]:
    """`labels` [N], `said` [K,5] -> true [N,K], false [N,K]; a pair that is neither is left out of the loss.

    "dust" is true of a good part with dust and left out for a dusty scratch: both can be seen there.
    """
    defect, alike = labels["defect"][:, None], labels["lookalike"][:, None]
    agrees = (said[:, 0] == SILENT) | (said[:, 0] == defect) | ((said[:, 0] == ANY_DEFECT) & (defect > 0))
    for column, name in enumerate(SPOKEN[1:4], 1):
        agrees = agrees & ((said[:, column] == SILENT) | (said[:, column] == labels[name][:, None]))
    shown = (said[:, 4] == SILENT) | (said[:, 4] == alike)
    true = agrees & shown & ((said[:, 4] == SILENT) | (defect == 0))
    both = (said[:, 4] != SILENT) & (said[:, 4] == alike) & (defect > 0)
    return torch.from_numpy(true), torch.from_numpy(~true & ~both)


def contrast(logits: Tensor, true: Tensor, false: Tensor, weight: Tensor) -> Tensor:
    """Mean over true pairs of -log(true / (true + all false ones of its row)): InfoNCE (van den Oord et al. 2018)
    with several positives that do not compete with each other. `weight` [rows]."""
    against = logits.masked_fill(~false, -1e9).logsumexp(1, keepdim=True)
    each = torch.nn.functional.softplus(against - logits).masked_fill(~true, 0.0)
    rows = each.sum(1) / true.sum(1).clamp(min=1)
    weight = weight * true.any(1)
    return (rows * weight).sum() / weight.sum().clamp(min=1e-6)
