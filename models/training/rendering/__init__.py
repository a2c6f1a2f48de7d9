"""Procedural renderer of factory surfaces with ground truth."""

from . import truth
from .scene import Rendering, render

__all__ = ["Rendering", "render", "truth"]
