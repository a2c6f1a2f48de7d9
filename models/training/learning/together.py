"""Data-parallel training over single-threaded processes.

On shared cores two processes that meet once a step lose less than two threads that meet in every layer.
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import torch
import torch.distributed as distributed
import torch.multiprocessing as processes
from torch import nn


def _enter(rank: int, world: int, meeting: str, work: Callable, arguments: tuple) -> None:
    torch.set_num_threads(1)
    distributed.init_process_group("gloo", init_method=f"file://{meeting}", rank=rank, world_size=world)
    try:
        work(rank, *arguments)
    finally:
        distributed.destroy_process_group()


def run(work: Callable, world: int, *arguments) -> None:
    """Call `work(rank, *arguments)` in `world` processes; an exception in one, or ending this one, ends all."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with tempfile.TemporaryDirectory() as folder:
        processes.spawn(_enter, (world, os.fspath(Path(folder) / "meeting"), work, arguments), nprocs=world, daemon=True)


def mean_gradients(model: nn.Module, clock: float) -> float:
    """Replace every gradient by its mean over the processes; returns the mean of their clocks, so that all
    take the same decisions at the same step."""
    gradients = [p.grad for p in model.parameters() if p.grad is not None]
    flat = torch.cat([g.reshape(-1) for g in gradients] + [torch.tensor([clock])])
    distributed.all_reduce(flat)
    flat /= distributed.get_world_size()
    at = 0
    for gradient in gradients:
        gradient.copy_(flat[at : at + gradient.numel()].view_as(gradient))
        at += gradient.numel()
    return float(flat[-1])
