"""The graph that models/export derives from a decoder, for starter-blip."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[2] / "export"))

from exporting.looking import looking  # noqa: E402

__all__ = ["looking"]
