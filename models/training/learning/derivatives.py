"""The derivatives that models/export writes graphs of, for the starters."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[2] / "export"))

from exporting.gradient import OUTPUTS, of_odds, slope, through_norm  # noqa: E402
from exporting.graph import Graph  # noqa: E402

__all__ = ["OUTPUTS", "Graph", "of_odds", "slope", "through_norm"]
