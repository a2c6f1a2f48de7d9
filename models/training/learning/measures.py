"""Figures of merit."""

from __future__ import annotations

import numpy as np
from scipy.stats import rankdata


def auroc(scores: np.ndarray, positive: np.ndarray) -> float:
    """Area under the ROC curve: the chance that a positive scores above a negative, ties half (Hanley & McNeil
    1982). NaN when one side is empty."""
    positive = np.asarray(positive, bool)
    p, n = int(positive.sum()), int((~positive).sum())
    if not p or not n:
        return float("nan")
    return float((rankdata(scores)[positive].sum() - p * (p + 1) / 2) / (p * n))


def accuracy(predicted: np.ndarray, true: np.ndarray) -> float:
    return float(np.mean(predicted == true)) if len(true) else float("nan")


def confusion(predicted: np.ndarray, true: np.ndarray, classes: int) -> np.ndarray:
    """[true, predicted] counts."""
    table = np.zeros((classes, classes), int)
    np.add.at(table, (true, predicted), 1)
    return table
